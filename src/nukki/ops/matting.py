"""Alpha in the unknown band, from the photo alone: closed-form matting.

Levin, Lischinski and Weiss (2008), "A Closed-Form Solution to Natural Image Matting": inside a
3 x 3 window k foreground and background colours each lie on a line, so alpha is linear in the
photo, and what is left of alpha after the best such fit is ``alpha' L alpha`` with

    L_ij = sum over windows k that hold i and j of
           [i = j] - (1 + (I_i - mean_k)' (Cov_k + epsilon/9 U)^-1 (I_j - mean_k)) / 9

Alpha is where that is least, given the known pixels. Only rows of unknown pixels are ever built:
two pixels of one window are at most 2 apart, so a row has 25 entries, one per neighbour offset,

    . . . . .
    . . . . .
    . . i . .        L as 25 arrays over the unknown pixels: a stencil, not a matrix
    . . . . .
    . . . . .

and the product that conjugate gradients needs is 25 multiply-adds.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Mask, Pixels
from nukki.core.values import Trimap
from nukki.ops.resize import resize
from nukki.ops.tiles import Tile, tiles
from nukki.ops.windows import (
    BORDER_PX,
    EPSILON,
    WINDOW,
    Indices,
    Seen,
    Vector,
    Windows,
    bordered,
    in_line,
    rows_in,
    see,
)

ROWS = (-2, -1, 0, 1, 2)
NEIGHBOURS = tuple(product(ROWS, repeat=2))
CENTRE = NEIGHBOURS.index((0, 0))
COARSEST_PX = 128
TOLERANCE = 1e-3
ROUNDING = 1e-6
"""What float32 leaves of a row's residual: steps towards less than that run away."""


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


@dataclass(frozen=True)
class Solver:
    """How hard alpha is solved for.

    Attributes:
        epsilon: How far alpha may bend within a window: larger is flatter.
        tolerance: Relative residual at which to stop.
        iterations: At most so many, at each size.
        trust: Weight of a prior alpha against the photo's own edges; 0 does not believe it.
    """

    epsilon: float = EPSILON
    tolerance: float = TOLERANCE
    iterations: int = 200
    trust: float = 0.0


def closed_form(
    photo: Pixels, trimap: Trimap, *, start: FloatMap | None = None, solver: Solver = Solver()
) -> FloatMap:
    """Alpha (H, W) float32 [0, 1]: solved where the trimap is unknown, the trimap elsewhere.

    Args:
        photo: (H, W, 3) uint8 or uint16.
        trimap: Of the same size.
        start: A first guess (H, W) float32; None finds one on a smaller picture.
        solver: How hard.
    """
    if not trimap.unknown.any():
        return trimap.values
    if start is None:
        start = _from_half_size(photo, trimap, solver)
    guess = np.where(trimap.unknown, start, trimap.values)
    return solve(photo, trimap.unknown, guess, solver=solver)


def solve(
    photo: Pixels,
    unknown: Mask,
    guess: FloatMap,
    *,
    solver: Solver,
    prior: FloatMap | None = None,
    seen: Seen | None = None,
) -> FloatMap:
    """Alpha (H, W) float32 [0, 1] that solves for ``unknown`` and keeps ``guess`` elsewhere.

    With a ``prior`` (H, W) it is where ``alpha' L alpha + trust |alpha - prior|^2`` is least.
    ``seen`` are the windows of ``unknown`` where they are there already.

    Tile by tile, so that memory follows the tile and not the photo; what surrounds a tile is
    known to it as guessed, and the overlap is thrown away.
    """
    believed = guess if prior is None else prior

    def solve_tile(tile: Tile) -> FloatMap:
        view = tile.outer
        around = seen if photo[view].shape == photo.shape else None
        solved = _solve_whole(
            photo[view], unknown[view], guess[view], believed[view], solver, around
        )
        return solved[tile.inner_of_outer]

    alpha = guess.copy()
    wanted = [tile for tile in tiles(unknown.shape) if unknown[tile.inner].any()]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        side_by_side = pool.map if len(wanted) > 1 else map
        for tile, solved in zip(wanted, side_by_side(solve_tile, wanted), strict=True):
            alpha[tile.inner] = solved
    return alpha


def _solve_whole(
    photo: Pixels,
    unknown: Mask,
    guess: FloatMap,
    prior: FloatMap,
    solver: Solver,
    seen: Seen | None,
) -> FloatMap:
    system = stencil(unknown, seen or see(photo, unknown, solver.epsilon))
    trust = system.unknown * np.float32(solver.trust)
    system.diagonal[:] += trust
    alpha = bordered(guess)
    pull: Vector = bordered(prior).reshape(-1)[system.line] * trust
    _conjugate_gradients(system, alpha.reshape(-1), pull, solver)
    inner: FloatMap = alpha[BORDER_PX:-BORDER_PX, BORDER_PX:-BORDER_PX]
    return np.clip(inner, 0.0, 1.0)


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


def _conjugate_gradients(system: Stencil, alpha: Vector, pull: Vector, solver: Solver) -> None:
    """Solve L alpha = pull for the unknown pixels of ``alpha`` in place.

    Preconditioned by the diagonal. At the known pixels of the line all vectors stay 0.
    """
    scale: Vector = np.reciprocal(np.maximum(system.diagonal, np.float32(1e-6)))
    found = alpha[system.line]
    residual = pull - system.times(alpha)
    known = alpha.copy()
    known[system.line[system.unknown]] = 0.0
    right = pull - system.times(known)
    goal = solver.tolerance * _norm(right) + ROUNDING * np.count_nonzero(system.unknown) ** 0.5
    direction = scale * residual
    energy = _dot(residual, direction)
    for _ in range(solver.iterations):
        if _norm(residual) <= goal:
            break
        image = system.times_along(direction)
        step = np.float32(energy / max(_dot(direction, image), 1e-30))
        found += step * direction
        image *= step
        residual -= image
        scaled = np.multiply(scale, residual, out=image)
        before, energy = energy, _dot(residual, scaled)
        direction *= np.float32(energy / before)
        direction += scaled
    alpha[system.line] = found


def _from_half_size(photo: Pixels, trimap: Trimap, solver: Solver) -> FloatMap:
    """A first guess, from a picture of half the size."""
    height, width = photo.shape[:2]
    if min(height, width) < COARSEST_PX:
        return trimap.values
    half_hw = (height + 1) // 2, (width + 1) // 2
    small = closed_form(
        resize(photo, half_hw, "area"), shrink_trimap(trimap, half_hw), solver=solver
    )
    return resize(small, (height, width), "bilinear")


def shrink_trimap(trimap: Trimap, size_hw: tuple[int, int]) -> Trimap:
    """A smaller trimap: a pixel is known only when everything under it was, and agreed."""
    share = resize(trimap.values, size_hw, "area")
    return Trimap(np.select([share == 0.0, share == 1.0], [0.0, 1.0], 0.5).astype(np.float32))


def _norm(vector: Vector) -> float:
    return float(np.linalg.norm(vector))


def _dot(left: Vector, right: Vector) -> float:
    return float(np.vdot(left, right))
