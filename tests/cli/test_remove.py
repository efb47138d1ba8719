"""``nukki remove``."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Lay = Callable[..., Path]
Nukki = Callable[..., Result]
Program = Callable[..., "subprocess.CompletedProcess[bytes]"]

TINY = ("-m", "tiny", "--edges", "plain")
PNG = b"\x89PNG\r\n"

posix_only = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals and terminals")


def test_one_picture_is_cut_out_beside_itself(nukki: Nukki, lay: Lay) -> None:
    root = lay("a.png")
    result = nukki("remove", "a.png", *TINY)
    assert result.exit_code == 0
    assert (root / "a.cutout.png").is_file()
    assert result.stderr.startswith("a.png -> a.cutout.png in ")
    assert result.stdout == ""


def test_a_percentage_has_its_sign_or_not(nukki: Nukki, lay: Lay) -> None:
    root = lay("a.png")
    asked = ("--background", "white", "--light-wrap")
    assert nukki("remove", "a.png", "-o", "sign.png", *TINY, *asked, "30%").exit_code == 0
    assert nukki("remove", "a.png", "-o", "none.png", *TINY, *asked, "30").exit_code == 0
    assert (root / "sign.png").read_bytes() == (root / "none.png").read_bytes()
    refused = nukki("remove", "a.png", *TINY, *asked, "much")
    assert refused.exit_code == 2
    assert "'much' is no percentage, like 30 or 30%" in refused.stderr


def test_a_folder_ends_with_a_summary(nukki: Nukki, lay: Lay) -> None:
    root = lay("in/a.png", "in/b.png", "in/x/c.png", "out/b.png")
    (root / "in" / "a.png").write_bytes(b"not a picture")
    result = nukki("remove", "in", "-o", "out", "--skip-existing", *TINY)
    assert result.exit_code == 65
    error, summary = result.stderr.splitlines()
    assert error.startswith("nukki: error: in/a.png: expected a picture")
    assert summary.startswith("1 cut out, 1 skipped, 1 failed in ")


def test_failures_of_several_kinds_exit_with_one(nukki: Nukki, lay: Lay) -> None:
    lay("a.png").joinpath("a.png").write_bytes(b"not a picture")
    assert nukki("remove", "a.png", "missing.png", *TINY).exit_code == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("zero.png", b"", 65), ("text.jpg", b"hello", 65), ("cut.png", PNG + b"\x1a\n\0\0", 65)],
)
def test_an_unusable_picture_is_one_line_that_names_it(
    nukki: Nukki, tmp_path: Path, name: str, content: bytes, code: int
) -> None:
    (tmp_path / name).write_bytes(content)
    result = nukki("remove", name, *TINY)
    assert result.exit_code == code
    assert result.stderr.startswith(f"nukki: error: {name}: ")
    assert result.stderr.count("\n") == 1


def test_a_missing_picture_exits_with_sixty_six(nukki: Nukki) -> None:
    result = nukki("remove", "missing.png", *TINY)
    assert result.exit_code == 66
    assert "missing.png: no such file" in result.stderr


def test_a_place_under_a_file_exits_with_seventy_three(nukki: Nukki, lay: Lay) -> None:
    lay("a.png", "file")
    result = nukki("remove", "a.png", "-o", "file/b.png", *TINY)
    assert result.exit_code == 73
    assert "a.png: cannot write file/b.png" in result.stderr


def test_an_unknown_model_names_the_nearest(nukki: Nukki, lay: Lay) -> None:
    lay("a.png")
    result = nukki("remove", "a.png", "-m", "tinny")
    assert result.exit_code == 2
    assert "did you mean tiny" in result.stderr


def test_a_model_that_is_not_for_sale_is_refused(nukki: Nukki, lay: Lay) -> None:
    lay("a.png")
    assert nukki("remove", "a.png", "-m", "bria-rmbg", "--commercial-only").exit_code == 77


def test_weights_that_cannot_be_had_exit_with_sixty_nine(nukki: Nukki, lay: Lay) -> None:
    lay("a.png")
    result = nukki("remove", "a.png", "-m", "birefnet-cod", "--offline")
    assert result.exit_code == 69
    assert "nukki models import birefnet-cod FILE" in result.stderr


@pytest.mark.parametrize(
    "name", ["-dash.png", "--help", "with space.png", "café ☕.png", "a[1].png"]
)
def test_unusual_names_are_taken(nukki: Nukki, lay: Lay, name: str) -> None:
    root = lay(name)
    assert nukki("remove", *TINY, "-o", "out/", "--", name).exit_code == 0
    assert (root / "out" / f"{Path(name).stem}.png").is_file()


def test_a_name_cannot_move_the_cursor(nukki: Nukki, lay: Lay) -> None:
    lay("\x1b[2J.png")
    result = nukki("remove", "\x1b[2J.png", *TINY)
    assert result.exit_code == 0
    assert "\x1b" not in result.stderr


def test_a_report_says_what_became_of_each(nukki: Nukki, lay: Lay) -> None:
    root = lay("in/a.png", "in/a.jpg")
    nukki("remove", "in", "-o", "out", "--report", "done.json", "--trim", *TINY)
    told = json.loads((root / "done.json").read_text())
    assert [item["output"] for item in told["items"]] == ["out/a.jpg.png", "out/a.png.png"]
    assert (told["items"][0]["width"], told["options"]["trim"]) == (12, True)


def test_standard_input_goes_to_standard_output(program: Program, photo_bytes: bytes) -> None:
    done = program("remove", "-", *TINY, stdin=photo_bytes)
    assert done.returncode == 0
    assert done.stdout.startswith(PNG)
    assert done.stderr == b""


def test_a_file_goes_to_standard_output(program: Program, lay: Lay) -> None:
    lay("a.png")
    done = program("remove", "a.png", "-o", "-", "--format", "webp", *TINY)
    assert done.stdout[8:12] == b"WEBP"


def test_an_empty_standard_input_is_an_error_that_names_it(program: Program) -> None:
    done = program("remove", "-", *TINY)
    assert done.returncode == 65
    assert done.stderr.startswith(b"nukki: error: -: ")


@posix_only
def test_a_picture_is_not_written_to_a_terminal(tiny_model: str, lay: Lay) -> None:
    root = lay("a.png")
    _, terminal = os.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "nukki", "remove", "a.png", "-o", "-", *TINY],
        stdout=terminal,
        stderr=subprocess.PIPE,
        cwd=root,
        check=False,
    )
    assert done.returncode == 2
    assert b"use -o" in done.stderr


@posix_only
def test_a_reader_that_went_away_is_no_error(tiny_model: str, lay: Lay) -> None:
    root = lay("a.png")
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "nukki", "remove", "a.png", "-o", "-", *TINY],
        stdout=writing,
        stderr=subprocess.PIPE,
        cwd=root,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert b"unexpected" not in done.stderr


SLOW = """
import os, time
from pathlib import Path
from nukki.pipeline import Remover
finish = Remover.finish
def slow(self, opened, *, format_name):
    Path("begun").touch()
    time.sleep(float(os.environ["SLOW_S"]))
    return finish(self, opened, format_name=format_name)
