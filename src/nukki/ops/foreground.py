"""The subject's own colours in soft pixels, where the photo shows a mixture.

In I = aF + (1-a)B only I and a are known. Blur fusion (Forte 2021, "Approximate Fast Foreground
Colour Estimation") takes smooth guesses of F and B from the neighbourhood and moves F so that the
equation holds:

    F' = blur(aF) / blur(a),   B' = blur((1-a)B) / blur(1-a)
    F  = F' + a (I - aF' - (1-a)B')
"""

from __future__ import annotations

import cv2
import numpy as np

from nukki.core.arrays import FloatMap, Mask, Pixels, full_scale
from nukki.ops.bands import bands
from nukki.ops.resize import fit_within, resize
from nukki.ops.sampling import sample

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
        soft: Mask = (alpha[rows] > 0.0) & (alpha[rows] < 1.0)
        if soft.any():
            result[rows][soft] = _fuse(photo, alpha, guesses, rows, soft)
    return result


def blank_outside(photo: Pixels, alpha: FloatMap) -> Pixels:
    """A copy of the photo that is black where alpha is 0, so that nothing removed stays inside."""
    return np.asarray(cv2.copyTo(photo, (alpha > 0.0).astype(np.uint8)))


def _smooth_guesses(photo: FloatMap, alpha: FloatMap) -> tuple[FloatMap, FloatMap]:
    """F' and B', each (h, w, 3) float32 on the photo's scale."""
    foreground = background = photo
    for radius in RADII_PX:
        near_f = _weighted_blur(foreground, alpha, radius)
        near_b = _weighted_blur(background, 1.0 - alpha, radius)
        share = alpha[:, :, None]
        rest = photo - share * near_f - (1.0 - share) * near_b
        foreground, background = near_f + share * rest, near_b + (1.0 - share) * rest
    return near_f, near_b


def _weighted_blur(colour: FloatMap, weight: FloatMap, radius_px: int) -> FloatMap:
    side = (2 * radius_px + 1, 2 * radius_px + 1)
    share = weight[:, :, None] + np.float32(1e-4)  # far from any weight: the plain mean
    total = cv2.blur(colour * share, side)
    return np.asarray(total / cv2.blur(share, side).reshape(*weight.shape, 1), np.float32)


def _fuse(
    photo: Pixels,
    alpha: FloatMap,
    guesses: tuple[FloatMap, FloatMap],
    rows: slice,
    soft: Mask,
) -> Pixels:
    """Colours (n, 3) of the soft pixels of some rows."""
    ys, xs = np.nonzero(soft)
    near_f, near_b = (sample(guess, ys + rows.start, xs, alpha.shape) for guess in guesses)
    share = alpha[rows][soft][:, None]
    mixed = photo[rows][soft].astype(np.float32)
    fused = near_f + share * (mixed - share * near_f - (1.0 - share) * near_b)
    return np.asarray(np.rint(np.clip(fused, 0, full_scale(photo.dtype))), photo.dtype)
