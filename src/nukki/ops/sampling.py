"""Reading a small map at some pixels of a large picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap

Indices: TypeAlias = NDArray[np.intp]

ROW = 1024
"""cv2 reads positions from a picture of them, whose sides must stay below 32,767."""


def rows_and_columns(pixels: Indices, width: int) -> tuple[Indices, Indices]:
    """(n,) each, of pixels (n,) in a flattened picture; far faster than `numpy.divmod`."""
    ys = pixels // width
    return ys, pixels - ys * width


def sample(maps: FloatMap, ys: Indices, xs: Indices, size_hw: tuple[int, ...]) -> FloatMap:
    """``maps`` (h, w, C) enlarged bilinearly to ``size_hw``, but only at some pixels: (n, C).

    Args:
        maps: float32; at most 4 channels.
        ys, xs: (n,) rows and columns in a picture of ``size_hw``.
        size_hw: Height and width in pixels; pixel centres of both sizes are aligned.
    """
    (sampled,) = sample_each((maps,), ys, xs, size_hw)
    return sampled


def sample_each(
    maps: Sequence[FloatMap], ys: Indices, xs: Indices, size_hw: tuple[int, ...]
) -> list[FloatMap]:
    """Several maps of one size at the same pixels; see `sample`."""
    rows = -(-max(1, ys.size) // ROW)
    grid_x = _grid(xs, maps[0].shape[1], size_hw[1], rows)
    grid_y = _grid(ys, maps[0].shape[0], size_hw[0], rows)
    border = cv2.BORDER_REPLICATE
    sampled = (cv2.remap(m, grid_x, grid_y, cv2.INTER_LINEAR, borderMode=border) for m in maps)
    return [np.asarray(s.reshape(rows * ROW, -1)[: ys.size], np.float32) for s in sampled]


def _grid(positions: Indices, small: int, large: int, rows: int) -> FloatMap:
    """Positions on an axis of ``small`` pixels as (rows, ROW) float32, filled up with zeros."""
    grid = np.zeros((rows, ROW), np.float32)
    grid.reshape(-1)[: positions.size] = (positions + np.float32(0.5)) * (small / large) - 0.5
    return grid
