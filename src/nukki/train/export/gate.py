"""Whether a smaller graph is still as good, on pictures of the validation split."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nukki.core.errors import InputError, OptionError
from nukki.core.spec import ModelSpec
from nukki.engines import SessionOptions, open_session
from nukki.ops.metrics import intersection_over_union
from nukki.ops.placement import place, to_tensor
from nukki.ops.resize import resize_alpha
from nukki.stages.segment import NetworkSegmenter, Segmenter
from nukki.train.data.dataset import Dataset
from nukki.train.data.row import Row
from nukki.train.questions import Question, chosen_rows, question

MOST_LOST = 0.005
"""How far the mean IoU may fall: half a point."""

MOST_PICTURES = 250
"""Pictures that are looked at; enough for a mean that is good to a fraction of a point."""

CALIBRATING = 4
"""Every so many of them show the ranges, the others judge: none does both."""

FEWEST = 8
"""With fewer pictures a half point would be chance."""


@dataclass(frozen=True)
class Verdict:
    """How good two graphs are on the same pictures.

    Attributes:
        before, after: Mean IoU of the graph in single precision, and of the smaller one.
        pictures: How many there were.
    """

    before: float
    after: float
    pictures: int

    @property
    def lost_points(self) -> float:
        """How far IoU fell, in hundredths; below 0 when it rose."""
        return 100 * (self.before - self.after)

    def __str__(self) -> str:
        return (
            f"IoU {self.after:.4f} against {self.before:.4f} in fp32, "
            f"{self.pictures} validation pictures"
        )


@dataclass(frozen=True, eq=False)
class Jury:
    """Pictures of the validation split whose truth is known.

    Attributes:
        dataset: Where they are.
        calibration: Those that show a quantiser what is usual.
        judging: Those that measure.
    """

    dataset: Dataset
    calibration: tuple[Row, ...]
    judging: tuple[Row, ...]

    @classmethod
    def of(cls, dataset: Dataset) -> Jury:
        """Some of the validation split, evenly spread.

        Raises:
            InputError: There are too few.
        """
        rows = chosen_rows(dataset, "validation", MOST_PICTURES)
        if len(rows) < FEWEST:
            raise InputError(
                f"{dataset.path}: expected at least {FEWEST} validation pictures with masks to "
                f"judge a smaller graph by, found {len(rows)}; export fp32"
            )
        judging = tuple(row for number, row in enumerate(rows) if number % CALIBRATING)
        return cls(dataset, rows[::CALIBRATING], judging)

    def photos(self, spec: ModelSpec) -> list[NDArray[np.float32]]:
        """The calibrating pictures as the network sees them, (1, 3, H, W) each."""
        return [_as_seen(self._question(row), spec) for row in self.calibration]

    def mean_iou(self, spec: ModelSpec, graph: Path) -> float:
        """The mean IoU of a graph's mattes at the size of their truths."""
        segment = NetworkSegmenter(spec, open_session(graph, SessionOptions(device="cpu")))
        return float(np.mean([_iou(segment, self._question(row)) for row in self.judging]))

    def compare(self, spec: ModelSpec, whole: Path, smaller: Path) -> Verdict:
        """How good both graphs are."""
        found = [self.mean_iou(spec, graph) for graph in (whole, smaller)]
        return Verdict(found[0], found[1], len(self.judging))

    def _question(self, row: Row) -> Question:
        return question(self.dataset, row, "validation")


def pass_gate(verdict: Verdict, precision: str) -> None:
    """Do nothing where the smaller graph is good enough.

    Raises:
        OptionError: Its IoU fell by more than `MOST_LOST`.
    """
    if not verdict.lost_points <= 100 * MOST_LOST:
        raise OptionError(
            f"--to {precision}: {verdict}: {verdict.lost_points:.2f} points less, more than "
            f"{100 * MOST_LOST:g} is not kept; export fp16 or fp32"
        )


def _as_seen(asked: Question, spec: ModelSpec) -> NDArray[np.float32]:
    assert spec.preprocess is not None  # noqa: S101 - ours always describes its input
    height, width, _ = asked.photo.shape
    return to_tensor(asked.photo, spec.preprocess, place((height, width), spec.preprocess))


def _iou(segment: Segmenter, asked: Question) -> float:
    matte = resize_alpha(segment(asked.photo).alpha, asked.truth.shape)
    return intersection_over_union(matte, asked.truth)
