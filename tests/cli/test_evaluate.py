"""``nukki evaluate``: a table, files, comparisons, and exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from PIL import Image as PillowImage

Call = Callable[..., Result]


@pytest.fixture
def data(lay: Callable[..., Path]) -> Path:
    """Two photos of a bright square, with masks that agree and one that is empty."""
    root = lay("data/images/a.png", "data/images/b.png", "data/images/c.png") / "data"
    mask = np.zeros((24, 24), np.uint8)
    mask[6:18, 6:18] = 255
    (root / "masks").mkdir()
    for name in "ab":
        PillowImage.fromarray(mask).save(root / "masks" / f"{name}.png")
    PillowImage.fromarray(mask * 0).save(root / "masks" / "c.png")
    return root


def test_a_table_is_printed_and_bad_pairs_are_named(nukki: Call, data: Path) -> None:
    done = nukki("evaluate", str(data), "-m", "tiny")
    assert done.exit_code == 0
    assert "tiny, balanced, 2 photos" in done.stdout
    assert "boundary" not in done.stdout
    assert "c: left out: its mask is empty" in done.stderr


def test_results_are_written_as_json_csv_and_html(nukki: Call, data: Path, tmp_path: Path) -> None:
    assert nukki("evaluate", str(data), "-m", "tiny", "-o", "out/tiny.json").exit_code == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["tiny.csv", "tiny.html", "tiny.json", "tiny.jsonl"]
    held = json.loads((tmp_path / "out/tiny.json").read_text())
    assert [row["name"] for row in held["rows"]] == ["a", "b"]


def test_a_setting_is_compared_with_an_earlier_one(nukki: Call, data: Path) -> None:
    nukki("evaluate", str(data), "-m", "tiny", "-o", "one.json")
    done = nukki("evaluate", str(data), "-m", "tiny", "--against", "one.json")
    assert "(now) against tiny, balanced (one.json), on the 2 photos" in done.stdout
    assert "No measure differs by more than chance." in done.stdout


def test_a_folder_of_mattes_is_measured(nukki: Call, data: Path) -> None:
    done = nukki("evaluate", str(data), "--mattes", str(data / "masks"), "--name", "ideal")
    assert "ideal, 2 photos" in done.stdout
    assert "1.0000" in done.stdout


def test_several_results_make_one_page(nukki: Call, data: Path, tmp_path: Path) -> None:
    nukki("evaluate", str(data), "-m", "tiny", "-o", "one.json", "--cases", "0")
    nukki("evaluate", str(data), "-m", "tiny", "--edges", "fine", "-o", "two.json", "--cases", "0")
    assert nukki("evaluate", "report", "one.json", "two.json", "-o", "page.html").exit_code == 0
    assert "tiny, balanced, edges=fine" in (tmp_path / "page.html").read_text()


def test_several_settings_are_measured_in_one_call(nukki: Call, data: Path, tmp_path: Path) -> None:
    presets = ("--preset", "fast", "--preset", "best")
    done = nukki("evaluate", str(data), "-m", "tiny", *presets, "-o", "out/scores.json")
    assert "tiny, fast, 2 photos" in done.stdout
    assert "tiny, best against tiny, fast, on the 2 photos" in done.stdout
    written = {path.name for path in (tmp_path / "out").glob("*.json")}
    assert written == {"scores-tiny-fast.json", "scores-tiny-best.json"}
    page = (tmp_path / "out/scores.html").read_text()
    assert "tiny, fast" in page
    assert "tiny, best" in page


def test_a_part_of_the_data_can_be_asked_for(nukki: Call, data: Path) -> None:
    done = nukki("evaluate", str(data), "-m", "tiny", "--limit", "1")
    assert "1 photos" in done.stdout


@pytest.fixture
def clips(data: Path, tmp_path: Path) -> Path:
    """Two clips of three frames of that square, which rests."""
    for name in ("one", "two"):
        for part, source in (("im", data / "images/a.png"), ("gt", data / "masks/a.png")):
            (tmp_path / "clips" / name / part).mkdir(parents=True)
            for number in range(3):
                copy = tmp_path / "clips" / name / part / f"{number}.png"
                copy.write_bytes(source.read_bytes())
    return tmp_path / "clips"


def test_clips_are_measured_with_what_flickers(nukki: Call, clips: Path, tmp_path: Path) -> None:
    done = nukki("evaluate", str(clips), "--clips", "-m", "tiny", "-o", "tiny.json")
    assert done.exit_code == 0, done.stderr
    assert "tiny, balanced, smooth=median, 2 clips of" in done.stdout
    assert "dtSSD" in done.stdout
    assert "s a frame (median)" in done.stdout
    held = json.loads((tmp_path / "tiny.json").read_text())
    assert [(row["name"], row["frames"]) for row in held["rows"]] == [("one", 3), ("two", 3)]
    assert "2 clips of" in (tmp_path / "tiny.html").read_text()


def test_a_part_of_the_clips_can_be_asked_for(nukki: Call, clips: Path, tmp_path: Path) -> None:
    part = ("--limit", "1", "--frames", "2", "--smooth", "none")
    nukki("evaluate", str(clips), "--clips", "-m", "tiny", *part, "-o", "part.json")
    held = json.loads((tmp_path / "part.json").read_text())
    assert [(row["name"], row["frames"]) for row in held["rows"]] == [("one", 2)]


def test_clips_are_measured_where_not_every_frame_is_looked_at(nukki: Call, clips: Path) -> None:
    done = nukki("evaluate", str(clips), "--clips", "-m", "tiny", "--look-every", "auto")
    assert done.exit_code == 0, done.stderr
    assert "tiny, balanced, smooth=median, look_every=8, 2 clips of" in done.stdout


def test_mattes_of_clips_are_measured(nukki: Call, clips: Path, tmp_path: Path) -> None:
    for path in clips.glob("*/gt/*.png"):
        made = tmp_path / "made" / path.parts[-3] / f"frame-{path.name}"
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_bytes(path.read_bytes())
    done = nukki("evaluate", str(clips), "--clips", "--mattes", str(tmp_path / "made"))
    assert "made, 2 clips of" in done.stdout
    assert "0.00" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["nowhere"], 66, "no such folder or file"),
        (["data", "-o", "scores.txt"], 2, "ends in .json"),
        (["data", "-m", "tyny"], 2, "no model named 'tyny'"),
        (["data", "--mattes", "nowhere"], 66, "expected mattes"),
        (["data", "--smooth", "none"], 2, "said of clips; add --clips"),
        (["data", "--frames", "2"], 2, "said of clips; add --clips"),
        (["data", "--look-every", "2"], 2, "said of clips; add --clips"),
        (["clips", "--clips", "--look-every", "0"], 2, "expected a number of frames or auto"),
        (["data/images", "--clips"], 66, "expected a folder for each clip"),
        (["clips", "--clips", "--category", "cats"], 2, "said of photos"),
        (["clips", "--clips", "--smooth", "much"], 2, "no smoothing named 'much'"),
        (["clips", "--clips", "--mattes", "data", "--smooth", "none"], 2, "or --mattes"),
        (["data", "--category", "cats"], 2, "no category named 'cats'"),
        (["data", "-m", "tiny", "-m", "u2net", "--name", "both"], 2, "--name is what one setting"),
        (["data", "--against", "nothing.json"], 66, "no such file"),
        (["report", "nothing.json", "-o", "x.html"], 66, "no such file"),
        (["report"], 2, "Missing argument"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    arguments: list[str], code: int, says: str, nukki: Call, clips: Path
) -> None:
    done = nukki("evaluate", *arguments)
    assert done.exit_code == code
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
