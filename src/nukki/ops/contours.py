"""Lines of equal alpha, finer than pixels: marching squares (Lorensen and Cline 1987, in 2D).

TL ── T ── TR      each cell lies between four pixel centres; a line crosses those of its
L           R      edges whose ends lie on different sides of the level, where alpha,
BL ── B ── BR      taken as linear between them, reaches it
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap

Points = NDArray[np.float64]
"""(N, 2) x and y; (0, 0) is the picture's upper left corner, a pixel's centre is at halves."""

_T, _R, _B, _L = range(4)

_WAYS: dict[int, tuple[tuple[int, int], ...]] = {
    8: ((_T, _L),), 4: ((_R, _T),), 2: ((_B, _R),), 1: ((_L, _B),),
    7: ((_L, _T),), 11: ((_T, _R),), 13: ((_R, _B),), 14: ((_B, _L),),
    12: ((_R, _L),), 3: ((_L, _R),), 9: ((_T, _B),), 6: ((_B, _T),),
    10: ((_T, _L), (_B, _R)), 5: ((_R, _T), (_L, _B)),
    26: ((_T, _R), (_B, _L)), 21: ((_L, _T), (_R, _B)),
}  # fmt: skip
"""Where the line enters and leaves a cell, the subject on its right, by the corners inside: TL 8,
TR 4, BR 2, BL 1; 16 more when two opposite ones hang together through the middle."""


@dataclass(frozen=True)
class _Grid:
    """Values above the level on a picture with an empty rim, and the numbers of its edges."""

    values: FloatMap

    def edge(self, row: NDArray[np.intp], column: NDArray[np.intp], side: int) -> NDArray[np.intp]:
        """The number of a cell's edge: even for horizontal ones, odd for vertical ones."""
        down, across = int(side == _B), int(side == _R)
        corner = (row + down) * self.values.shape[1] + column + across
        return np.asarray(2 * corner + int(side in {_L, _R}), np.intp)

    def crossing(self, edge: NDArray[np.intp]) -> Points:
        """(N, 2) where the line crosses these edges, in the picture's coordinates."""
        row, column = np.divmod(edge // 2, self.values.shape[1])
        vertical = edge % 2
        start = self.values[row, column].astype(np.float64)
        end = self.values[row + vertical, column + 1 - vertical]
        share = start / (start - end)
        # The rim is one pixel wide, and a pixel's centre half a pixel from its corner.
        return np.stack([column + (1 - vertical) * share, row + vertical * share], axis=1) - 0.5


def contours(alpha: FloatMap, *, level: float = 0.5, min_area_px: float = 0.0) -> list[Points]:
    """Closed lines round what reaches ``level``, the subject on the right of them.

    Args:
        alpha: (H, W) float32 [0, 1]; nothing is outside it.
        level: Alpha on the line.
        min_area_px: Lines that enclose less are left out.
    """
    padded = np.pad(alpha, 1) - np.float32(level)
    padded[padded == 0] = np.finfo(np.float32).eps
    grid = _Grid(padded)
    starts, ends = _segments(grid)
    if not starts.size:
        return []
    order = np.argsort(starts)
    following = order[np.searchsorted(starts, ends, sorter=order)]
    places = grid.crossing(starts)
    found = (places[ring] for ring in _rings(following.tolist()))
    return [ring for ring in found if abs(area(ring)) >= min_area_px]


def area(ring: Points) -> float:
    """What a closed line encloses, in square pixels: positive clockwise on the screen."""
    x, y = ring[:, 0], ring[:, 1]
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def _segments(grid: _Grid) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The edges that each piece of line comes from and goes to."""
    inside = grid.values > 0
    code = (
        inside[:-1, :-1] * np.uint8(8) + inside[:-1, 1:] * np.uint8(4)
        + inside[1:, 1:] * np.uint8(2) + inside[1:, :-1] * np.uint8(1)
    )  # fmt: skip
    row, column = np.nonzero((code != 0) & (code != 15))
    kind = code[row, column]
    middle = sum(grid.values[row + down, column + across] for down in (0, 1) for across in (0, 1))
    kind = kind + np.where(((kind == 5) | (kind == 10)) & (middle > 0), 16, 0)
    starts, ends = [], []
    for corners, ways in _WAYS.items():
        here = np.flatnonzero(kind == corners)
        for start, end in ways:
            starts.append(grid.edge(row[here], column[here], start))
            ends.append(grid.edge(row[here], column[here], end))
    return np.concatenate(starts), np.concatenate(ends)


def _rings(following: list[int]) -> list[list[int]]:
    """The cycles of a permutation."""
    seen = bytearray(len(following))
    rings = []
    for first in range(len(following)):
        ring = []
        at = first
        while not seen[at]:
            seen[at] = 1
            ring.append(at)
            at = following[at]
        if ring:
            rings.append(ring)
    return rings
