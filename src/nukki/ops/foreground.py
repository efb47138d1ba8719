"""The subject's own colours in soft pixels, where the photo shows a mixture.

In I = aF + (1-a)B only I and a are known. Smooth guesses of F and B are solved for on a small
picture (`nukki.ops.multilevel`), and F is moved at full size so that the equation holds, as in blur
fusion (Forte 2021, "Approximate Fast Foreground Colour Estimation"):

    F = F' + a (I - aF' - (1-a)B')
"""

from __future__ import annotations

import cv2
import numpy as np

from nukki.core.arrays import FloatMap, Pixels, full_scale
from nukki.ops.bands import bands
from nukki.ops.multilevel import smooth_colours
from nukki.ops.resize import fit_within, resize
from nukki.ops.sampling import Indices, rows_and_columns, sample_each

WORK_SIDE_PX = 256
"""The smooth guesses are made on a picture of at most this size: they hold no detail."""


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
    guesses = smooth_colours(resize(photo, small_hw, "area"), resize(alpha, small_hw, "area"))
    for rows in bands(*alpha.shape):
        soft = np.flatnonzero((alpha[rows] > 0.0) & (alpha[rows] < 1.0))
        if soft.size:
            result[rows].reshape(-1, 3)[soft] = _fuse(photo, alpha, guesses, rows, soft)
    return result


def partly_cleaned(photo: Pixels, alpha: FloatMap, share: float) -> Pixels:
    """As `estimate_foreground`, with a share [0, 1] of what it changes in soft pixels."""
    if share <= 0.0:
        return blank_outside(photo, alpha)
    cleaned = estimate_foreground(photo, alpha)
    if share >= 1.0:
        return cleaned
    for rows in bands(*alpha.shape):
        soft = (alpha[rows] > 0.0) & (alpha[rows] < 1.0)
        before, after = (np.asarray(p[rows][soft], np.float32) for p in (photo, cleaned))
        cleaned[rows][soft] = np.rint(before + np.float32(share) * (after - before))
    return cleaned


def blank_outside(photo: Pixels, alpha: FloatMap) -> Pixels:
    """A copy of the photo that is black where alpha is 0, so that nothing removed stays inside."""
    return np.asarray(cv2.copyTo(photo, (alpha > 0.0).view(np.uint8)))


def _fuse(
    photo: Pixels,
    alpha: FloatMap,
    guesses: tuple[FloatMap, FloatMap],
    rows: slice,
    soft: Indices,
) -> Pixels:
    """Colours (n, 3) of the soft pixels of some rows, given where they lie in these rows."""
    ys, xs = rows_and_columns(soft, alpha.shape[1])
    near_f, near_b = sample_each(guesses, ys + rows.start, xs, alpha.shape)
    share = np.repeat(alpha[rows].reshape(-1)[soft], 3).reshape(-1, 3)
    mixed = photo[rows].reshape(-1, 3)[soft].astype(np.float32)
    fused = near_f + share * (mixed - share * near_f - (1.0 - share) * near_b)
    np.clip(fused, 0, full_scale(photo.dtype), out=fused)
    return np.asarray(np.rint(fused, out=fused), photo.dtype)
