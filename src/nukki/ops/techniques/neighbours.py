"""Masks that keep away from their outline, and maps that noise has less of a say in."""

from __future__ import annotations

import cv2
import numpy as np

from nukki.core.arrays import FloatMap, Mask
from nukki.ops.morphology import disc


def shrunk(mask: Mask, radius_px: int) -> Mask:
    """(H, W) bool, ``mask`` without what is within ``radius_px`` of its outline."""
    eroded = cv2.erode(mask.astype(np.uint8), disc(radius_px), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(eroded > 0)


def smoothed(values: FloatMap) -> FloatMap:
    """(H, W) float32, each the mean of its neighbourhood: noise is less there, hair still shows."""
    return np.asarray(cv2.blur(values, (5, 5)), np.float32).reshape(values.shape)


def grown(mask: Mask, radius_px: int) -> Mask:
    """(H, W) bool, True within ``radius_px`` of ``mask``."""
    return ~shrunk(~mask, radius_px)
