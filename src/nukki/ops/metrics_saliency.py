"""The measures of salient object detection, as PySODMetrics computes them.

Arrays as in `nukki.ops.metrics`. Where a measure goes through all thresholds, the matte is taken
as the 8-bit picture that would be written.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Mask
from nukki.ops.metrics import covered

Curve = NDArray[np.float64]

BETA_SQUARED = 0.3
"""Precision counts more than recall in the F-measure (Achanta et al. 2009)."""

EPS = float(np.spacing(1.0))


@dataclass(frozen=True, eq=False)
class ThresholdCounts:
    """How many pixels reach each of the 256 thresholds.

    Attributes:
        hits: (256,) pixels of the true mask at or above thresholds 255, 254, ..., 0.
        others: (256,) pixels outside it, likewise.
    """

    hits: Curve
    others: Curve

    @classmethod
    def of(cls, matte: FloatMap, truth: FloatMap) -> ThresholdCounts:
        """Counted in one pass over the picture."""
        levels = cv2.convertScaleAbs(matte, alpha=255.0).astype(np.intp)
        levels += covered(truth) * np.intp(256)
        histogram = np.bincount(levels.ravel(), minlength=512).astype(np.float64)
        return cls(histogram[511:255:-1].cumsum(), histogram[255::-1].cumsum())

    @cached_property
    def f_measures(self) -> Curve:
        """(256,) the F-measure at each threshold, 0 where nothing is hit."""
        reached, true = self.hits + self.others, self.hits[-1]
        weighed = reached + BETA_SQUARED * true
        return np.asarray((1 + BETA_SQUARED) * self.hits / np.maximum(weighed, 1), np.float64)

    @cached_property
    def e_measures(self) -> Curve:
        """(256,) the enhanced-alignment measure at each threshold (Fan et al. 2018)."""
        true, n = self.hits[-1], self.hits[-1] + self.others[-1]
        reached = self.hits + self.others
        if true in (0, n):
            return np.asarray((reached if true else n - reached) / max(n - 1, 1), np.float64)
        parts = (self.hits, self.others, true - self.hits, n - reached - (true - self.hits))
        found_mean, true_mean = reached / n, true / n
        signs = ((1, 1), (1, 0), (0, 1), (0, 0))
        total = sum(
            part * _alignment(found - found_mean, here - true_mean)
            for part, (found, here) in zip(parts, signs, strict=True)
        )
        return np.asarray(total / (n - 1), np.float64)


def _alignment(found: Curve, true: float) -> Curve:
    aligned = 2 * found * true / (found**2 + true**2 + EPS)
    return (aligned + 1) ** 2 / 4


def max_f_measure(counts: ThresholdCounts) -> float:
    """The F-measure with β² = 0.3 at the threshold that suits the picture best, [0, 1]."""
    return float(counts.f_measures.max())


def mean_e_measure(counts: ThresholdCounts) -> float:
    """The E-measure averaged over all 256 thresholds, [0, 1]."""
    return float(counts.e_measures.mean())


def max_e_measure(counts: ThresholdCounts) -> float:
    """The E-measure at the threshold that suits the picture best, [0, 1]."""
    return float(counts.e_measures.max())


def s_measure(matte: FloatMap, truth: FloatMap) -> float:
    """Structural similarity of object and regions, half each, [0, 1] (Fan et al. 2017)."""
    mask = covered(truth)
    share = np.count_nonzero(mask) / mask.size
    if share in (0.0, 1.0):
        mean, _ = _mean_and_variance(matte)
        return mean if share else 1.0 - mean
    within = _object_score(*_mean_and_variance(matte, mask))
    mean, variance = _mean_and_variance(matte, ~mask)
    outside = _object_score(1.0 - mean, variance)
    objects = share * within + (1 - share) * outside
    return max(0.0, 0.5 * objects + 0.5 * _region_score(matte, mask))


def _mean_and_variance(values: FloatMap, mask: Mask | None = None) -> tuple[float, float]:
    """Mean and sample variance of an array (where ``mask`` is True); variance 0 for one value."""
    inside = None if mask is None else mask.view(np.uint8)
    n = values.size if mask is None else np.count_nonzero(mask)
    mean, deviation = cv2.meanStdDev(values, mask=inside)
    return float(mean[0, 0]), float(deviation[0, 0]) ** 2 * n / (n - 1 + EPS)


def _object_score(mean: float, variance: float) -> float:
    return 2 * mean / (mean**2 + 1 + math.sqrt(variance) + EPS)


def _region_score(matte: FloatMap, mask: Mask) -> float:
    """The four quarters about the true mask's centre, each by its area."""
    y, x = _centre(mask)
    rows, columns = (slice(0, y), slice(y, None)), (slice(0, x), slice(x, None))
    quarters = [(matte[r, c], mask[r, c]) for r in rows for c in columns]
    return sum(m.size / mask.size * _similarity(m, t) for m, t in quarters if m.size)


