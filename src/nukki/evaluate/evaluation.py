"""What was measured: a row for each photo or clip, and what they say together."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from nukki.evaluate.kinds import KINDS, Kind
from nukki.evaluate.pairs import Problem
from nukki.evaluate.score import Measure, Scores
from nukki.evaluate.statistics import Interval, Roc, bootstrap, roc

GOOD_IOU = 0.9
"""Masks that overlap less are bad; a good confidence tells them."""


@dataclass(frozen=True)
class Row:
    """What was measured on one photo, or on one clip.

    Attributes:
        name: The pair's name, or the clip's.
        category: What it shows, "" when nothing says so.
        size_hw: Height and width in pixels.
        alpha: Whether the truth is a true matte.
        scores: Values by measure.
        confidence: [0, 1], None when the candidate has none; of a clip's frames the lowest.
        seconds: Time of the cut-out without reading the file, of a clip's frames in the mean; None
            when it was not made here.
        peak_bytes: The most memory the process had held by then; None where no system tells.
        frames: How many were measured.
    """

    name: str
    category: str
    size_hw: tuple[int, int]
    alpha: bool
    scores: Scores
    confidence: float | None = None
    seconds: float | None = None
    peak_bytes: int | None = None
    frames: int = 1


@dataclass(frozen=True)
class Case:
    """One photo to look at.

    Attributes:
        name: The pair's name.
        note: Why it is shown.
        picture: A JPEG: photo, truth, matte, cut-out on a checkerboard.
    """

    name: str
    note: str
    picture: bytes = field(repr=False)


Summary = Mapping[str, Interval]
"""Means by measure, of the rows that have a value."""


@dataclass(frozen=True)
class Evaluation:
    """One candidate measured on one data set.

    Attributes:
        name: What tables call the candidate.
        settings: What it is, as JSON values.
        data: Where the data set lies.
        rows: One for each photo or clip that could be measured, in the data set's order.
        problems: Pairs left out, and why.
        machine: What it ran on, in words.
        version: nukki's.
        started: When, ISO 8601.
        cases: The worst and the best to look at.
        interrupted: Whether the user stopped it.
        kind: A name of `KINDS`: what the rows are about.
    """

    name: str
    settings: Mapping[str, Any]
    data: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    machine: str = ""
    version: str = ""
    started: str = ""
    cases: tuple[Case, ...] = ()
    interrupted: bool = False
    kind: str = "photo"

    @property
    def about(self) -> Kind:
        """What the rows are about, with the measures there are of it."""
        return KINDS[self.kind]

    @cached_property
    def overall(self) -> Summary:
        """The means over all rows."""
        return summarise(self.rows, self.about.measures)

    @cached_property
    def by_category(self) -> Mapping[str, Summary]:
        """The means of each category, by name; empty when there is only one."""
        names = sorted({row.category for row in self.rows})
        if len(names) < 2:
            return {}
        parts = ((name, [row for row in self.rows if row.category == name]) for name in names)
        return {name: summarise(part, self.about.measures) for name, part in parts}

    @property
    def seconds(self) -> float | None:
        """The median time of a photo, or of a frame."""
        times = [row.seconds for row in self.rows if row.seconds is not None]
        return statistics.median(times) if times else None

    @property
    def peak_bytes(self) -> int | None:
        """The most memory the whole process held: the network, the photos, and the measuring."""
        return max((row.peak_bytes for row in self.rows if row.peak_bytes), default=None)

    @cached_property
    def confidence_roc(self) -> Roc | None:
        """How well confidence tells where IoU is under `GOOD_IOU`."""
        known = [(row.confidence, row.scores["iou"] < GOOD_IOU) for row in self.rows
                 if row.confidence is not None and "iou" in row.scores]  # fmt: skip
        return roc([value for value, _ in known], [bad for _, bad in known]) if known else None


def summarise(rows: Sequence[Row], measures: Mapping[str, Measure]) -> Summary:
    """The mean of every measure over the rows that have it."""
    return {name: bootstrap(values) for name in measures if (values := values_of(rows, name))}


def values_of(rows: Iterable[Row], measure: str) -> list[float]:
    """The values of one measure, of the rows that have it."""
    return [row.scores[measure] for row in rows if measure in row.scores]


def told_apart(evaluations: Sequence[tuple[Evaluation, str]]) -> list[Evaluation]:
    """Evaluations with names of their own: where two are called alike, a label is added.

    Args:
        evaluations: Each with a label that says where it came from.
    """
    names = [done.name for done, _ in evaluations]
    return [
        replace(done, name=f"{done.name} ({label})") if names.count(done.name) > 1 else done
        for done, label in evaluations
    ]
