"""The subject's own colours in soft pixels, where the photo shows a mixture.

In I = aF + (1-a)B only I and a are known. Blur fusion (Forte 2021, "Approximate Fast Foreground
Colour Estimation") takes smooth guesses of F and B from the neighbourhood and moves F so that the
equation holds:

    F' = blur(aF) / blur(a),   B' = blur((1-a)B) / blur(1-a)
    F  = F' + a (I - aF' - (1-a)B')
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from nukki.core.arrays import FloatMap, Pixels, full_scale
from nukki.ops.bands import bands
from nukki.ops.resize import fit_within, resize
from nukki.ops.sampling import Indices, sample

WORK_SIDE_PX = 384
"""The smooth guesses are made on a picture of at most this size: they hold no detail."""

RADII_PX = (24, 5, 5)
"""Box radii of the passes at that size: reach first, then nearness."""


def estimate_foreground(photo: Pixels, alpha: FloatMap) -> Pixels:
    """The photo with the old background taken out of its soft pixels, black where alpha is 0.

    Args:
        photo: (H, W, 3) uint8 or uint16.
        alpha: (H, W) float32 [0, 1].

    Returns:
        (H, W, 3) of the photo's dtype. Solid pixels keep the photo's colours to the bit.
    """
    result = blank_outside(photo, alpha)
    small_hw = fit_within(alpha.shape, (WORK_SIDE_PX, WORK_SIDE_PX))
    guesses = _smooth_guesses(
        resize(photo, small_hw, "area").astype(np.float32), resize(alpha, small_hw, "area")
    )
    for rows in bands(*alpha.shape):
        soft = np.flatnonzero((alpha[rows] > 0.0) & (alpha[rows] < 1.0))
        if soft.size:
            result[rows].reshape(-1, 3)[soft] = _fuse(photo, alpha, guesses, rows, soft)
    return result


def blank_outside(photo: Pixels, alpha: FloatMap) -> Pixels:
    """A copy of the photo that is black where alpha is 0, so that nothing removed stays inside."""
    return np.asarray(cv2.copyTo(photo, (alpha > 0.0).astype(np.uint8)))


def _smooth_guesses(photo: FloatMap, alpha: FloatMap) -> tuple[FloatMap, FloatMap]:
    """F' and B', each (h, w, 3) float32 on the photo's scale."""
    # Far faster than to broadcast over three values:
    share: FloatMap = np.asarray(cv2.merge((alpha, alpha, alpha)), np.float32)
    rest = np.float32(1.0) - share
    *reaches, last = RADII_PX
    foreground = background = photo
    blur_f, blur_b = _blur_weighted_by(share), _blur_weighted_by(rest)
    for radius in reaches:
        foreground, background = blur_f(foreground, radius), blur_b(background, radius)
        _meet(photo, foreground, background, share, rest)
    return blur_f(foreground, last), blur_b(background, last)


def _meet(
    photo: FloatMap, foreground: FloatMap, background: FloatMap, share: FloatMap, rest: FloatMap
) -> None:
    """Move F' and B', in place, so that together they make the photo.

    In place, as fresh memory costs more here than the arithmetic.
    """
    left = share * foreground
    np.subtract(photo, left, out=left)
    part = rest * background
    left -= part
    foreground += np.multiply(share, left, out=part)
    background += np.multiply(rest, left, out=part)


def _blur_weighted_by(weight: FloatMap) -> Callable[[FloatMap, int], FloatMap]:
    """A box blur of colours (h, w, 3), by its radius in pixels, that weighs them."""
    share = weight + np.float32(1e-4)  # far from any weight: the plain mean
    sums = {radius: cv2.blur(share, _box(radius)) for radius in set(RADII_PX)}

    def blur(colour: FloatMap, radius_px: int) -> FloatMap:
        total = cv2.blur(colour * share, _box(radius_px))
        return np.asarray(np.divide(total, sums[radius_px], out=total), np.float32)

    return blur


def _box(radius_px: int) -> tuple[int, int]:
    return 2 * radius_px + 1, 2 * radius_px + 1


def _fuse(
    photo: Pixels,
    alpha: FloatMap,
    guesses: tuple[FloatMap, FloatMap],
    rows: slice,
    soft: Indices,
) -> Pixels:
    """Colours (n, 3) of the soft pixels of some rows, given where they lie in these rows."""
    ys, xs = np.divmod(soft, alpha.shape[1])
    near_f, near_b = (sample(guess, ys + rows.start, xs, alpha.shape) for guess in guesses)
    share = np.repeat(alpha[rows].reshape(-1)[soft], 3).reshape(-1, 3)
    mixed = photo[rows].reshape(-1, 3)[soft].astype(np.float32)
    fused = near_f + share * (mixed - share * near_f - (1.0 - share) * near_b)
    return np.asarray(np.rint(np.clip(fused, 0, full_scale(photo.dtype))), photo.dtype)
