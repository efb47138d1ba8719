"""The measures of alpha matting inside the unknown band (Rhemann et al. 2009, alphamatting.com).

Arrays as in `nukki.ops.metrics`; ``unknown`` is (H, W) bool, True where alpha was to be found.
Sums are given in thousands, as the benchmark does.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Mask
from nukki.ops.metrics import SOFT, THRESHOLD

THOUSAND = 1000.0

SIGMA_PX = 1.4
"""Standard deviation of the Gaussian whose derivative is the gradient."""

CUT_OFF = 0.01
"""The Gaussian is cut off where it falls below this."""

STEP = 0.1
"""Between the thresholds at which connectedness is looked at."""

LEVELS = 10

LEAST = 0.15
"""A pixel less far from what it is connected to counts as connected."""

BAND_SHARE = 0.0125
"""Width added around the soft pixels, as a share of the longer side: 10 pixels of 800."""


def unknown_band(truth: FloatMap) -> Mask:
    """(H, W) bool, where alpha is unknown when no trimap says so.

    The soft pixels of the truth and the outline of its mask, grown by `BAND_SHARE`.
    """
    radius = max(1, round(BAND_SHARE * max(truth.shape)))
    soft = (truth > SOFT[0]) & (truth < SOFT[1])
    mask = (truth >= THRESHOLD).view(np.uint8)
    rim = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    known = (~(soft | (rim > 0))).view(np.uint8)
    away_px = cv2.distanceTransform(known, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    band: Mask = away_px <= radius
    return band


def sum_of_absolute_differences(matte: FloatMap, truth: FloatMap, unknown: Mask) -> float:
    """The sum of |matte - truth| over the band, in thousands."""
    return float(np.abs(matte[unknown] - truth[unknown]).sum(dtype=np.float64)) / THOUSAND


def band_error(matte: FloatMap, truth: FloatMap, unknown: Mask) -> float:
    """The mean of |matte - truth| over the band, [0, 1]; NaN when the band is empty."""
    return float(np.abs(matte[unknown] - truth[unknown]).mean()) if unknown.any() else math.nan


def mean_squared_error(matte: FloatMap, truth: FloatMap, unknown: Mask) -> float:
    """The mean of (matte - truth)² over the band, [0, 1]; NaN when the band is empty."""
    if not unknown.any():
        return math.nan
    return float(((matte[unknown] - truth[unknown]) ** 2).mean(dtype=np.float64))


def gradient_error(matte: FloatMap, truth: FloatMap, unknown: Mask) -> float:
    """The sum of squared differences of the gradients' lengths over the band, in thousands."""
    difference = gradient_length(matte)[unknown] - gradient_length(truth)[unknown]
    return float((difference**2).sum(dtype=np.float64)) / THOUSAND


def gradient_length(alpha: FloatMap) -> FloatMap:
    """(H, W) float32, how steep alpha is at the scale of `SIGMA_PX`.

    The derivative of a Gaussian along each axis, scaled so that its squares sum to 1.
    """
    bell, slope = _kernels()
    along_x = cv2.sepFilter2D(alpha, cv2.CV_32F, slope, bell, borderType=cv2.BORDER_REPLICATE)
    along_y = cv2.sepFilter2D(alpha, cv2.CV_32F, bell, slope, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.magnitude(along_x, along_y), np.float32)


def _kernels() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    peak = 1.0 / (math.sqrt(2 * math.pi) * SIGMA_PX)
    half = math.ceil(SIGMA_PX * math.sqrt(-2 * math.log(CUT_OFF / peak)))
    at = np.arange(-half, half + 1, dtype=np.float64)
    bell = np.exp(-(at**2) / (2 * SIGMA_PX**2))
    slope = at * bell
    return bell / np.linalg.norm(bell), slope / np.linalg.norm(slope)


def connectivity_error(matte: FloatMap, truth: FloatMap, unknown: Mask) -> float:
    """The sum over the band of how differently pixels hang together with the subject, in thousands.

    A pixel is connected up to the greatest threshold l at which it lies in the largest region
    (4-connected) where both mattes reach l. Its connectedness is 1 - (alpha - l), or 1 when
    alpha - l is under `LEAST`; what counts is the difference between matte and truth.
    """
    level = connected_level(np.minimum(matte, truth))[unknown]
    loose = [_looseness(alpha[unknown] - level) for alpha in (matte, truth)]
    return float(np.abs(loose[0] - loose[1]).sum(dtype=np.float64)) / THOUSAND


def _looseness(away: FloatMap) -> FloatMap:
    return np.where(away >= LEAST, away, np.float32(0))


def connected_level(alpha: FloatMap) -> FloatMap:
    """(H, W) float32, the greatest multiple of `STEP` up to which a pixel hangs together.

    At each threshold only the largest region of pixels that reach it counts, and once a pixel has
    fallen out of it, it stays out.
    """
    still: Mask = np.ones(alpha.shape, np.bool_)
    level = np.zeros(alpha.shape, np.uint8)
    for number in range(1, LEVELS + 1):
        still &= largest_region(alpha >= np.float32(number * STEP))
        if not still.any():
            break
        level += still
    return level.astype(np.float32) * np.float32(STEP)


def largest_region(mask: Mask) -> Mask:
    """(H, W) bool, the largest 4-connected region of a mask; of equals the first from the top."""
    _, labels, statistics, _ = cv2.connectedComponentsWithStats(
        mask.view(np.uint8), connectivity=4, ltype=cv2.CV_32S
    )
    areas = statistics[1:, cv2.CC_STAT_AREA]
    if not areas.size:
        return np.zeros_like(mask)
    region: Mask = labels == int(areas.argmax()) + 1
    return region