def _centre(mask: Mask) -> tuple[int, int]:
    """Row and column just behind the centroid, where the quarters meet."""
    moments = cv2.moments(mask.view(np.uint8), binaryImage=True)
    y, x = moments["m01"] / moments["m00"], moments["m10"] / moments["m00"]
    return round(y) + 1, round(x) + 1


def _similarity(matte: FloatMap, mask: Mask) -> float:
    """Luminance, contrast and structure in one, without constants; 1 where both are flat zero."""
    n, true = mask.size, np.count_nonzero(mask)
    x, variance = _mean_and_variance(matte)
    y = true / n
    inside = cv2.mean(matte, mask=mask.view(np.uint8))[0]
    covariance = y * (inside - x) * n / (n - 1 + EPS)
    true_variance = y * (1 - y) * n / (n - 1 + EPS)
    above = 4 * x * y * covariance
    below = (x * x + y * y) * (variance + true_variance)
    if above == 0:
        return float(below == 0)
    return above / (below + EPS)


KERNEL = cv2.getGaussianKernel(7, 5.0, cv2.CV_64F)
"""Errors spread over 7 x 7 pixels (Margolin et al. 2014)."""

REACH = 3
"""Half the kernel's side: how far outside the mask errors are looked at."""


def weighted_f_measure(matte: FloatMap, truth: FloatMap) -> float:
    """The F-measure with errors weighed by place, [0, 1] (Margolin et al. 2014).

    Errors inside the mask count less where their surroundings are right, errors outside count up
    to twice the further they are from the mask. 0 when the true mask is empty.
    """
    mask = covered(truth)
    n = np.count_nonzero(mask)
    if not n:
        return 0.0
    inside = mask.view(np.uint8)
    error: FloatMap = np.abs(matte - inside.astype(np.float32))
    eased = np.minimum(error, _spread(error, mask))
    away_px = cv2.distanceTransform((~mask).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    weighed = error * (2 - np.exp2(away_px * np.float32(-0.2)))
    false = cv2.mean(weighed, mask=1 - inside)[0] * (mask.size - n)
    missed = cv2.mean(eased, mask=inside)[0]
    hit = n * (1.0 - missed)
    recall = 1.0 - missed
    precision = hit / (hit + false + EPS)
    return 2 * recall * precision / (recall + precision + EPS)


def _spread(error: FloatMap, mask: Mask) -> FloatMap:
    """The error blurred, with the mask's own errors continued outside it; true inside the mask."""
    continued = error.copy()
    ys, xs = np.nonzero(_rim_outside(mask))
    nearest_y, nearest_x = _nearest(mask, ys, xs)
    continued[ys, xs] = error[nearest_y, nearest_x]
    blurred = cv2.sepFilter2D(continued, cv2.CV_32F, KERNEL, KERNEL, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(blurred, np.float32)


def _rim_outside(mask: Mask) -> Mask:
    """What the kernel reaches from inside the mask: pixels further out do not matter there."""
    side = 2 * REACH + 1
    grown = cv2.dilate(mask.view(np.uint8), np.ones((side, side), np.uint8))
    rim: Mask = (grown > 0) & ~mask
    return rim


def _offsets() -> NDArray[np.intp]:
    """Steps to all places that can be nearest to a pixel of the rim, nearest first."""
    reach = math.ceil(REACH * math.sqrt(2))
    steps = [(dy, dx) for dy in range(-reach, reach + 1) for dx in range(-reach, reach + 1)]
    near = [step for step in steps if 0 < math.hypot(*step) <= REACH * math.sqrt(2)]
    return np.array(
        sorted(near, key=lambda step: (step[0] ** 2 + step[1] ** 2, step[::-1])), np.intp
    )


OFFSETS = _offsets()


def _nearest(
    mask: Mask, ys: NDArray[np.intp], xs: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """For each place of the rim, the nearest place of the mask; of several the leftmost.

    As SciPy's distance transform chooses; OpenCV's gives the nearest place only roughly.
    """
    padded = np.pad(mask, int(OFFSETS.max()))
    margin = int(OFFSETS.max())
    found_y, found_x = ys.copy(), xs.copy()
    open_ = np.arange(ys.size)
    for dy, dx in OFFSETS:
        here = padded[ys[open_] + dy + margin, xs[open_] + dx + margin]
        hit = open_[here]
        found_y[hit] += dy
        found_x[hit] += dx
        open_ = open_[~here]
    return found_y, found_x
