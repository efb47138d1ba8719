"""Where a matte's edge may lie: the band that is worth solving for."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Mask

NEAR_PX = 8.0
"""Distances up to which growing a mask is faster than measuring how far everything is from it."""


def unknown_band(alpha: FloatMap, *, soft: float, near_px: float, reach_px: float) -> Mask:
    """(H, W) bool, True where alpha is undecided near the outline, and a little further.

    Wide stretches of grey far from any outline are a network's doubt about the subject, not about
    its edge: no photo can decide them, and they are left out.

    Args:
        alpha: (H, W) float32 [0, 1].
        soft: Alpha nearer than this to 0 or 1 is decided.
        near_px: How far from the outline, where alpha crosses 0.5, undecided pixels count.
        reach_px: How much further the edge may be than the matte has it.
    """
    inside = (alpha >= 0.5).astype(np.uint8)
    outline = cv2.morphologyEx(inside, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    if not outline.any():
        return np.zeros(alpha.shape, np.bool_)
    undecided = (alpha > soft) & (alpha < 1.0 - soft)
    seed = outline | (undecided & within_px(outline, near_px))
    return within_px(seed, max(1.0, reach_px))


def within_px(mask: Mask, distance_px: float) -> Mask:
    """(H, W) bool, True within ``distance_px`` of a True pixel of ``mask``."""
    if distance_px <= NEAR_PX:
        return cv2.dilate(mask.view(np.uint8), _round(distance_px)).view(np.bool_)
    near: Mask = _away((~mask).view(np.uint8)) <= distance_px
    return near


def _round(radius_px: float) -> NDArray[np.uint8]:
    """What lies within a radius of a pixel, by the measure of `_away`: 1 inside, 0 outside."""
    reach = max(1, int(radius_px))
    point = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    point[reach, reach] = 0
    return (_away(point) <= radius_px).view(np.uint8)


def _away(zeros: NDArray[np.uint8]) -> FloatMap:
    """(H, W) float32, how far in pixels the nearest 0 is."""
    return np.asarray(cv2.distanceTransform(zeros, cv2.DIST_L2, cv2.DIST_MASK_5), np.float32)


def decided(alpha: FloatMap, soft: float) -> FloatMap:
    """``alpha`` with what is nearer than ``soft`` to 0 or 1 made so, the rest as it was."""
    snapped: FloatMap = alpha * (alpha > soft)
    np.copyto(snapped, np.float32(1.0), where=alpha >= 1.0 - soft)
    return snapped
