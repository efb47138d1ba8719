"""Thresholds on a grey picture."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import Mask
from nukki.core.errors import MissingExtraError

Grey = NDArray[np.uint8]

CONTRAST = 20
"""Sides of a threshold whose means are nearer than this, of 255, are one: noise, a blank page."""


def otsu_sides(grey: Grey) -> NDArray[np.uint8]:
    """(H, W) uint8, 1 on the bright side of Otsu's threshold (1979), 0 on the dark one.

    All is 0 when the sides hardly differ.
    """
    _, sides = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    bright = np.asarray(sides, np.uint8)
    return bright if _differ(grey, bright > 0) else np.zeros_like(bright)


def multi_otsu_classes(grey: Grey, classes: int) -> NDArray[Any]:
    """(H, W) integers from 0, dark to bright, by thresholds between ``classes`` classes.

    Liao, Chen and Chung 2001, "A fast algorithm for multilevel thresholding", by scikit-image. All
    is 0 when the picture has fewer grey values than classes, or hardly differs.

    Raises:
        MissingExtraError: scikit-image is not installed.
    """
    try:
        from skimage.filters import threshold_multiotsu
    except ImportError as error:
        raise MissingExtraError("multi-otsu", "classic") from error
    if np.unique(grey).size < classes:
        return np.zeros(grey.shape, np.intp)
    thresholds = threshold_multiotsu(grey, classes)
    labels = np.digitize(grey, thresholds, right=True)
    darkest, brightest = (grey[labels == end].mean() for end in (0, classes - 1))
    return labels if brightest - darkest >= CONTRAST else np.zeros_like(labels)


def local_ink(grey: Grey, *, window_px: int, offset: float, bright: bool) -> Mask:
    """(H, W) bool, True where a pixel stands out from the Gaussian mean of its neighbourhood.

    ``cv2.adaptiveThreshold``; see Bradley and Roth 2007, "Adaptive thresholding using the integral
    image".

    Args:
        grey: (H, W) uint8.
        window_px: Side of the neighbourhood; made odd, at least 3.
        offset: By how much it must stand out, of 255.
        bright: Look for what is brighter than its neighbourhood, not darker.
    """
    side = max(3, window_px | 1)
    looked = 255 - grey if bright else grey
    method, kind = cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY_INV
    ink: Mask = cv2.adaptiveThreshold(looked, 1, method, kind, side, offset) > 0
    return ink


def _differ(grey: Grey, bright: Mask) -> bool:
    if bright.all() or not bright.any():
        return False
    return bool(grey[bright].mean() - grey[~bright].mean() >= CONTRAST)
