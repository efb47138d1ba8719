"""Evaluations as rows of text, for the terminal and for the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nukki.evaluate.evaluation import Evaluation, Summary
from nukki.evaluate.score import Measure
from nukki.evaluate.statistics import Interval

NOTHING = "-"


def measured(evaluations: Sequence[Evaluation]) -> tuple[Measure, ...]:
    """The measures that at least one evaluation has, in their order; all are of one kind."""
    known = {name for done in evaluations for name in done.overall}
    there = evaluations[0].about.measures if evaluations else {}
    return tuple(measure for name, measure in there.items() if name in known)


def category_rows(done: Evaluation) -> Iterator[tuple[str, ...]]:
    """A heading, a row for each category, and three for all: the mean and its interval's bounds."""
    measures = measured([done])
    yield (done.about.parts, "n", *(measure.title for measure in measures))
    for name, summary in done.by_category.items():
        yield (name or NOTHING, _count(summary), *means(summary, measures))
    yield ("all", _count(done.overall), *means(done.overall, measures))
    for end, title in (("low", "  95 % from"), ("high", "  to")):
        bounds = (done.overall.get(measure.name) for measure in measures)
        shown = [bound_text(b, end, m) for b, m in zip(bounds, measures, strict=True)]
        yield (title, "", *shown)


def means(summary: Summary, measures: Sequence[Measure]) -> tuple[str, ...]:
    """The mean of each measure as text."""
    return tuple(
        number(summary[m.name].mean, m) if m.name in summary else NOTHING for m in measures
    )


def bound_text(interval: Interval | None, end: str, measure: Measure) -> str:
    """One bound of an interval as text."""
    return NOTHING if interval is None else number(getattr(interval, end), measure)


def number(value: float, measure: Measure) -> str:
    """A value with the digits that mean something."""
    return f"{value:.{measure.digits}f}"


def _count(summary: Summary) -> str:
    return str(max((interval.n for interval in summary.values()), default=0))


def costs(done: Evaluation) -> str:
    """Time and memory in words; "" when neither is known."""
    parts = []
    if done.seconds is not None:
        parts.append(f"{done.seconds:.3f} s a {done.about.timed} (median)")
    if done.peak_bytes is not None:
        parts.append(f"{done.peak_bytes / 1e6:.0f} MB at most, for the whole process")
    return ", ".join(parts)
