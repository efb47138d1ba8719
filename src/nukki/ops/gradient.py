"""Gradients, laid as CSS Images 3 lays them: from corner to corner in any direction."""

from __future__ import annotations

import math

import numpy as np

from nukki.core.arrays import FloatMap, Pixels
from nukki.ops.bands import bands


def linear(size_hw: tuple[int, int], angle: float) -> FloatMap:
    """(H, W) float32 from 0 to 1: how far along each pixel lies, the corners being the ends.

    Args:
        size_hw: Height and width in pixels.
        angle: Degrees; 0 runs to the right, 90 down.
    """
    across, down = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    length = abs(size_hw[1] * across) + abs(size_hw[0] * down)
    y, x = _from_the_middle(size_hw)
    return np.clip((x * across + y * down) / length + 0.5, 0, 1).astype(np.float32)


def radial(size_hw: tuple[int, int]) -> FloatMap:
    """(H, W) float32 from 0 in the middle to 1 in the corners."""
    y, x = _from_the_middle(size_hw)
    return np.clip(np.hypot(x, y) / (math.hypot(*size_hw) / 2), 0, 1).astype(np.float32)


def mixed(start: Pixels, end: Pixels, way: FloatMap) -> Pixels:
    """(H, W, 3) between two (1, 1, 3) colours of one dtype, by (H, W) from 0 to 1."""
    result = np.empty((*way.shape, 3), start.dtype)
    first, change = start.astype(np.float32), end.astype(np.float32) - start.astype(np.float32)
    for rows in bands(*way.shape):
        result[rows] = np.rint(first + change * way[rows, :, None])
    return result


def _from_the_middle(size_hw: tuple[int, int]) -> tuple[FloatMap, FloatMap]:
    height, width = size_hw
    y = np.arange(height, dtype=np.float32)[:, None] + np.float32(0.5 - height / 2)
    x = np.arange(width, dtype=np.float32)[None, :] + np.float32(0.5 - width / 2)
    return y, x
