"""The subject's own colours in soft pixels, where the photo shows a mixture.

In I = aF + (1-a)B only I and a are known. Blur fusion (Forte 2021, "Approximate Fast Foreground
Colour Estimation") takes smooth guesses of F and B from the neighbourhood and moves F so that the
equation holds:

    F' = blur(aF) / blur(a),   B' = blur((1-a)B) / blur(1-a)
    F  = F' + a (I - aF' - (1-a)B')
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np

from nukki.core.arrays import FloatMap, Pixels, full_scale
from nukki.ops.bands import bands
from nukki.ops.resize import fit_within, resize
from nukki.ops.sampling import Indices, rows_and_columns, sample_each

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
    guesses = _smooth_guesses(resize(photo, small_hw, "area"), resize(alpha, small_hw, "area"))
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


def _smooth_guesses(photo: Pixels, alpha: FloatMap) -> tuple[FloatMap, FloatMap]:
    """F' and B', each (h, w, 3) float32 on the photo's scale."""
    with ThreadPoolExecutor(min(3, os.cpu_count() or 1)) as pool:
        inside, outside = pool.map(_Weight, (alpha, 1.0 - alpha))
        planes = pool.map(lambda plane: _guess(plane, inside, outside), cv2.split(photo))
    near_f, near_b = (np.asarray(cv2.merge(side), np.float32) for side in zip(*planes, strict=True))
    return near_f, near_b


class _Weight:
    """How much each pixel of a plane counts, and the box blurs that weigh by it."""

    def __init__(self, share: FloatMap) -> None:
        self.share = share
        self._weight = share + np.float32(1e-4)  # far from any weight: the plain mean
        self._sums = {radius: cv2.blur(self._weight, _box(radius)) for radius in set(RADII_PX)}

    def blur(self, plane: FloatMap, radius_px: int) -> FloatMap:
        """(h, w) the weighted mean within a box of that radius."""
        total = cv2.blur(plane * self._weight, _box(radius_px))
        return np.asarray(np.divide(total, self._sums[radius_px], out=total), np.float32)


def _guess(plane: Pixels, inside: _Weight, outside: _Weight) -> tuple[FloatMap, FloatMap]:
    """F' and B' of one channel (h, w): by itself it stays in the processor's second cache."""
    *reaches, last = RADII_PX
    mixed = plane.astype(np.float32)
    near_f = near_b = mixed
    for radius in reaches:
        near_f, near_b = inside.blur(near_f, radius), outside.blur(near_b, radius)
        part = inside.share * near_f
        left = mixed - part
        left -= np.multiply(outside.share, near_b, out=part)
        near_f += np.multiply(inside.share, left, out=part)
        near_b += np.multiply(outside.share, left, out=part)
    return inside.blur(near_f, last), outside.blur(near_b, last)


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
    ys, xs = rows_and_columns(soft, alpha.shape[1])
    near_f, near_b = sample_each(guesses, ys + rows.start, xs, alpha.shape)
    share = np.repeat(alpha[rows].reshape(-1)[soft], 3).reshape(-1, 3)
    mixed = photo[rows].reshape(-1, 3)[soft].astype(np.float32)
    fused = near_f + share * (mixed - share * near_f - (1.0 - share) * near_b)
    np.clip(fused, 0, full_scale(photo.dtype), out=fused)
    return np.asarray(np.rint(fused, out=fused), photo.dtype)
