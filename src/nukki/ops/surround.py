"""What lies round a subject in a finished picture."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Mask, Pixels
from nukki.ops.components import parts_at


def surround(pixels: Pixels, colour: NDArray[np.integer[Any]], *, tolerance: int) -> Mask:
    """(H, W) bool: pixels like ``colour`` that hang together with such pixels of the rim.

    Args:
        pixels: (H, W, 3) uint8.
        colour: (3,) of the same scale.
        tolerance: Levels that a channel may be off.
    """
    low, high = (colour + by for by in (-tolerance, tolerance))
    like = np.asarray(cv2.inRange(pixels, low.astype(float), high.astype(float)), np.bool_)
    rim = np.zeros_like(like)
    rim[[0, -1]] = like[[0, -1]]
    rim[:, [0, -1]] = like[:, [0, -1]]
    return parts_at(like, rim)


def distance_from(mask: Mask) -> FloatMap:
    """(H, W) float32: how far each pixel is from the nearest True one; infinite without any."""
    if not mask.any():
        return np.full(mask.shape, np.inf, np.float32)
    outside = (~mask).astype(np.uint8)
    return np.asarray(cv2.distanceTransform(outside, cv2.DIST_L2, cv2.DIST_MASK_3), np.float32)
