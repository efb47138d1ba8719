"""How far a matte is from the true one: overall, as a mask, along its outline, where it is soft.

In every module of metrics, ``matte`` and ``truth`` are (H, W) float32 [0, 1] of one size, and the
true mask is ``truth >= 0.5``. Nothing is stretched to its own minimum and maximum first: a matte is
judged as it is.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from nukki.core.arrays import FloatMap, Mask
from nukki.ops.morphology import CROSS

THRESHOLD = 0.5
"""Alpha from which a pixel belongs to the mask."""

SOFT = (0.02, 0.98)
"""Alpha between these, exclusive, is soft: what 8-bit rounding or compression blurs is outside."""

TOLERANCE = 0.005
"""How far an outline may be off, as a share of the diagonal: 5 pixels of an 800 x 600 photo."""


def covered(alpha: FloatMap) -> Mask:
    """(H, W) bool, True where alpha reaches `THRESHOLD`."""
    mask: Mask = alpha >= THRESHOLD
    return mask


def mean_absolute_error(matte: FloatMap, truth: FloatMap) -> float:
    """The mean of |matte - truth| over the picture, [0, 1]."""
    return float(cv2.norm(matte, truth, cv2.NORM_L1)) / truth.size


def intersection_over_union(matte: FloatMap, truth: FloatMap) -> float:
    """Pixels in both masks over pixels in either, [0, 1]; 1 when both are empty."""
    found, true = covered(matte), covered(truth)
    either = np.count_nonzero(found | true)
    return np.count_nonzero(found & true) / either if either else 1.0


def soft_edge_error(matte: FloatMap, truth: FloatMap) -> float:
    """The mean of |matte - truth| where the truth is soft (`SOFT`), [0, 1]; NaN without such."""
    soft = (truth > SOFT[0]) & (truth < SOFT[1])
    return float(np.abs(matte[soft] - truth[soft]).mean()) if soft.any() else math.nan


def outline(mask: Mask) -> Mask:
    """(H, W) bool, the pixels of the mask with one of their four neighbours outside it.

    The rim of the picture is no outline: the subject goes on behind it.
    """
    inner = cv2.erode(mask.view(np.uint8), CROSS, borderType=cv2.BORDER_REPLICATE)
    rim: Mask = mask & (inner == 0)
    return rim


def boundary_f_measure(matte: FloatMap, truth: FloatMap, tolerance: float = TOLERANCE) -> float:
    """How well the outlines of the two masks meet, [0, 1].

    F = 2PR / (P + R) with P the share of the matte's outline that lies within the tolerance of the
    true one, and R the share of the true outline within the tolerance of the matte's (Martin et
    al. 2004; Perazzi et al. 2016). 1 when neither has an outline, 0 when only one has.

    Args:
        matte: The matte.
        truth: The true one.
        tolerance: Greatest distance that counts as met, as a share of the diagonal.
    """
    radius_px = tolerance * math.hypot(*truth.shape)
    found, true = outline(covered(matte)), outline(covered(truth))
    if not (found.any() and true.any()):
        return float(found.any() == true.any())
    window = _extent(found | true)
    precision = _share_near(found[window], true[window], radius_px)
    recall = _share_near(true[window], found[window], radius_px)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _extent(mask: Mask) -> tuple[slice, slice]:
    """Rows and columns of the smallest window that holds the mask."""
    left, top, width, height = cv2.boundingRect(mask.view(np.uint8))
    return slice(top, top + height), slice(left, left + width)


def _share_near(points: Mask, others: Mask, radius_px: float) -> float:
    """The share of ``points`` with one of ``others`` within the radius."""
    elsewhere = (~others).view(np.uint8)
    away_px = cv2.distanceTransform(elsewhere, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.count_nonzero((away_px <= radius_px) & points) / np.count_nonzero(points)
