"""Many pictures, of which some are bad."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage

from nukki.batch import Conduct, Item, Outcome, Report, Silent, plan, run
from nukki.core.errors import OptionError, OutputError, UnknownNameError
from nukki.core.options import Options
from nukki.pipeline import Opened, Remover

Lay = Callable[..., Path]


def go(
    root: Path,
    options: Options,
    conduct: Conduct | None = None,
    *,
    listener: Silent | None = None,
) -> Report:
    work = plan([str(root / "in")], str(root / "out"), options)
    return run(work, options, conduct, listener=listener)


def statuses(report: Report) -> dict[str, str]:
    return {Path(outcome.source).name: outcome.status for outcome in report.outcomes}


def test_a_picture_is_cut_out(lay: Lay, options: Options) -> None:
    root = lay("in/a.png")
    report = go(root, options)
    with PillowImage.open(root / "out" / "a.png") as cutout:
        alpha = np.asarray(cutout)[..., 3]
    assert (alpha[12, 12], alpha[0, 0]) == (255, 0)
    assert report.exit_code == 0


def test_an_outcome_says_what_was_made(lay: Lay, options: Options) -> None:
    (outcome,) = go(lay("in/a.png"), options).outcomes
    assert outcome.target is not None
    assert Path(outcome.target).name == "a.png"
    assert (outcome.size_hw, outcome.format, outcome.frames) == ((24, 24), "png", 1)
    assert outcome.confidence is not None
    assert outcome.seconds > 0
    assert (outcome.engine, outcome.device) == ("onnxruntime", "cpu")


@pytest.mark.parametrize("jobs", [1, 4])
def test_one_bad_file_among_many_costs_only_itself(lay: Lay, options: Options, jobs: int) -> None:
    root = lay(*(f"in/{number}.png" for number in range(8)))
    (root / "in" / "3.png").write_bytes(b"not a picture")
    report = go(root, options, Conduct(jobs=jobs))
    assert statuses(report) == {f"{n}.png": "failed" if n == 3 else "ok" for n in range(8)}
    assert {path.name for path in (root / "out").iterdir()} == {
        f"{n}.png" for n in range(8) if n != 3
    }


def test_a_failure_says_what_and_why(lay: Lay, options: Options) -> None:
    root = lay("in/a.png")
    (root / "in" / "a.png").write_bytes(b"not a picture")
    (outcome,) = go(root, options).outcomes
    assert outcome.failure is not None
    assert (outcome.failure.kind, outcome.failure.exit_code) == ("NotAnImageError", 65)
    assert outcome.target is None


def is_done(outcome: Outcome) -> bool:
    return outcome.status == "ok"


@pytest.mark.parametrize("wrong", ["a.png", "b.png"])  # the first is read ahead
def test_a_bug_costs_one_picture_and_is_told_as_one(
    wrong: str, lay: Lay, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nukki.batch.one.AHEAD_BYTES", 0)
    read = Remover.read

    def buggy(self: Remover, source: Path) -> Opened:
        if source.name == wrong:
            raise KeyError("oops")
        return read(self, source)

    monkeypatch.setattr(Remover, "read", buggy)
    first, second = sorted(go(lay("in/a.png", "in/b.png"), options).outcomes, key=is_done)
    assert first.failure is not None
    assert (first.failure.kind, first.failure.exit_code) == ("KeyError", 70)
    assert "oops" in first.failure.traceback
    assert second.status == "ok"


def test_a_target_that_cannot_be_written_fails_its_picture(lay: Lay, options: Options) -> None:
    root = lay("in/a.png", "in/x/a.png", "out/x")
    report = go(root, options)
    assert [outcome.status for outcome in report.outcomes] == ["ok", "failed"]
    assert report.exit_code == 73


def test_paths_that_lead_nowhere_fail_and_the_others_are_done(lay: Lay, options: Options) -> None:
    root = lay("a.png")
    inputs = [str(root / "missing.png"), str(root / "a.png"), str(root / "*.tiff")]
    report = run(plan(inputs, str(root / "out"), options), options)
    assert statuses(report) == {"a.png": "ok", "missing.png": "failed", "*.tiff": "failed"}
    assert report.exit_code == 66


def test_different_failures_exit_with_one(lay: Lay, options: Options) -> None:
    root = lay("a.png")
    (root / "a.png").write_bytes(b"not a picture")
    inputs = [str(root / "missing.png"), str(root / "a.png")]
    assert run(plan(inputs, str(root / "out"), options), options).exit_code == 1


def test_existing_results_are_left_alone_on_request(lay: Lay, options: Options) -> None:
    root = lay("in/a.png", "in/b.png", "out/a.png")
    before = (root / "out" / "a.png").read_bytes()
    report = go(root, options, Conduct(skip_existing=True))
    assert statuses(report) == {"a.png": "skipped", "b.png": "ok"}
    assert (root / "out" / "a.png").read_bytes() == before


def test_nothing_is_loaded_when_all_is_there(lay: Lay, options: Options) -> None:
    root = lay("in/a.png", "out/a.png")
    unloadable = dataclasses.replace(options, weights=str(root / "in" / "a.png"))
    assert go(root, unloadable, Conduct(skip_existing=True)).count("skipped") == 1


def test_an_unknown_model_ends_the_run_before_it_begins(lay: Lay, options: Options) -> None:
    root = lay("in/a.png")
    with pytest.raises(UnknownNameError):
        go(root, dataclasses.replace(options, model="tinny"))
    assert not (root / "out").exists()


class Interrupter(Silent):
    """Presses Ctrl-C when the first picture is done."""

    def finished(self, outcome: Outcome) -> None:
        raise KeyboardInterrupt


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_is_told_and_what_was_done_stays(
    lay: Lay, options: Options, jobs: int
) -> None:
    root = lay(*(f"in/{number}.png" for number in range(30)))
    report = go(root, options, Conduct(jobs=jobs), listener=Interrupter())
    done = {name for name, status in statuses(report).items() if status == "ok"}
    assert report.interrupted
    assert {path.name for path in (root / "out").iterdir()} == done
    assert report.count("ok") + report.count("skipped") == 30


class Census(Silent):
    """Counts the pictures under way."""

    def __init__(self) -> None:
        self.now = self.most = self.planned_total = 0
        self._lock = threading.Lock()

    def planned(self, total: int) -> None:
        self.planned_total = total

    def started(self, item: Item) -> None:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)

    def finished(self, outcome: Outcome) -> None:
        with self._lock:
            self.now -= 1


def test_a_listener_hears_of_every_picture(lay: Lay, options: Options) -> None:
    census = Census()
    go(lay("in/a.png", "in/b.png", "in/c.png"), options, listener=census)
    assert (census.planned_total, census.now) == (3, 0)


def test_a_report_is_written(lay: Lay, options: Options) -> None:
    root = lay("in/a.png", "in/b.png")
    (root / "in" / "b.png").write_bytes(b"not a picture")
    go(root, options, Conduct(report_path=root / "done.json"))
    told = json.loads((root / "done.json").read_text())
    assert told["totals"] == {"ok": 1, "failed": 1, "skipped": 0, "review": 0}
    assert told["options"]["model"] == "tiny"
    assert (told["finished"], told["interrupted"]) == (True, False)
    first, second = told["items"]
    assert (first["width"], first["height"], first["model"]) == (24, 24, "tiny")
    assert (first["engine"], first["device"]) == ("onnxruntime", "cpu")
    assert second["error"]["kind"] == "NotAnImageError"
    assert (second["engine"], second["device"]) == (None, None)


def test_a_report_is_written_after_an_interrupt(lay: Lay, options: Options) -> None:
    root = lay("in/a.png", "in/b.png")
    conduct = Conduct(jobs=1, report_path=root / "done.json")
    go(root, options, conduct, listener=Interrupter())
    assert json.loads((root / "done.json").read_text())["interrupted"]


def test_names_that_are_not_unicode_are_reported(lay: Lay, options: Options) -> None:
    root = lay("in/\udcff.png")
    go(root, options, Conduct(report_path=root / "done.json"))
    (item,) = json.loads((root / "done.json").read_text(encoding="utf-8"))["items"]
    assert item["input"].endswith("\udcff.png")


def test_a_report_that_cannot_be_written_is_told_before_the_work(
    lay: Lay, options: Options
) -> None:
    root = lay("in/a.png", "file")
    with pytest.raises(OutputError):
        go(root, options, Conduct(report_path=root / "file" / "done.json"))
    assert not (root / "out").exists()


@pytest.mark.parametrize("name", ["in/a.png", "out/a.png"])
def test_a_report_never_replaces_a_picture(lay: Lay, options: Options, name: str) -> None:
    root = lay("in/a.png")
    with pytest.raises(OptionError, match="replace a picture"):
        go(root, options, Conduct(report_path=root / name))


@pytest.mark.parametrize("name", ["café ☕.png", "with space.png", "-dash.png", "new\nline.png"])
def test_unusual_names_are_kept(lay: Lay, options: Options, name: str) -> None:
    root = lay(f"in/{name}")
    assert go(root, options).exit_code == 0
    assert (root / "out" / name).is_file()
