"""What the test split said about a network: a line for each picture, and what they say together."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from nukki.evaluate.score import MEASURES, Scores
from nukki.evaluate.statistics import Interval
from nukki.train.data.row import Row
from nukki.train.report.intervals import grouped_interval
from nukki.train.report.sweep import Sweep

OURS = "this network"


@dataclass(frozen=True)
class Examined:
    """One picture of the test split.

    Attributes:
        row: What the data set knows about it.
        scores: Values by measure, of `nukki.evaluate.MEASURES`.
        precision: Share of what was found that is subject, [0, 1].
        recall: Share of the subject that was found, [0, 1].
        seconds: How long the network was asked.
        matte: Where the matte lies in the run.
    """

    row: Row
    scores: Scores
    precision: float
    recall: float
    seconds: float
    matte: str = ""

    @property
    def name(self) -> str:
        """What the data set calls it."""
        return self.row.name

    @property
    def iou(self) -> float:
        """Overlap of the masks at 0.5."""
        return self.scores["iou"]


@dataclass(frozen=True)
class Other:
    """A model of the shelf on the same pictures.

    Attributes:
        name: What users type after ``-m``.
        scores: Values by measure, by picture.
        seconds: Median time of a picture.
        engine: What ran it, and where.
    """

    name: str
    scores: Mapping[str, Scores]
    seconds: float
    engine: str = ""


@dataclass(frozen=True)
class Occasion:
    """One time that the test split was read for this run.

    Attributes:
        when: ISO 8601.
        weights: Digest of the weights that were measured.
        dataset: Digest of the data set.
        iou: What came of it.
        pictures: How many there were.
    """

    when: str
    weights: str
    dataset: str
    iou: float
    pictures: int


@dataclass(frozen=True)
class Examination:
    """A run on its test split.

    Attributes:
        occasion: When, and with which weights.
        earlier: The times before; the split was unseen only at the first of all.
        pictures: A line for each picture.
        sweep: Quality against threshold.
        machine: What it ran on.
        version: nukki's.
        exported_seconds: Median time of a picture as `nukki export` writes the network; None where
            that was not measured.
        exported_engine: What ran it so, and where.
        others: Models of the shelf.
        skipped: Models that could not be had, and why.
        left_out: Pictures that could not be read, and why.
    """

    occasion: Occasion
    pictures: tuple[Examined, ...]
    sweep: Sweep
    earlier: tuple[Occasion, ...] = ()
    machine: str = ""
    version: str = ""
    exported_seconds: float | None = None
    exported_engine: str = ""
    others: tuple[Other, ...] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def overall(self) -> Mapping[str, Interval]:
        """The means over all pictures."""
        return summarise(self.pictures)

    @property
    def seconds(self) -> float:
        """The median time of a picture, in PyTorch."""
        return statistics.median(picture.seconds for picture in self.pictures)

    @property
    def groups(self) -> int:
        """How many groups of pictures that belong together there are."""
        return count_groups(self.pictures)

    @cached_property
    def by_iou(self) -> tuple[Examined, ...]:
        """The worst first."""
        return tuple(sorted(self.pictures, key=lambda picture: picture.iou))


def count_groups(pictures: Iterable[Examined]) -> int:
    """How many groups of pictures that belong together there are."""
    return len({group_of(picture) for picture in pictures})


def group_of(picture: Examined) -> str:
    """Pictures with the same answer are not independent of one another."""
    return picture.row.group or picture.name


def summarise(pictures: Sequence[Examined]) -> dict[str, Interval]:
    """The mean of every measure over the pictures that have it."""
    return {name: found for name in MEASURES if (found := interval_of(pictures, name)) is not None}


def interval_of(pictures: Iterable[Examined], measure: str) -> Interval | None:
    """One measure's mean; None where no picture has it."""
    known = [picture for picture in pictures if measure in picture.scores]
    if not known:
        return None
    values = [picture.scores[measure] for picture in known]
    return grouped_interval(values, [group_of(picture) for picture in known])
