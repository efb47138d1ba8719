"""Quality against the threshold above which a pixel counts as subject."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap
from nukki.ops.metrics import covered
from nukki.ops.metrics_saliency import ThresholdCounts

LEVELS = tuple(range(8, 255, 8))
"""Of 255: the thresholds that are tried; 128 is a half."""

USUAL = 0.5


@dataclass(frozen=True)
class Sweep:
    """Means over the pictures at each threshold.

    Attributes:
        thresholds: [0, 1], rising.
        iou, f: The measures there, [0, 1].
    """

    thresholds: tuple[float, ...]
    iou: tuple[float, ...]
    f: tuple[float, ...]

    @property
    def best(self) -> int:
        """Where IoU is highest."""
        return max(range(len(self.iou)), key=lambda at: self.iou[at])

    @property
    def usual(self) -> int:
        """Where a half is."""
        return min(range(len(self.iou)), key=lambda at: abs(self.thresholds[at] - USUAL))

    @property
    def gain(self) -> float:
        """How much higher IoU is at the best threshold than at a half."""
        return self.iou[self.best] - self.iou[self.usual]


Curve = NDArray[np.float64]


def sweep_of(curves: Iterable[Curve]) -> Sweep:
    """The mean of `curves_of` of every picture.

    Raises:
        ValueError: There are none.
    """
    iou, f = np.mean(list(curves), axis=0)
    return Sweep(
        tuple(level / 255 for level in LEVELS), tuple(map(float, iou)), tuple(map(float, f))
    )


def curves_of(matte: FloatMap, truth: FloatMap) -> Curve:
    """(2, thresholds) IoU and F (β² = 0.3) of one matte at each of `LEVELS`."""
    counts = ThresholdCounts.of(matte, truth)
    at = [255 - level for level in LEVELS]  # counted from 255 down
    true = counts.hits[-1]
    iou = counts.hits[at] / np.maximum(true + counts.others[at], 1)
    return np.stack([iou, counts.f_measures[at]])


def precision_and_recall(matte: FloatMap, truth: FloatMap) -> tuple[float, float]:
    """How much of what was found is subject, and how much of the subject was found, at 0.5.

    1 where there is nothing to be wrong about.
    """
    found, true = covered(matte), covered(truth)
    both = float(np.count_nonzero(found & true))
    share = [both / count if (count := np.count_nonzero(mask)) else 1.0 for mask in (found, true)]
    return share[0], share[1]
