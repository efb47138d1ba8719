"""Bringing a network's small matte to the size of the photo.

`plain_alpha` enlarges it. `clean_alpha` solves for the band round its edge on a picture of screen
size and carries the solution up. `fine_alpha` doubts a wider band and solves from coarse to fine.
Where the network was sure, all three take it at its word: no edge is invented there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from nukki.core.arrays import FloatMap, Mask, Pixels
from nukki.core.presets import Edges
from nukki.ops.band import decided, unknown_band
from nukki.ops.bands import bands
from nukki.ops.matting import Solver, solve
from nukki.ops.resize import fit_within, resize, resize_alpha
from nukki.ops.sampling import rows_and_columns, sample
from nukki.ops.windows import EPSILON, Seen, linear_model, see

AlphaRefiner = Callable[[Pixels, FloatMap], FloatMap]

WORK_PX = 512
"""Longer side of the picture that `clean_alpha` solves on, or the matte's where that is larger.

For mattes of 320 pixels larger ones measured no better; for those of 1024 smaller ones were worse.
"""

COARSE_PX, FINE_PX = 512, 1536
"""Longer sides of the smallest and the largest picture that `fine_alpha` solves on."""


@dataclass(frozen=True)
class Doubt:
    """How much of a network's edge is doubted, and how it is solved.

    Attributes:
        soft: Alpha nearer than this to 0 or 1 is the network's word for sure.
        near: How far from the outline it is asked, in pixels of the network's own matte.
        reach: How much further the edge may be than the network has it, in the same.
        solver: How hard, and how far the network is believed inside the band.
    """

    soft: float
    near: float
    reach: float
    solver: Solver


CLEAN = Doubt(soft=0.1, near=3.0, reach=0.5, solver=Solver(iterations=20, trust=0.06))
FINE = Doubt(soft=0.04, near=6.0, reach=1.0, solver=Solver(iterations=40, trust=0.01))
"""Wide enough for hair that the network smoothed away; measured in docs/quality.md."""


def plain_alpha(photo: Pixels, alpha: FloatMap) -> FloatMap:
    """The matte enlarged bilinearly.

    Args:
        photo: (H, W, 3) uint8 or uint16.
        alpha: (h, w) float32 [0, 1], of the same picture at any size.

    Returns:
        (H, W) float32 [0, 1].
    """
    return resize_alpha(alpha, _size(photo))


def clean_alpha(photo: Pixels, alpha: FloatMap) -> FloatMap:
    """Closed-form matting in the edge band, at screen size; see `plain_alpha` for the arrays."""
    side = max(WORK_PX, *alpha.shape)
    work_hw = fit_within(_size(photo), (side, side))
    small = resize(photo, work_hw, "area")
    return carry_up(photo, small, _solve_band(small, alpha, None, CLEAN))


def fine_alpha(photo: Pixels, alpha: FloatMap) -> FloatMap:
    """Closed-form matting in a wide edge band, from coarse to fine; arrays as in `plain_alpha`."""
    coarsest, *finer = _pyramid(fit_within(_size(photo), (FINE_PX, FINE_PX)))
    small = resize(photo, coarsest, "area")
    solved = _solve_band(small, alpha, None, FINE)
    for size_hw in finer:
        small = resize(photo, size_hw, "area")
        solved = _solve_band(small, alpha, solved.alpha, FINE)
    return carry_up(photo, small, solved)


ALPHA_REFINERS: Mapping[Edges, AlphaRefiner] = {
    "plain": plain_alpha,
    "clean": clean_alpha,
    "fine": fine_alpha,
}
"""The `Edges` that need no network."""


@dataclass(frozen=True, eq=False)
class Solved:
    """Alpha (H, W) float32 at some size, of a band of a picture.

    Attributes:
        alpha: As solved.
        band: (H, W) where it was.
        seen: The band's windows; None where they are too many to be kept.
    """

    alpha: FloatMap
    band: Mask
    seen: Seen | None


def _solve_band(photo: Pixels, alpha: FloatMap, guess: FloatMap | None, doubt: Doubt) -> Solved:
    """Alpha at the photo's size; ``guess`` starts the solver."""
    size_hw = _size(photo)
    enlarged = resize_alpha(alpha, size_hw)
    pitch = max(1.0, size_hw[0] / alpha.shape[0], size_hw[1] / alpha.shape[1])
    band = unknown_band(
        enlarged, soft=doubt.soft, near_px=doubt.near * pitch, reach_px=doubt.reach * pitch
    )
    start = enlarged if guess is None else resize_alpha(guess, size_hw)
    guess = np.where(band, start, decided(enlarged, doubt.soft))
    small = max(size_hw) <= WORK_PX
    seen = see(photo, band, doubt.solver.epsilon, keep=True) if small else None
    found = solve(photo, band, guess, solver=doubt.solver, prior=enlarged, seen=seen)
    return Solved(found, band, seen)


def carry_up(photo: Pixels, small: Pixels, solved: Solved) -> FloatMap:
    """A solution on a smaller picture at the photo's size.

    Closed-form matting takes alpha to be linear in the colours of a window. That model is carried
    up and met with the photo's own colours (He and Sun 2015, "Fast Guided Filter"), so that what
    the smaller picture could not show is sharp all the same.
    """
    size_hw = _size(photo)
    if size_hw == _size(small):
        return solved.alpha
    alpha = resize_alpha(solved.alpha, size_hw)
    seen = solved.seen or see(small, solved.band, EPSILON)
    model = linear_model(small, solved.alpha, solved.band, seen)
    near_band = resize(solved.band.view(np.uint8), size_hw, "nearest").view(np.bool_)
    for rows in bands(*size_hw):
        pixels = np.flatnonzero(near_band[rows])
        ys, xs = rows_and_columns(pixels, size_hw[1])
        fitted = sample(model, ys + rows.start, xs, size_hw)
        colours = photo[rows].reshape(-1, 3)[pixels].astype(np.float32)
        linear = np.einsum("nc,nc->n", fitted[:, :3], colours) + fitted[:, 3]
        alpha[rows].reshape(-1)[pixels] = np.clip(linear, 0.0, 1.0)
    return alpha


def _pyramid(size_hw: tuple[int, int]) -> list[tuple[int, int]]:
    """Sizes from about `COARSE_PX` to ``size_hw``, each twice the one before."""
    sizes = [size_hw]
    while max(sizes[0]) > COARSE_PX:
        height, width = sizes[0]
        sizes.insert(0, ((height + 1) // 2, (width + 1) // 2))
    return sizes


def _size(photo: Pixels) -> tuple[int, int]:
    return photo.shape[0], photo.shape[1]
