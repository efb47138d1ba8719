"""Reading a small map at some pixels of a large picture."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap

Indices: TypeAlias = NDArray[np.intp]


def sample(maps: FloatMap, ys: Indices, xs: Indices, size_hw: tuple[int, ...]) -> FloatMap:
    """``maps`` (h, w, C) enlarged bilinearly to ``size_hw``, but only at some pixels: (n, C).

    Args:
        maps: float32.
        ys, xs: (n,) rows and columns in a picture of ``size_hw``.
        size_hw: Height and width in pixels; pixel centres of both sizes are aligned.
    """
    y0, fy = _split(ys, maps.shape[0], size_hw[0])
    x0, fx = _split(xs, maps.shape[1], size_hw[1])
    y1, x1 = np.minimum(y0 + 1, maps.shape[0] - 1), np.minimum(x0 + 1, maps.shape[1] - 1)
    top = maps[y0, x0] * (1 - fx) + maps[y0, x1] * fx
    bottom = maps[y1, x0] * (1 - fx) + maps[y1, x1] * fx
    return np.asarray(top * (1 - fy) + bottom * fy, np.float32)


def _split(positions: Indices, small: int, large: int) -> tuple[Indices, FloatMap]:
    """Whole part (n,) and fraction (n, 1) of positions, on an axis of ``small`` pixels."""
    exact = (positions.astype(np.float32) + 0.5) * np.float32(small / large) - 0.5
    exact = np.clip(exact, 0, small - 1)
    whole = exact.astype(np.intp)
    return whole, (exact - whole)[:, None]
