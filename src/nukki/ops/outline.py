"""The space round a silhouette, up to a distance."""

from __future__ import annotations

import cv2
import numpy as np

from nukki.core.arrays import FloatMap


def around(alpha: FloatMap, width_px: float) -> FloatMap:
    """(H, W) float32 [0, 1]: 1 on the subject and up to ``width_px`` from it, then a soft rim.

    Args:
        alpha: (H, W) float32 [0, 1]; the subject begins at one half.
        width_px: Euclidean distance in pixels.
    """
    outside = (alpha < 0.5).astype(np.uint8)
    if outside.all():
        return np.zeros_like(alpha)
    distance = cv2.distanceTransform(outside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    left = np.float32(width_px + 1.0) - np.asarray(distance, np.float32)
    return np.clip(left, 0, 1, out=left)
