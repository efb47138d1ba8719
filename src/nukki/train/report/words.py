"""A test and its findings as rows of text, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nukki.evaluate.score import MEASURES, Measure
from nukki.evaluate.statistics import Interval
from nukki.evaluate.tables import NOTHING, number
from nukki.train.report.contrasts import contrasts
from nukki.train.report.examined import OURS, Examination, Other
from nukki.train.report.finding import Finding
from nukki.train.report.slices import TITLES, slices

SHOWN = ("iou", "boundary_f", "mae")
"""Measures of the tables that have many rows."""


def measure_rows(test: Examination) -> Iterator[tuple[str, ...]]:
    """A heading, and a row for each measure: its mean, the interval, what it tells."""
    yield ("measure", "mean", "95 % interval", "")
    for name, interval in test.overall.items():
        measure = MEASURES[name]
        better = "more is better" if measure.more_is_better else "less is better"
        yield (measure.title, number(interval.mean, measure), bounds(interval, measure), better)


def slice_rows(test: Examination) -> Iterator[tuple[str, ...]]:
    """A heading, and a row for each part of the pictures."""
    yield ("part", "n", "IoU", "95 % interval", "bound. F", "MAE")
    for by, parts in slices(test.pictures).items():
        yield (f"{TITLES[by]}:", "", "", "", "", "")
        for part in parts:
            iou = MEASURES["iou"]
            yield (
                f"  {part.label}", str(part.n), number(part.iou.mean, iou),
                bounds(part.iou, iou) if part.groups > 1 else "of one group",
                *(number(part.overall[name].mean, MEASURES[name]) for name in SHOWN[1:]),
            )  # fmt: skip


def bounds(interval: Interval, measure: Measure) -> str:
    """An interval's ends."""
    return f"{number(interval.low, measure)} to {number(interval.high, measure)}"


def other_rows(test: Examination) -> Iterator[tuple[str, ...]]:
    """A heading, this network and each model of the shelf on the same pictures."""
    measures = [MEASURES[name] for name in SHOWN]
    yield ("model", *(measure.title for measure in measures), "IoU, ours minus theirs", "s")
    means = [number(test.overall[measure.name].mean, measure) for measure in measures]
    yield (OURS, *means, "", seconds_text(test.exported_seconds or test.seconds))
    for other in test.others:
        yield (other.name, *_means(test, other), _ahead(test, other), seconds_text(other.seconds))


def repeat_text(test: Examination) -> str:
    """How often the split was read before this time."""
    before = len(test.earlier)
    times = "once" if before == 1 else f"{before} times"
    return f"the test split was read {times} before: it is no longer unseen"


def seconds_text(value_s: float) -> str:
    """A time."""
    return f"{value_s:.3f}"


def _means(test: Examination, other: Other) -> Iterator[str]:
    found = contrasts(test, other)
    for name in SHOWN:
        yield number(found[name].theirs, MEASURES[name]) if name in found else NOTHING


def _ahead(test: Examination, other: Other) -> str:
    found = contrasts(test, other).get("iou")
    if found is None:
        return NOTHING
    away = found.difference
    sure = {"better": "better", "worse": "worse", "chance": "may be chance"}[found.verdict]
    return f"{away.mean:+.4f} ({away.low:+.4f} to {away.high:+.4f}, {sure})"


def sweep_line(test: Examination) -> str:
    """Which threshold suits best."""
    sweep = test.sweep
    if sweep.best == sweep.usual:
        return "IoU is highest when mattes are cut at 0.5"
    return (
        f"IoU is highest when mattes are cut at {sweep.thresholds[sweep.best]:.2f}: "
        f"{sweep.iou[sweep.best]:.4f}; at 0.5 it is {sweep.iou[sweep.usual]:.4f}"
    )


def time_line(test: Examination) -> str:
    """How long a picture takes."""
    line = f"{test.seconds:.3f} s a picture in PyTorch, {test.machine}"
    if test.exported_seconds is None:
        return line
    return f"{test.exported_seconds:.3f} s a picture as exported, {test.exported_engine}; {line}"


def finding_lines(found: Sequence[Finding]) -> Iterator[str]:
    """Each finding, and below it what to try."""
    signs = {"good": "+", "weak": "-", "note": "*"}
    for finding in found:
        yield f"{signs[finding.kind]} {finding.says}"
        if finding.advice:
            yield f"    try: {finding.advice}"