Remover.finish = slow
from nukki.cli.main import main
main()
"""


def started(root: Path, *arguments: str, slow_s: str = "0.3") -> subprocess.Popen[bytes]:
    """A slow run, when its first picture is under way."""
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, "remove", "in", "-o", "out", *TINY, *arguments],
        stderr=subprocess.PIPE,
        cwd=root,
        env={**os.environ, "SLOW_S": slow_s},
    )
    while not (root / "begun").exists() and process.poll() is None:
        time.sleep(0.02)
    return process


@posix_only
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_leaves_whole_files_and_a_summary(
    tiny_model: str, lay: Lay, jobs: str
) -> None:
    root = lay(*(f"in/{number}.png" for number in range(40)))
    process = started(root, "--jobs", jobs, "--report", "done.json")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"interrupted" in said
    assert b"Traceback" not in said
    told = json.loads((root / "done.json").read_text())
    assert told["interrupted"]
    assert told["totals"]["ok"] == len(list(root.glob("out/*"))) < 40


@posix_only
def test_a_killed_run_leaves_no_half_file_and_can_be_run_again(
    tiny_model: str, nukki: Nukki, lay: Lay
) -> None:
    root = lay(*(f"in/{number}.png" for number in range(10)))
    process = started(root)
    process.kill()
    process.communicate()
    again = nukki("remove", "in", "-o", "out", "--skip-existing", *TINY)
    assert again.exit_code == 0
    assert all(
        (root / "out" / f"{n}.png").read_bytes().endswith(b"IEND\xaeB`\x82") for n in range(10)
    )


@posix_only
def test_a_watch_ends_well_with_an_interrupt(tiny_model: str, lay: Lay) -> None:
    root = lay("in/a.png")
    process = started(root, "--watch")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said


@posix_only
def test_a_terminal_shows_several_pictures_under_way(tiny_model: str, lay: Lay) -> None:
    root = lay("in/a.png", "in/b.png", "in/c.png")
    (root / "in" / "b.png").write_bytes(b"not a picture")
    reading, terminal = os.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "nukki", "remove", "in", "-o", "out", *TINY],
        stderr=terminal,
        cwd=root,
        check=False,
    )
    said = os.read(reading, 1 << 16).decode()
    assert done.returncode == 65
    assert "3/3" in said
    assert "nukki: error: in/b.png: expected a picture" in said
    assert "2 cut out, 1 failed in" in said


@posix_only
def test_a_second_interrupt_waits_for_nothing(tiny_model: str, lay: Lay) -> None:
    root = lay("in/a.png", "in/b.png")
    process = started(root, "--jobs", "2", slow_s="600")
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)  # the first one is being waited upon; two at once would count as one
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in said


def test_what_is_clicked_is_cut_out(nukki: Nukki, lay: Lay) -> None:
    root = lay("a.png")
    result = nukki("remove", "a.png", *TINY, "--click", "20,20", "--not", "1,1")
    assert result.exit_code == 0, result.stderr
    assert (root / "a.cutout.png").is_file()


@pytest.mark.parametrize(
    ("said", "code", "told"),
    [
        (("--click", "5000,5"), 2, "object: a point lies beside the picture"),
        (("--click", "left"), 2, "click: expected places as X,Y in pixels, got 'left'"),
        (("--box", "9,9,1,1"), 2, "object: expected a box as left, top, right, bottom"),
        (("--start", "none.png"), 66, "none.png"),
        (("--scribbles", "none.json"), 66, "found none at none.json"),
    ],
    ids=str,
)
def test_a_wrong_way_to_point_ends_with_one_line(
    said: tuple[str, ...], code: int, told: str, nukki: Nukki, lay: Lay
) -> None:
    lay("a.png")
    result = nukki("remove", "a.png", *TINY, *said)
    assert result.exit_code == code
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
