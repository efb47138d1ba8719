"""Where a matte's edge may lie: the band that is worth solving for."""

from __future__ import annotations

import cv2
import numpy as np

from nukki.core.arrays import FloatMap, Mask

SOFT = 0.1


def unknown_band(alpha: FloatMap, reach_px: float, soft: float = SOFT) -> Mask:
    """(H, W) bool, True where alpha is undecided or an edge is within ``reach_px``.

    Args:
        alpha: (H, W) float32 [0, 1].
        reach_px: How far the edge may be from where the matte has it.
        soft: Alpha nearer than this to 0 or 1 is taken as decided.
    """
    undecided = (alpha > soft) & (alpha < 1.0 - soft)
    inside = (alpha >= 0.5).astype(np.uint8)
    outline = cv2.morphologyEx(inside, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    seed = np.maximum(undecided.astype(np.uint8), outline)
    radius = max(1, round(reach_px))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    band: Mask = cv2.dilate(seed, disc) > 0
    return band
