"""Pixels and alphas of any depth in 8 bits, as training keeps them."""

from __future__ import annotations

import numpy as np

from nukki.core.arrays import Pixels
from nukki.core.values import Image
from nukki.ops.depth import EIGHT, to_depth


def eight_bits(pixels: Pixels) -> Pixels:
    """Pixels of 8 or 16 bits as uint8, the same array when they are."""
    return to_depth(pixels, EIGHT)


def own_alpha(image: Image) -> Pixels:
    """(H, W) uint8, a picture's own alpha; 255 everywhere when it has none."""
    alpha = image.unit_alpha()
    if alpha is None:
        return np.full(image.size_hw, 255, np.uint8)
    rounded: Pixels = np.rint(alpha * np.float32(255)).astype(np.uint8)
    return rounded
