"""Mattes of neighbouring frames: flicker taken out, and where one scene ends.

Arrays are (H, W) float32 in [0, 1] and of one size.
"""

from __future__ import annotations

import numpy as np

from nukki.core.arrays import FloatMap, Pixels, full_scale
from nukki.ops.resize import resize

AGREE = 0.1
"""Difference in alpha up to which two frames say the same (xi of MODNet, section 3.4)."""

CALM, FOLLOW = 0.4, 2.0
"""What a new matte counts where it says the same as those before, and how much more for each step
in alpha: from a difference of 0.3 on it counts wholly."""

THUMB_HW = (32, 32)
"""What two frames are compared at: small, so that motion and noise count little."""

CUT = 27 / 255
"""Mean difference from which a new scene begins: the default of PySceneDetect's ContentDetector."""


def without_flicker(before: FloatMap, now: FloatMap, after: FloatMap) -> FloatMap:
    """The middle one of three mattes, with the mean of its neighbours where it alone differs.

    The one-frame delay of MODNet (Ke et al. 2022, section 3.4). What moves is left alone, since
    there the neighbours differ from each other; nothing lags behind.
    """
    agreed = np.abs(before - after) <= AGREE
    alone = (np.abs(now - before) > AGREE) & (np.abs(now - after) > AGREE)
    return np.where(agreed & alone, (before + after) * np.float32(0.5), now)


def middle(one: FloatMap, other: FloatMap, third: FloatMap) -> FloatMap:
    """The median of three mattes, pixel by pixel."""
    return np.maximum(np.minimum(one, other), np.minimum(np.maximum(one, other), third))


def running_mean(mean: FloatMap, now: FloatMap, *, share: float) -> FloatMap:
    """The exponential mean of all mattes so far, in which ``now`` counts ``share`` in (0, 1]."""
    mixed: FloatMap = mean + np.float32(share) * (now - mean)
    return np.clip(mixed, 0.0, 1.0)


def following_mean(mean: FloatMap, now: FloatMap) -> FloatMap:
    """A running mean that lags behind nothing: what differs much from it counts wholly.

    A faint flicker is averaged out, as by `running_mean`; a hand that moves is where it is.
    """
    step = now - mean
    share = np.minimum(np.float32(CALM) + np.abs(step) * np.float32(FOLLOW), np.float32(1))
    mixed: FloatMap = np.clip(mean + step * share, 0.0, 1.0)
    return mixed


def thumbnail(pixels: Pixels) -> FloatMap:
    """(32, 32, 3) float32 in [0, 1], the colours of a frame, for `is_new_scene`."""
    small = resize(pixels, THUMB_HW, "area")
    return small.astype(np.float32) / np.float32(full_scale(pixels.dtype))


def is_new_scene(before: FloatMap, now: FloatMap) -> bool:
    """Whether two frames' thumbnails are of different scenes."""
    return float(np.abs(now - before).mean()) > CUT
