"""Which files, folders and patterns lead to pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nukki.batch import Found, Problem, discover
from nukki.core.errors import InputNotFoundError

Lay = Callable[..., Path]


def names(root: Path, *inputs: str, outside: Path | None = None) -> list[str]:
    found = discover([str(root / given) for given in inputs], outside=outside)
    return [Path(entry.path).relative_to(root).as_posix() for entry in found]


def test_a_folder_gives_the_pictures_below_it_in_order(lay: Lay) -> None:
    root = lay("in/b.png", "in/deep/er/c.JPG", "in/a.webp")
    assert names(root, "in") == ["in/a.webp", "in/b.png", "in/deep/er/c.JPG"]


def test_a_folder_does_not_give_other_files_hidden_ones_or_earlier_results(lay: Lay) -> None:
    root = lay("in/a.png", "in/notes.txt", "in/.b.png", "in/.git/c.png", "in/a.cutout.png")
    assert names(root, "in") == ["in/a.png"]


def test_the_folder_of_results_is_not_searched(lay: Lay) -> None:
    root = lay("in/a.png", "in/out/a.png")
    assert names(root, "in", outside=root / "in" / "out") == ["in/a.png"]


def test_a_folder_that_is_its_own_output_is_searched(lay: Lay) -> None:
    root = lay("in/a.png")
    assert names(root, "in", outside=root / "in") == ["in/a.png"]


@pytest.mark.parametrize("name", ["photo", "a.cutout.png", ".hidden.png", "-x.jpg", "a[1].png"])
def test_a_named_file_counts_whatever_it_is_called(lay: Lay, name: str) -> None:
    assert names(lay(name), name) == [name]


def test_a_picture_given_twice_is_taken_once(lay: Lay) -> None:
    root = lay("in/a.png")
    assert names(root, "in/a.png", "in", "in/../in/a.png") == ["in/a.png"]


def test_a_pattern_is_mirrored_from_where_it_begins(lay: Lay) -> None:
    root = lay("in/x/a.png", "in/y/z/b.png", "in/c.jpg", "in/d.txt")
    found = discover([str(root / "in" / "**" / "*.png")])
    assert [str(entry.folder) for entry in found if isinstance(entry, Found)] == ["x", "y/z"]


def test_a_pattern_that_matches_folders_searches_them(lay: Lay) -> None:
    assert names(lay("in/x/a.png", "in/b.png"), "in/*") == ["in/b.png", "in/x/a.png"]


@pytest.mark.parametrize("given", ["missing.png", "empty", "*.tiff"])
def test_what_leads_to_no_picture_is_a_problem(lay: Lay, given: str) -> None:
    root = lay("a.png")
    (root / "empty").mkdir()
    (problem,) = discover([str(root / given)])
    assert isinstance(problem, Problem)
    assert isinstance(problem.error, InputNotFoundError)


def test_a_link_in_a_circle_ends(lay: Lay) -> None:
    root = lay("in/a.png")
    (root / "in" / "loop").symlink_to(root / "in", target_is_directory=True)
    assert names(root, "in") == ["in/a.png"]
