"""Overlapping windows of a picture, and their answers mixed so that no seam shows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import Array, FloatMap
from nukki.ops.tiles import Window


def overlapping(
    size_hw: tuple[int, ...], *, side_hw: tuple[int, int], overlap_px: int
) -> Iterator[Window]:
    """Windows of at most ``side_hw`` that cover a picture, evenly spread.

    Each shares ``overlap_px`` or more with the next; a picture that fits into one has one.

    >>> [rows for rows, _ in overlapping((10, 4), side_hw=(6, 6), overlap_px=2)]
    [slice(0, 6, None), slice(4, 10, None)]
    """
    for rows in _spans(size_hw[0], side_hw[0], overlap_px):
        for columns in _spans(size_hw[1], side_hw[1], overlap_px):
            yield rows, columns


def _spans(length: int, side_px: int, overlap_px: int) -> Iterator[slice]:
    if length <= side_px:
        yield slice(0, length)
        return
    steps = -(-(length - side_px) // (side_px - overlap_px))
    for number in range(steps + 1):
        start = round(number * (length - side_px) / steps)
        yield slice(start, start + side_px)


class Mosaic:
    """A map (H, W) put together from what its windows hold.

    Where windows overlap their answers are mixed, each counting less towards its own rim: what one
    says there, with half of the neighbourhood unseen, fades into what the other says.

    Args:
        size_hw: Of the whole.
        overlap_px: Over so many pixels a window's weight rises from its rim.
    """

    def __init__(self, size_hw: tuple[int, int], *, overlap_px: int) -> None:
        self._sum = np.zeros(size_hw, np.float32)
        self._weight = np.zeros(size_hw, np.float32)
        self._overlap_px = overlap_px

    def add(self, window: Window, answer: FloatMap) -> None:
        """Lay the answer (h, w) of a window."""
        height, width = self._sum.shape
        weight = np.minimum.outer(
            _rise(window[0], height, self._overlap_px), _rise(window[1], width, self._overlap_px)
        )
        self._sum[window] += answer * weight
        self._weight[window] += weight

    def finished(self, beneath: FloatMap) -> FloatMap:
        """The whole (H, W), and what lies ``beneath`` where no window was laid."""
        there = self._weight > 0
        return np.divide(self._sum, self._weight, out=beneath.copy(), where=there)


def _rise(span: slice, length: int, overlap_px: int) -> NDArray[np.float32]:
    """What each row of a window counts: more and more inwards, but all at the picture's own rim."""
    side = span.stop - span.start
    inwards = np.arange(1, side + 1, dtype=np.float32) / np.float32(overlap_px + 1)
    weight = np.ones(side, np.float32)
    if span.start > 0:
        weight = np.minimum(weight, inwards)
    if span.stop < length:
        weight = np.minimum(weight, inwards[::-1])
    return weight


def padded(part: Array, side_hw: tuple[int, int]) -> Array:
    """``part`` (h, w[, C]) mirrored to the right and downwards until it is ``side_hw`` large."""
    missing = [(0, side - there) for side, there in zip(side_hw, part.shape[:2], strict=True)]
    if not any(after for _, after in missing):
        return part
    rest = [(0, 0)] * (part.ndim - 2)
    return np.pad(part, [*missing, *rest], mode="symmetric")  # type: ignore[return-value]
