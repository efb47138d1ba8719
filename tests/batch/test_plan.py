"""Where results go: nothing is lost, nothing is written over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nukki.batch import Found, plan
from nukki.batch.discover import place_key
from nukki.batch.naming import assign
from nukki.core.errors import OptionError, UnknownNameError
from nukki.core.options import Options

Lay = Callable[..., Path]


def targets(root: Path, inputs: list[str], output: str | None, **options: str) -> list[str]:
    asked = [str(root / name) if name != "-" else name for name in inputs]
    out = output if output in (None, "-") else f"{root}/{output}"
    items = plan(asked, out, Options(**options)).items  # type: ignore[arg-type]
    return [Path(item.target).relative_to(root).as_posix() for item in items if item.target]


def test_without_an_output_the_result_lies_beside_its_photo(lay: Lay) -> None:
    assert targets(lay("in/a.jpg"), ["in/a.jpg"], None) == ["in/a.cutout.png"]


def test_the_format_decides_the_ending(lay: Lay) -> None:
    assert targets(lay("a.jpg"), ["a.jpg"], None, format="jpg") == ["a.cutout.jpg"]


def test_one_picture_goes_to_the_file_that_is_named(lay: Lay) -> None:
    root = lay("a.jpg")
    (item,) = plan([str(root / "a.jpg")], str(root / "b.webp"), Options()).items
    assert (item.target, item.format) == (root / "b.webp", "webp")


def test_one_picture_goes_into_a_folder_that_is_named(lay: Lay) -> None:
    assert targets(lay("a.jpg"), ["a.jpg"], "out") == ["out/a.png"]
    assert targets(lay("a.jpg"), ["a.jpg"], "out.d/") == ["out.d/a.png"]


def test_a_tree_is_mirrored(lay: Lay) -> None:
    root = lay("in/a.jpg", "in/x/a.jpg", "in/x/y/a.jpg")
    assert targets(root, ["in"], "out") == ["out/a.png", "out/x/a.png", "out/x/y/a.png"]


def test_pictures_that_differ_only_in_their_ending_keep_it(lay: Lay) -> None:
    root = lay("in/a.jpg", "in/a.webp", "in/b.jpg")
    assert targets(root, ["in"], "out") == ["out/a.jpg.png", "out/a.webp.png", "out/b.png"]


def test_so_do_those_that_lie_beside_their_results(lay: Lay) -> None:
    root = lay("in/a.jpg", "in/a.webp")
    assert targets(root, ["in"], None) == ["in/a.jpg.cutout.png", "in/a.webp.cutout.png"]


def test_namesakes_of_several_folders_keep_their_folders(lay: Lay) -> None:
    root = lay("p/one/a.jpg", "p/two/a.jpg", "p/two/b.jpg")
    assert targets(root, ["p/one/a.jpg", "p/two"], "out") == [
        "out/one/a.png",
        "out/two/a.png",
        "out/b.png",
    ]


def test_names_that_differ_only_in_case_are_namesakes(lay: Lay) -> None:
    root = lay("in/a.png", "in/A.jpg", "in/a.JPG")
    found = [Found(root / "in" / name) for name in ("a.png", "A.jpg", "a.JPG")]
    made = assign(found, root / "out", ".png")
    assert len({place_key(path) for path in made}) == 3


def test_names_that_differ_only_in_how_accents_are_coded_are_namesakes(tmp_path: Path) -> None:
    found = [Found(tmp_path / "x" / "caf\u00e9.jpg"), Found(tmp_path / "y" / "cafe\u0301.jpg")]
    made = assign(found, tmp_path / "out", ".png")
    assert len({place_key(path) for path in made}) == 2


def test_a_result_is_never_a_photo_that_was_given(lay: Lay) -> None:
    root = lay("in/a.jpg", "out/a.png")
    assert targets(root, ["in/a.jpg", "out/a.png"], "out") == [
        "out/a.jpg.png",
        "out/a.cutout.png",
    ]


def test_a_folder_that_is_its_own_output_marks_its_results(lay: Lay) -> None:
    assert targets(lay("in/a.png"), ["in"], "in") == ["in/a.cutout.png"]


@pytest.mark.parametrize("result", ["a.cutout.png", "a.cutout.webp", "a.png.cutout.png"])
def test_a_shell_pattern_run_again_leaves_its_results_alone(lay: Lay, result: str) -> None:
    root = lay("a.png", result)
    first, second = plan([f"{root}/{result}", f"{root}/a.png"], None, Options()).items
    assert (first.skip, second.skip) == ("the result of an earlier run", "")


def test_a_result_given_alone_is_a_photo(lay: Lay) -> None:
    root = lay("a.cutout.png")
    assert targets(root, ["a.cutout.png"], None) == ["a.cutout.cutout.png"]


folders = st.lists(st.sampled_from(["x", "y", "X"]), max_size=2).map(lambda parts: Path(*parts))
endings = st.sampled_from([".jpg", ".JPG", ".png", ".cutout.png", ".jpg.png", ""])
photos = st.builds(
    lambda folder, stem, ending: folder / f"{stem}{ending}",
    folders,
    st.text(ascii_lowercase[:2] + "A", min_size=1, max_size=2),
    endings,
)


@given(st.lists(photos, min_size=1, max_size=12, unique=True), st.booleans(), st.booleans())
def test_however_photos_are_called_no_two_results_are_one(
    paths: list[Path], beside: bool, mirrored: bool
) -> None:
    root = Path("/nowhere")
    found = [Found(root / path, path.parent if mirrored else Path()) for path in paths]
    made = {place_key(path) for path in assign(found, None if beside else Path("/out"), ".png")}
    assert len(made) == len(paths)
    assert not made & {place_key(entry.path) for entry in found}


@pytest.mark.parametrize(
    ("inputs", "output"),
    [
        (["-", "a.jpg"], "out"),
        (["in"], "-"),
        (["in"], "x.png"),
        (["a.jpg", "b.jpg"], "x.webp"),
        (["a.jpg", "b.jpg"], "file"),
        (["a.jpg"], "a.jpg"),
    ],
)
def test_inputs_and_output_that_do_not_fit_are_refused(
    lay: Lay, inputs: list[str], output: str
) -> None:
    root = lay("a.jpg", "b.jpg", "in/c.jpg", "file")
    with pytest.raises(OptionError):
        targets(root, inputs, output)


def test_a_name_that_contradicts_the_format_is_refused(lay: Lay) -> None:
    with pytest.raises(OptionError, match="contradicts"):
        targets(lay("a.jpg"), ["a.jpg"], "b.png", format="webp")


def test_a_name_of_no_known_format_is_refused(lay: Lay) -> None:
    with pytest.raises(UnknownNameError):
        targets(lay("a.jpg"), ["a.jpg"], "b.xyz")


def test_standard_input_goes_to_standard_output() -> None:
    (item,) = plan(["-"], None, Options()).items
    assert (item.source, item.target, item.format) == (None, None, "png")
