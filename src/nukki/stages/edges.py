"""Bringing a network's small matte to the size of the photo.

`plain_alpha` enlarges it. `clean_alpha` solves for the band round its edge on a picture of screen
size and carries the solution up. `fine_alpha` solves at every size up to the photo's own. Where the
network was sure, all three take it at its word: no edge is invented there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from nukki.core.arrays import FloatMap, Mask, Pixels
from nukki.core.options import Edges
from nukki.ops.band import unknown_band
from nukki.ops.bands import bands
from nukki.ops.matting import solve
from nukki.ops.resize import fit_within, resize, resize_alpha
from nukki.ops.sampling import sample
from nukki.ops.windows import linear_model

AlphaRefiner = Callable[[Pixels, FloatMap], FloatMap]

WORK_PX = 640
"""Longer side of the picture that `clean_alpha` solves on: larger ones measured no better."""

COARSE_PX = 512
"""Longer side of the smallest picture that `fine_alpha` solves on."""

CLEAN_ITERATIONS = 20
FINE_ITERATIONS = 40

REACH = 0.5
"""How far a network's edge may be off, in pixels of its own matte."""


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
    work_hw = fit_within(_size(photo), (WORK_PX, WORK_PX))
    small = resize(photo, work_hw, "area")
    solved, band = _solve_band(small, alpha, None, CLEAN_ITERATIONS)
    return _carry_up(photo, small, solved, band)


def fine_alpha(photo: Pixels, alpha: FloatMap) -> FloatMap:
    """Closed-form matting in the edge band, at every size up to the photo's own."""
    solved: FloatMap | None = None
    for size_hw in _pyramid(_size(photo)):
        level = resize(photo, size_hw, "area")
        solved, _ = _solve_band(level, alpha, solved, FINE_ITERATIONS)
    return plain_alpha(photo, alpha) if solved is None else solved


ALPHA_REFINERS: Mapping[Edges, AlphaRefiner] = {
    "plain": plain_alpha,
    "clean": clean_alpha,
    "fine": fine_alpha,
}


def _solve_band(
    photo: Pixels, alpha: FloatMap, guess: FloatMap | None, iterations: int
) -> tuple[FloatMap, Mask]:
    """Alpha at the photo's size, and the band it was solved in; ``guess`` starts the solver."""
    size_hw = _size(photo)
    enlarged = resize_alpha(alpha, size_hw)
    pitch = max(1.0, size_hw[0] / alpha.shape[0], size_hw[1] / alpha.shape[1])
    band = unknown_band(enlarged, REACH * pitch)
    sure = (enlarged >= 0.5).astype(np.float32)
    start = enlarged if guess is None else resize_alpha(guess, size_hw)
    return solve(photo, band, np.where(band, start, sure), iterations=iterations), band


def _carry_up(photo: Pixels, small: Pixels, solved: FloatMap, band: Mask) -> FloatMap:
    """A solution on a smaller picture at the photo's size.

    Closed-form matting takes alpha to be linear in the colours of a window. That model is carried
    up and met with the photo's own colours (He and Sun 2015, "Fast Guided Filter"), so that what
    the smaller picture could not show is sharp all the same.
    """
    size_hw = _size(photo)
    if size_hw == _size(small):
        return solved
    alpha = resize_alpha(solved, size_hw)
    model = linear_model(small, solved, band)
    near_band = resize(band.astype(np.uint8), size_hw, "nearest")
    for rows in bands(*size_hw):
        ys, xs = np.nonzero(near_band[rows])
        fitted = sample(model, ys + rows.start, xs, size_hw)
        linear = (fitted[:, :3] * photo[rows][ys, xs]).sum(axis=1) + fitted[:, 3]
        alpha[rows][ys, xs] = np.clip(linear, 0.0, 1.0)
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
