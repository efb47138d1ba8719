"""What a user sees while files are fetched and pictures are cut out."""

from __future__ import annotations

import pytest

from nukki.batch import Failure, Outcome
from nukki.cli.display import Display

DONE = Outcome("a.png", "a.cutout.png", "ok", notes=("one frame of 3",))
BROKEN = Outcome("b.png", None, "failed", failure=Failure("KeyError", "unexpected", 70))


def test_a_download_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with Display() as display:
        display.start("u2netp.onnx", 4_574_861)
        display.advance(1000)
        display.finish()
    assert capsys.readouterr().err == "nukki: fetching u2netp.onnx (4.6 MB)\n"


@pytest.mark.parametrize("total_bytes", [4_574_861, None])
def test_a_terminal_shows_a_download_as_a_bar(
    capsys: pytest.CaptureFixture[str], total_bytes: int | None
) -> None:
    with Display(terminal=True) as display:
        display.start("u2netp.onnx", total_bytes)
        display.advance(2_000_000)
        display.finish()
    assert "fetching" not in capsys.readouterr().err


def test_what_was_done_otherwise_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    Display().finished(DONE)
    assert capsys.readouterr().err == "nukki: note: a.png: one frame of 3\n"


def test_a_bug_is_told_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    Display().finished(BROKEN)
    said = capsys.readouterr().err
    assert said.startswith("nukki: error: b.png: unexpected; this is a bug")


def test_a_watch_tells_every_picture(capsys: pytest.CaptureFixture[str]) -> None:
    Display(each=True).finished(DONE)
    assert "a.png -> a.cutout.png in " in capsys.readouterr().err
