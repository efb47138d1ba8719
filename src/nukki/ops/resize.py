"""Resizing arrays, with the right filter for the direction."""

from __future__ import annotations

import cv2
import numpy as np

from nukki.core.arrays import Array, FloatMap
from nukki.core.spec import Interpolation

FLAGS: dict[Interpolation, int] = {
    "nearest": cv2.INTER_NEAREST,
    "bilinear": cv2.INTER_LINEAR,
    "bicubic": cv2.INTER_CUBIC,
    "lanczos": cv2.INTER_LANCZOS4,
    "area": cv2.INTER_AREA,
}

CV2_MAX_SIDE = 32766
"""cv2 addresses pixels in 16 bits in some kernels; longer sides are cut down by numpy first."""

QUICKLY = 4
"""Sides are halved first, which is quick, while they stay this many times as long as asked for."""


def resize(array: Array, size_hw: tuple[int, int], interpolation: Interpolation) -> Array:
    """``array`` (H, W[, C]) at another size, same dtype; the array itself when nothing changes.

    Shrinking averages over the area that each new pixel covers, whichever filter is named, as
    Pillow does: cv2's own bilinear would skip pixels.
    """
    height, width = array.shape[:2]
    if (height, width) == size_hw:
        return array
    shrinks = size_hw[0] < height or size_hw[1] < width
    flag = FLAGS["area" if shrinks and interpolation != "nearest" else interpolation]
    if max(height, width) > CV2_MAX_SIDE:
        array = _thin_out(array, size_hw)
    if flag == cv2.INTER_AREA:
        array = halved(array, (QUICKLY * size_hw[0], QUICKLY * size_hw[1]))
    resized = cv2.resize(array, (size_hw[1], size_hw[0]), interpolation=flag)
    return resized.astype(array.dtype, copy=False)  # type: ignore[return-value]


def _thin_out(array: Array, size_hw: tuple[int, int]) -> Array:
    """Every n-th row and column, so that no side is longer than cv2 can take."""
    step_y = max(1, min(array.shape[0] // size_hw[0], -(-array.shape[0] // CV2_MAX_SIDE)))
    step_x = max(1, min(array.shape[1] // size_hw[1], -(-array.shape[1] // CV2_MAX_SIDE)))
    thinned: Array = np.ascontiguousarray(array[::step_y, ::step_x])  # type: ignore[assignment]
    return thinned


def halved(array: Array, at_least_hw: tuple[int, int]) -> Array:
    """``array`` (H, W[, C]), halved while both sides are even and stay at least so long.

    Means of whole squares of pixels, in the same dtype: a fifth of the time of any other shrinking.
    """
    height, width = array.shape[:2]
    while not (height % 2 or width % 2) and (
        height >= 2 * at_least_hw[0] and width >= 2 * at_least_hw[1]
    ):
        height, width = height // 2, width // 2
        array = cv2.resize(array, (width, height), interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    return array


def resize_alpha(alpha: FloatMap, size_hw: tuple[int, ...]) -> FloatMap:
    """A matte (H, W) float32 [0, 1] at another size, in float, still within [0, 1]."""
    resized = resize(alpha, (size_hw[0], size_hw[1]), "bilinear")
    return resized if resized is alpha else np.clip(resized, 0.0, 1.0, out=resized)


def fit_within(size_hw: tuple[int, ...], limit_hw: tuple[int, int]) -> tuple[int, int]:
    """The largest size of the same aspect inside ``limit_hw``; never larger than ``size_hw``.

    >>> fit_within((3000, 4000), (1000, 1000))
    (750, 1000)
    >>> fit_within((30, 40), (1000, 1000))
    (30, 40)
    """
    scale = min(1.0, limit_hw[0] / size_hw[0], limit_hw[1] / size_hw[1])
    return max(1, round(size_hw[0] * scale)), max(1, round(size_hw[1] * scale))
