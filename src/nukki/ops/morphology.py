"""Masks opened and smoothed, as scikit-image and SciPy compute it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import Mask

TRUNCATE = 4.0
"""How many standard deviations of a Gaussian are summed up on each side, as in SciPy."""

CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)
"""A pixel and its four neighbours."""


def disc(radius_px: int) -> NDArray[np.uint8]:
    """(2r+1, 2r+1) uint8, 1 within a radius of the middle, as OpenCV draws it."""
    side = 2 * radius_px + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def open_cross(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Grey opening of (H, W) uint8 by a pixel and its four neighbours: removes thin, bright specks.

    What lies outside the picture has no say.
    """
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, CROSS), np.uint8)


def eroded(mask: Mask, side_px: int, *, border: bool) -> Mask:
    """(H, W) bool without its rim: True where the whole square round a pixel is.

    Args:
        mask: (H, W) bool.
        side_px: Side of the square, which for an even number reaches one pixel further up and
            left; 0 takes the pixel and its four neighbours.
        border: What lies outside the picture.
    """
    kernel = np.ones((side_px, side_px), np.uint8) if side_px > 0 else CROSS
    shrunk = cv2.erode(
        mask.astype(np.uint8),
        kernel,
        borderType=cv2.BORDER_CONSTANT,
        borderValue=(float(border),),
    )
    return np.asarray(shrunk, np.bool_)


def gaussian(values: NDArray[np.uint8], sigma_px: float) -> NDArray[np.float64]:
    """(H, W) blurred by a Gaussian, in float64 on the scale of ``values``, mirrored at the rim.

    Args:
        values: (H, W) uint8.
        sigma_px: Standard deviation in pixels.
    """
    side = 2 * int(TRUNCATE * sigma_px + 0.5) + 1
    blurred = cv2.GaussianBlur(
        values.astype(np.float64), (side, side), sigma_px, borderType=cv2.BORDER_REFLECT
    )
    return np.asarray(blurred, np.float64)
