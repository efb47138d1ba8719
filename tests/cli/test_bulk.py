"""``nukki bulk`` as a command."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from nukki.batch.crew import Shares
from nukki.batch.report import Failure
from nukki.bulk import Entry, Summary, Trial
from nukki.cli.bulk_display import BulkDisplay, closing_line

Nukki = Callable[..., Result]
Lay = Callable[..., Path]

TINY = ("-m", "tiny", "--edges", "plain")


def test_a_folder_is_cut_out_and_told_in_one_line(nukki: Nukki, lay: Lay) -> None:
    lay("in/a.png", "in/x/b.png")
    result = nukki("bulk", "in", "out", *TINY)
    assert result.exit_code == 0
    assert result.stderr.startswith("2 cut out, 1 of them copies in ")
    assert Path("out/x/b.png").is_file()


def test_a_second_run_says_that_nothing_is_left(nukki: Nukki, lay: Lay) -> None:
    lay("in/a.png")
    nukki("bulk", "in", "out", *TINY)
    result = nukki("bulk", "in", "out", *TINY)
    assert "1 of 1 photos need nothing more" in result.stderr
    assert "0 cut out, 1 settled before" in result.stderr


def test_a_bad_photo_decides_the_exit_code_and_is_named(nukki: Nukki, lay: Lay) -> None:
    (lay("in/a.png") / "in" / "b.png").write_bytes(b"no picture")
    result = nukki("bulk", "in", "out", *TINY)
    assert result.exit_code == 65
    assert "nukki: error: b.png: expected a picture" in result.stderr


def test_a_report_is_written(nukki: Nukki, lay: Lay) -> None:
    lay("in/a.png")
    result = nukki("bulk", "in", "out", *TINY, "--report", "report.html")
    assert "-> report.html" in result.stderr
    assert Path("report.html").read_text().startswith("<!DOCTYPE html>")


def test_names_follow_a_pattern(nukki: Nukki, lay: Lay) -> None:
    lay("in/x/a.png")
    nukki("bulk", "in", "out", *TINY, "--name", "{stem}_cut")
    assert Path("out/a_cut.png").is_file()


def test_flags_override_a_recipe_and_defaults_do_not(nukki: Nukki, lay: Lay) -> None:
    lay("in/a.png")
    recipe = {"model": "tiny", "edges": "plain", "background": "white", "format": "webp"}
    Path("shop.json").write_text(json.dumps(recipe))
    nukki("bulk", "in", "out", "--recipe", "shop.json", "--format", "jpeg")
    assert [path.name for path in Path("out").iterdir() if path.suffix] == ["a.jpg"]


def test_a_watch_has_no_cluster(nukki: Nukki, lay: Lay) -> None:
    lay("in/a.png")
    result = nukki("bulk", "in", "out", *TINY, "--watch", "--cluster", "auto")
    assert result.exit_code == 2
    assert "drop --watch or --cluster" in result.stderr


def test_what_a_calibration_chose_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    trials = [Trial(Shares(2, 1), 2.0), Trial(Shares(1, 2), 1.0)]
    BulkDisplay(terminal=False).tried(trials)
    shown = capsys.readouterr().err
    assert "2 workers × 1 threads (2 × 1: 120 a minute, 1 × 2: 60 a minute)" in shown


def test_an_interrupted_run_says_how_to_go_on() -> None:
    done = Summary(total=10, interrupted=True)
    done.add(Entry(key="a", confidence=0.1))
    done.add(Entry(key="b", status="failed", failure=Failure("E", "no", 65)))
    line = closing_line(done)
    assert line.startswith("1 cut out, 1 failed in ")
    assert "run it again to go on" in line
    assert line.endswith("1 to review (low confidence)")
