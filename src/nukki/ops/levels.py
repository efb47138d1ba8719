"""Dark and faded photos with their levels stretched, as a network sees them better.

Networks learned from well exposed photos. In one that uses a small part of the scale they miss the
subject, though nothing of it is lost (docs/quality.md has the figures).
"""

from __future__ import annotations

import numpy as np

from nukki.core.arrays import Pixels, full_scale
from nukki.ops.resize import fit_within, resize

FEW = 0.6
"""A photo that uses less than this share of the scale is dark or faded."""

NONE = 0.05
"""One that uses less than this shows nothing: stretching would make a subject of its noise."""

OUTERMOST = 0.5
"""Percent of the pixels at either end that say nothing: a lamp, a dead pixel."""

MEASURED_PX = 256
"""Levels are measured on a picture of at most this size, in which noise is averaged away."""

SEEN_PX = 2048
"""A stretched picture is at most this long: no network sees more."""


def stretched(photo: Pixels) -> Pixels:
    """A photo that uses few levels with these stretched to the whole scale; others as they are.

    Args:
        photo: (H, W, 3) uint8 or uint16.

    Returns:
        The photo itself, or (h, w, 3) of its dtype, at most `SEEN_PX` a side.
    """
    low, high = used_levels(photo)
    if not NONE < high - low < FEW:
        return photo
    small = resize(photo, fit_within(photo.shape[:2], (SEEN_PX, SEEN_PX)), "area")
    full = full_scale(photo.dtype)
    levels = (np.arange(full + 1, dtype=np.float32) / full - low) / (high - low)
    table: Pixels = np.rint(np.clip(levels, 0.0, 1.0) * full).astype(photo.dtype)
    return table[small]


def used_levels(photo: Pixels) -> tuple[float, float]:
    """The darkest and the brightest level of any channel, of full scale, `OUTERMOST` left out."""
    small = resize(photo, fit_within(photo.shape[:2], (MEASURED_PX, MEASURED_PX)), "area")
    # by channels: numpy takes ten times as long along an axis of three
    red, green, blue = np.moveaxis(small, 2, 0)
    low = np.percentile(np.minimum(np.minimum(red, green), blue), OUTERMOST)
    high = np.percentile(np.maximum(np.maximum(red, green), blue), 100.0 - OUTERMOST)
    full = full_scale(photo.dtype)
    return float(low) / full, float(high) / full
