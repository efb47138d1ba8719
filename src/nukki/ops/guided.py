"""Edges of a small matte carried to a larger picture: the fast guided filter (He and Sun 2015).

Round every pixel alpha is taken to be a line in the picture's grey:

    alpha = gain · grey + offset

The lines are found on a small picture, enlarged, and met with the large picture's own grey, so that
alpha follows edges that the small one does not show. For live pictures: all is one pass of a box
filter or less. Photos are solved for (`nukki.ops.matting`).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap

Bytes = NDArray[np.uint8]
"""(H, W[, C]) uint8."""

RADIUS_PX = 4
"""Half the side of a window, in pixels of the small picture."""

EPSILON = 40.0
"""Variance in levels of 255, squared, below which a window counts as flat: above a camera's noise,
below the contrast of most outlines."""

SURE = 0.12
"""How near to 0 and 1 alpha is taken for them: a window's mean is never quite either."""


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines of a picture's windows; both (h, w) float32, of alpha in levels of 255.

    Attributes:
        gain: Levels of alpha for each level of grey.
        offset: Levels of alpha where grey is 0.
    """

    gain: FloatMap
    offset: FloatMap


def grey_of(pixels: Bytes) -> Bytes:
    """(H, W) the grey of a picture (H, W, 3)."""
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)  # type: ignore[return-value]


def fit_lines(grey: Bytes, alpha: FloatMap) -> Lines:
    """The lines that give alpha from grey; both (h, w), alpha float32 [0, 1]."""
    seen = grey.astype(np.float32)
    mean, mean_alpha = _mean(seen), _mean(alpha)
    covariance = _mean(seen * alpha) - mean * mean_alpha
    variance = _mean(seen * seen) - mean * mean
    gain = np.divide(covariance, variance + np.float32(EPSILON), dtype=np.float32)
    offset = np.subtract(mean_alpha, gain * mean, dtype=np.float32)
    stretch = np.float32(255 / (1 - 2 * SURE))
    return Lines(_mean(gain) * stretch, (_mean(offset) - np.float32(SURE)) * stretch)


def carried_up(lines: Lines, grey: Bytes) -> Bytes:
    """(H, W) uint8, alpha at the size of a larger picture's grey (H, W)."""
    size = grey.shape[1], grey.shape[0]
    gain = cv2.resize(lines.gain, size, interpolation=cv2.INTER_LINEAR)
    offset = cv2.resize(lines.offset, size, interpolation=cv2.INTER_LINEAR)
    product = cv2.multiply(gain, grey, dst=gain, dtype=cv2.CV_32F)
    return cv2.add(product, offset, dtype=cv2.CV_8U)  # type: ignore[return-value]


def _mean(values: FloatMap) -> FloatMap:
    side = 2 * RADIUS_PX + 1
    return cv2.blur(values, (side, side), borderType=cv2.BORDER_REPLICATE)  # type: ignore[return-value]
