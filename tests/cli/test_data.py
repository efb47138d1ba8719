"""``nukki data``: what is printed, what is written, and exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from tests.train.drawing import save, save_pairs, silhouette

Call = Callable[..., Result]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Twelve silhouettes with masks, and a photo without one."""
    root = save_pairs(tmp_path / "source", 12)
    save(root / "images" / "alone.png", silhouette(20)[0])
    return root


def test_a_data_set_is_made_and_told_of(nukki: Call, source: Path, tmp_path: Path) -> None:
    done = nukki("data", "prepare", str(source), "-o", "made", "--near", "-1")
    assert done.exit_code == 0
    assert "all       8      2           2" in done.stdout
    assert "1  no mask of this name" in done.stdout
    assert "-> made (folders); look at contact.jpg and statistics.html" in done.stderr
    written = {path.name for path in (tmp_path / "made").iterdir()}
    assert written == {
        "contact.jpg", "dataset.json", "gt", "im", "manifest.csv", "statistics.html",
    }  # fmt: skip


def test_checking_names_each_bad_pair_and_fails(nukki: Call, source: Path) -> None:
    done = nukki("data", "check", str(source))
    assert done.exit_code == 65
    assert done.stdout.startswith("alone: no mask of this name")
    assert "(folders): 12 good, 1 bad" in done.stderr


def test_checking_good_pairs_says_so(nukki: Call, source: Path) -> None:
    (source / "images" / "alone.png").unlink()
    done = nukki("data", "check", str(source))
    assert done.exit_code == 0
    assert "12 good, 0 bad" in done.stderr


def test_a_condition_that_nothing_meets_tells_the_values(nukki: Call, source: Path) -> None:
    (source / "manifest.csv").write_text("stem,set\nfigure1,a\nfigure2,b\n")
    done = nukki("data", "prepare", str(source), "--where", "set=c", "-o", "made")
    assert done.exit_code == 2
    assert "no picture has set=c; set is one of a, b" in done.stderr


def test_shards_are_made_of_the_size_asked_for(nukki: Call, source: Path, tmp_path: Path) -> None:
    nukki("data", "prepare", str(source), "-o", "made")
    done = nukki("data", "pack", "made", "-o", "shards", "--limit", "60kB")
    assert done.exit_code == 0
    sizes = [path.stat().st_size for path in (tmp_path / "shards").iterdir()]
    assert len(sizes) > 1
    assert max(sizes) <= 60_000


def test_a_prepared_data_set_can_be_prepared_anew(
    nukki: Call, source: Path, tmp_path: Path
) -> None:
    nukki("data", "prepare", str(source), "-o", "made", "--near", "-1")
    done = nukki("data", "prepare", "made", "-o", "again", "--near", "-1")
    assert done.exit_code == 0
    first, second = (
        json.loads((tmp_path / name / "dataset.json").read_text())["pictures"]
        for name in ("made", "again")
    )
    assert first == second
