"""The matting Laplacian of a band of pixels, as a stencil.

Levin, Lischinski and Weiss (2008), "A Closed-Form Solution to Natural Image Matting": inside a
3 x 3 window k foreground and background colours each lie on a line, so alpha is linear in the
photo, and what is left of alpha after the best such fit is ``alpha' L alpha`` with

    L_ij = sum over windows k that hold i and j of
           [i = j] - (1 + (I_i - mean_k)' (Cov_k + epsilon/9 U)^-1 (I_j - mean_k)) / 9

Only rows of unknown pixels are ever built: two pixels of one window are at most 2 apart, so a row
has 25 entries, one per neighbour offset,

    . . . . .
    . . . . .
    . . i . .        L as 25 arrays over the unknown pixels: a stencil, not a matrix
    . . . . .
    . . . . .

and its product with a vector is 25 multiply-adds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import Mask
from nukki.ops.sampling import Indices
from nukki.ops.windows import WINDOW, Seen, Vector, Windows, bordered, in_line, rows_in

ROWS = (-2, -1, 0, 1, 2)
NEIGHBOURS = tuple(product(ROWS, repeat=2))
CENTRE = NEIGHBOURS.index((0, 0))


@dataclass(frozen=True)
class Stencil:
    """The rows of L that belong to the unknown pixels of a picture with a border of 2 pixels.

    Attributes:
        weights: (25, M) float32, by neighbour offset in the order of `NEIGHBOURS`; 0 for the known
            pixels in the line.
        line: (M,) where the unknown pixels lie in the flattened bordered picture, and two more at
            the ends of each run of them; see `nukki.ops.windows`.
        rows: (5, M) where in the line the pixels lie that are -2 to 2 rows below; M for none.
        unknown: (M,) bool, which of the line are unknown.
        width: Of the bordered picture in pixels.
    """

    weights: Vector
    line: Indices
    rows: Indices
    unknown: Mask
    width: int

    def times(self, p: Vector) -> Vector:
        """(M,) the product L p along the line, for p flattened over the bordered picture."""
        return self._weighed(np.take(p, self.line + y * self.width) for y in ROWS)

    def times_along(self, p: Vector) -> Vector:
        """(M,) the product L p for p (M,) along the line, which is 0 outside it."""
        ended = np.append(p, np.float32(0.0))
        return self._weighed(np.take(ended, row) for row in self.rows)

    def _weighed(self, rows: Iterable[Vector]) -> Vector:
        total = np.zeros(self.line.size, np.float32)
        inner = total[2:-2]
        part = np.empty_like(inner)
        for row, weights in zip(rows, self.weights.reshape(len(ROWS), 5, -1), strict=True):
            for x, weight in enumerate(weights):
                np.multiply(weight[2:-2], row[x : x + part.size], out=part)
                inner += part
        return total

    @property
    def diagonal(self) -> Vector:
        """(M,) L_ii of the unknown pixels."""
        centre: Vector = self.weights[CENTRE]
        return centre


def stencil(unknown: Mask, seen: Seen) -> Stencil:
    """The matting Laplacian's rows of the ``unknown`` pixels (H, W), from the windows of them."""
    centres = _window_centres(unknown)
    width = centres.shape[1]
    whole = centres.reshape(-1)[seen.line].astype(np.float32)
    # One column more than the line: what lies in no row of it is looked up there, and is 0.
    sums = np.zeros((3, 3, len(ROWS), seen.line.size + 1), np.float32)
    for part, windows in seen.windows:
        _add_windows(sums, part, windows, whole[part])
    line = in_line(unknown, rows=0, columns=2)
    weights = _gathered(sums, rows_in(seen.line, line, (-1, 0, 1), width))
    weights /= np.float32(-len(WINDOW))
    weights[CENTRE] += cv2.boxFilter(centres, -1, (3, 3), normalize=False).reshape(-1)[line]
    found = bordered(unknown).reshape(-1)[line]
    weights[:, ~found] = 0.0
    return Stencil(weights, line, rows_in(line, line, ROWS, width), found, width)


def _add_windows(sums: Vector, part: slice, windows: Windows, whole: Vector) -> None:
    """Add ``1 + (I_i - mean)' (Cov + ...)^-1 (I_j - mean)`` of some windows, for all i and j.

    Args:
        sums: (3, 3, 5, M) by the rows of pixel i and pixel j in the window, the columns from i to
            j, and i's own place in the line.
        part: Where the windows' centres lie in the line.
        windows: Of these n centres.
        whole: (n,) 1 for windows that count, 0 for others.
    """
    columns = np.empty((4, *windows.whitened.shape[1:]), np.float32)
    np.multiply(windows.whitened, whole, out=columns[:3])
    columns[3] = whole
    for i, (y, x) in enumerate(WINDOW):
        energies = np.einsum("cn,cjn->jn", columns[:, i], columns)
        place = slice(part.start + x, part.stop + x)
        sums[y + 1, :, 1 - x : 4 - x, place] += energies.reshape(3, 3, -1)


def _gathered(sums: Vector, rows: Indices) -> Vector:
    """(25, M) what all windows that hold a pixel say of it.

    Args:
        sums: From `_add_windows`.
        rows: (3, M) where in the sums' line the pixels above, at and below each pixel lie.
    """
    weights = np.zeros((len(ROWS), len(ROWS), rows.shape[1]), np.float32)
    for y, other_y in product(range(3), repeat=2):
        for weight, row in zip(weights[other_y - y + 2], sums[y, other_y], strict=True):
            weight += np.take(row, rows[2 - y])
    return weights.reshape(len(NEIGHBOURS), -1)


def _window_centres(unknown: Mask) -> NDArray[np.uint8]:
    """1 in the bordered picture at the centres of the whole windows that hold an unknown pixel."""
    near = cv2.dilate(unknown.astype(np.uint8), np.ones((3, 3), np.uint8))
    near[[0, -1], :] = 0  # windows that reach outside hold no colours of the photo
    near[:, [0, -1]] = 0
    return bordered(near)
