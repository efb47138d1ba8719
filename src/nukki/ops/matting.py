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
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations_with_replacement, product

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
    Vector,
    Windows,
    bordered,
    in_line,
    windows_along,
)

NEIGHBOURS = tuple(product((-2, -1, 0, 1, 2), repeat=2))
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
        unknown: (M,) bool, which of the line are unknown.
        width: Of the bordered picture in pixels.
    """

    weights: Vector
    line: Indices
    unknown: Mask
    width: int

    def times(self, p: Vector) -> Vector:
        """(M,) the product L p along the line, for p flattened over the bordered picture."""
        total = np.zeros(self.line.size, np.float32)
        inner = total[2:-2]
        part = np.empty_like(inner)
        for y, weights in enumerate(self.weights.reshape(5, 5, -1)):
            # Only known pixels, whose weights are 0, have neighbours beyond the border: clip.
            row = np.take(p, self.line + (y - 2) * self.width, mode="clip")
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
) -> FloatMap:
    """Alpha (H, W) float32 [0, 1] that solves for ``unknown`` and keeps ``guess`` elsewhere.

    With a ``prior`` (H, W) it is where ``alpha' L alpha + trust |alpha - prior|^2`` is least.

    Tile by tile, so that memory follows the tile and not the photo; what surrounds a tile is
    known to it as guessed, and the overlap is thrown away.
    """
    believed = guess if prior is None else prior

    def solve_tile(tile: Tile) -> FloatMap:
        seen = tile.outer
        solved = _solve_whole(photo[seen], unknown[seen], guess[seen], believed[seen], solver)
        return solved[tile.inner_of_outer]

    alpha = guess.copy()
    wanted = [tile for tile in tiles(unknown.shape) if unknown[tile.inner].any()]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        side_by_side = pool.map if len(wanted) > 1 else map
        for tile, solved in zip(wanted, side_by_side(solve_tile, wanted), strict=True):
            alpha[tile.inner] = solved
    return alpha


def _solve_whole(
    photo: Pixels, unknown: Mask, guess: FloatMap, prior: FloatMap, solver: Solver
) -> FloatMap:
    system = stencil(photo, unknown, solver.epsilon)
    trust = system.unknown * np.float32(solver.trust)
    system.diagonal[:] += trust
    alpha = bordered(guess)
    pull: Vector = bordered(prior).reshape(-1)[system.line] * trust
    _conjugate_gradients(system, alpha.reshape(-1), pull, solver)
    inner: FloatMap = alpha[BORDER_PX:-BORDER_PX, BORDER_PX:-BORDER_PX]
    return np.clip(inner, 0.0, 1.0)


def stencil(photo: Pixels, unknown: Mask, epsilon: float) -> Stencil:
    """The matting Laplacian's rows of the ``unknown`` pixels (H, W) of a photo (H, W, 3)."""
    line = in_line(unknown, rows=1, columns=2)
    centres = _window_centres(unknown)
    whole = centres.reshape(-1)[line].astype(np.float32)
    # One column more than the line: what lies in no row of it is looked up there, and is 0.
    sums = np.zeros((3, len(NEIGHBOURS), line.size + 1), np.float32)
    for part, windows in windows_along(photo, line, epsilon):
        _add_windows(sums, part, windows, whole[part])
    weights = _gathered(sums, line, centres.shape[1])
    weights /= np.float32(-len(WINDOW))
    weights[CENTRE] += cv2.boxFilter(centres, -1, (3, 3), normalize=False).reshape(-1)[line]
    found = bordered(unknown).reshape(-1)[line]
    weights[:, ~found] = 0.0
    return Stencil(weights, line, found, centres.shape[1])


def _add_windows(sums: Vector, part: slice, windows: Windows, whole: Vector) -> None:
    """Add ``1 + (I_i - mean)' (Cov + ...)^-1 (I_j - mean)`` of some windows, for all i and j.

    Args:
        sums: (3, 25, M) by the row of pixel i in the window, the way from i to j, and i's own
            column in the line.
        part: Where the windows' centres lie in the line.
        windows: Of these n centres.
        whole: (n,) 1 for windows that count, 0 for others.
    """
    columns = np.empty((4, *windows.whitened.shape[1:]), np.float32)
    np.multiply(windows.whitened, whole, out=columns[:3])
    columns[3] = whole
    for i, j in combinations_with_replacement(range(len(WINDOW)), 2):
        energy = np.einsum("cn,cn->n", columns[:, i], columns[:, j])
        for (y, x), (other_y, other_x) in {(WINDOW[i], WINDOW[j]), (WINDOW[j], WINDOW[i])}:
            way = NEIGHBOURS.index((other_y - y, other_x - x))
            sums[y + 1, way, part.start + x : part.stop + x] += energy


def _gathered(sums: Vector, line: Indices, width: int) -> Vector:
    """(25, M) what all windows that hold a pixel say of it, from the rows above and below it."""
    weights: Vector = sums[1, :, :-1].copy()
    for y in (-1, 1):
        centres = np.searchsorted(line, line - y * width)
        centres[line[np.minimum(centres, line.size - 1)] != line - y * width] = line.size
        for way, (other_y, _) in enumerate(NEIGHBOURS):
            if abs(other_y + y) <= 1:
                weights[way] += np.take(sums[y + 1, way], centres)
    return weights


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
    residual = pull - system.times(alpha)
    known = alpha.copy()
    known[system.line[system.unknown]] = 0.0
    right = pull - system.times(known)
    goal = solver.tolerance * _norm(right) + ROUNDING * np.count_nonzero(system.unknown) ** 0.5
    whole = np.zeros_like(alpha)  # the search direction, 0 at known pixels
    direction = scale * residual
    energy = _dot(residual, direction)
    for _ in range(solver.iterations):
        if _norm(residual) <= goal:
            break
        whole[system.line] = direction
        image = system.times(whole)
        step = np.float32(energy / max(_dot(direction, image), 1e-30))
        alpha[system.line] += step * direction
        residual -= step * image
        scaled = scale * residual
        before, energy = energy, _dot(residual, scaled)
        direction = scaled + np.float32(energy / before) * direction


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
