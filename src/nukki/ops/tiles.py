"""Cutting a large picture into overlapping tiles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

Window: TypeAlias = tuple[slice, slice]

TILE_PX = 1024
OVERLAP_PX = 24
"""How far a tile sees past its own edge: beyond it, alpha hardly depends on the photo any more."""


@dataclass(frozen=True)
class Tile:
    """One tile: what it answers for, and what it sees.

    Attributes:
        inner: The part of the picture it answers for; the inner parts cover the picture once.
        outer: The part it sees, overlapping its neighbours.
    """

    inner: Window
    outer: Window

    @property
    def inner_of_outer(self) -> Window:
        """Where ``inner`` lies inside ``outer``."""
        rows, columns = (
            slice(inner.start - outer.start, inner.stop - outer.start)
            for inner, outer in zip(self.inner, self.outer, strict=True)
        )
        return rows, columns


def tiles(
    size_hw: tuple[int, ...], tile_px: int = TILE_PX, overlap_px: int = OVERLAP_PX
) -> Iterator[Tile]:
    """Tiles whose inner parts cover a picture of ``size_hw`` exactly once."""
    for rows in _spans(size_hw[0], tile_px, overlap_px):
        for columns in _spans(size_hw[1], tile_px, overlap_px):
            yield Tile((rows[0], columns[0]), (rows[1], columns[1]))


def _spans(length: int, tile_px: int, overlap_px: int) -> Iterator[tuple[slice, slice]]:
    for start in range(0, length, tile_px):
        stop = min(length, start + tile_px)
        yield slice(start, stop), slice(max(0, start - overlap_px), min(length, stop + overlap_px))
