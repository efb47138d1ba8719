"""Alpha in the unknown band, from the photo alone: closed-form matting.

Alpha is where ``alpha' L alpha`` is least, given the known pixels, with L the matting Laplacian
(`nukki.ops.laplacian`; Levin, Lischinski and Weiss 2008). It is found by conjugate gradients, tile
by tile, from a guess that a smaller picture gives.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from nukki.core.arrays import FloatMap, Mask, Pixels
from nukki.core.values import Trimap
from nukki.ops.laplacian import Stencil, stencil
from nukki.ops.resize import resize
from nukki.ops.tiles import Tile, tiles
from nukki.ops.windows import BORDER_PX, EPSILON, Seen, Vector, bordered, see

COARSEST_PX = 128
TOLERANCE = 1e-3
ROUNDING = 1e-6
"""What float32 leaves of a row's residual: steps towards less than that run away."""


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
