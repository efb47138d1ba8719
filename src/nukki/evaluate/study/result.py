"""What a study found: a row for each photo, model and step, and how they read as curves."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from nukki.evaluate.pairs import Problem
from nukki.evaluate.statistics import Interval, bootstrap
from nukki.evaluate.study.degradations import DEGRADATIONS, Degradation

Against = Literal["truth", "own"]
"""What a matte is measured against: ground truth, or the model's own answer on the clean photo."""

CLEAN, TIMING = "", "time"
"""Rows of the photo as it is, and of one photo timed at several sizes."""


@dataclass(frozen=True)
class Row:
    """One matte of one photo.

    Attributes:
        setting: The name of what made it.
        photo: The photo's name.
        degradation: A name of `DEGRADATIONS`, `CLEAN` or `TIMING`.
        level: The step; megapixels for `TIMING`.
        against: What it was measured against.
        size_hw: Height and width in pixels.
        seconds: How long the cut-out took.
        subject: The share of the picture that was found to be subject.
        scores: Values by measure; empty for `TIMING`.
        pictures: Photo and cut-out as JPEG files, or none.
    """

    setting: str
    photo: str
    degradation: str
    level: float
    against: Against
    size_hw: tuple[int, int]
    seconds: float
    subject: float
    scores: Mapping[str, float]
    pictures: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Point:
    """One step of a curve.

    Attributes:
        level: The step.
        value: The mean over the photos with its interval.
        change: The mean difference from the same photos as they are, with its interval.
    """

    level: float
    value: Interval
    change: Interval


@dataclass(frozen=True)
class Study:
    """A study of some settings on some photos.

    Attributes:
        folder: Where the photos lie.
        settings: What was studied, by name, as JSON values.
        rows: All that was measured.
        available: How many photos there were to choose from.
        problems: Photos left out, and why.
        machine: What it ran on, in words.
        version: nukki's.
        started: When, ISO 8601.
        interrupted: Whether the user stopped it.
    """

    folder: str
    settings: Mapping[str, Mapping[str, Any]]
    rows: tuple[Row, ...]
    available: int
    problems: tuple[Problem, ...] = ()
    machine: str = ""
    version: str = ""
    started: str = ""
    interrupted: bool = False

    @cached_property
    def groups(self) -> tuple[Against, ...]:
        """What mattes were measured against."""
        known = {row.against for row in self.rows}
        both: tuple[Against, ...] = ("truth", "own")
        return tuple(group for group in both if group in known)

    def photos(self, group: Against | None = None) -> tuple[str, ...]:
        """The names of the photos measured that way, in order."""
        rows = (row for row in self.clean() if group in (None, row.against))
        return tuple(dict.fromkeys(row.photo for row in rows))

    def clean(self, setting: str | None = None) -> list[Row]:
        """The rows of photos as they are."""
        return [r for r in self.rows if r.degradation == CLEAN and setting in (None, r.setting)]

    def overall(self, setting: str, group: Against, measure: str) -> Interval | None:
        """The mean over the photos as they are."""
        rows = [r for r in self.clean(setting) if r.against == group]
        return _interval(r.scores[measure] for r in rows)

    def seconds(self, setting: str) -> float | None:
        """The median time of a photo as it is."""
        times = [row.seconds for row in self.clean(setting)]
        return statistics.median(times) if times else None

    def curve(self, setting: str, group: Against, name: str, measure: str) -> tuple[Point, ...]:
        """How a measure goes with one degradation, in the order of its levels."""
        rows = [r for r in self.rows if r.setting == setting and r.against == group]
        before = {r.photo: r.scores[measure] for r in rows if r.degradation == CLEAN}
        found = (
            _point([r for r in rows if r.degradation == name and r.level == level], before, measure)
            for level in DEGRADATIONS[name].changes
        )
        points = [point for point in found if point]
        return _with_neutral(points, before, rows, DEGRADATIONS[name], measure)

    def timing(self, setting: str) -> tuple[tuple[float, float], ...]:
        """Megapixels and seconds, from small to large."""
        rows = (r for r in self.rows if r.degradation == TIMING and r.setting == setting)
        return tuple(sorted((row.level, row.seconds) for row in rows))

    def row(self, setting: str, photo: str, degradation: str, level: float = 0) -> Row | None:
        """The row of one photo at one step, or None."""
        asked = setting, photo, degradation, level
        return self._by_place.get(asked)

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, str, str, float], Row]:
        return {(r.setting, r.photo, r.degradation, r.level): r for r in self.rows}


def _point(rows: list[Row], before: Mapping[str, float], measure: str) -> Point | None:
    if not rows:
        return None
    values = [row.scores[measure] for row in rows]
    changes = [row.scores[measure] - before[row.photo] for row in rows]
    return Point(rows[0].level, bootstrap(values), bootstrap(changes))


def _with_neutral(
    points: list[Point],
    before: Mapping[str, float],
    rows: list[Row],
    degradation: Degradation,
    measure: str,
) -> tuple[Point, ...]:
    """The points with that of the photos as they are; the same photos in all, or none."""
    changed = {row.photo for row in rows if row.degradation == degradation.name}
    clean = _interval(before[photo] for photo in before if photo in changed)
    if clean is None:
        return ()
    neutral = Point(degradation.neutral, clean, Interval(0.0, 0.0, 0.0, clean.n))
    order = degradation.levels.index
    return tuple(sorted((*points, neutral), key=lambda point: order(point.level)))


def _interval(values: Iterable[float]) -> Interval | None:
    known = list(values)
    return bootstrap(known) if known else None
