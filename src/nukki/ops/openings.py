"""Enclosed spots of the subject that show the background: rings, handles, chair backs.

Networks tend to fill them. What tells them is colour: how often a colour comes outside the subject
against how often inside it, from two histograms of the same photo. A spot is held against the rest
of the subject: the hole of a ring is a good part of all that lies inside its outline.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Mask, Pixels
from nukki.ops.resize import fit_within, resize, resize_alpha
from nukki.ops.techniques.colour import oklab, unit

WORK_PX = 480
"""Longer side of the picture that spots are looked for on."""

OUTSIDE, INSIDE = 0.05, 0.5
"""Alpha below and above which a pixel counts for the background's and the subject's colours."""

BINS = (16, 32, 32)
RANGES = ((0.0, 1.0), (-0.4, 0.4), (-0.4, 0.4))
"""Of the histograms, along OKLab's axes."""

POSSIBLE, LIKELY = 0.6, 0.9
"""How probably colours are the background's, subject and background being as likely.

The first draws attention to a spot; the second is asked once the spot is not counted as subject.
"""

SMOOTH_PX = 1.0
"""Against noise, and for an edge as soft as a shrunk picture's."""

RIM_PX = 3
"""A spot nearer than this to the outline is none: there the edge itself is mixed."""

SMALLEST = 0.001
"""Spots below this share of the subject's area are left alone."""


def punch_openings(photo: Pixels, alpha: FloatMap) -> FloatMap:
    """The matte with enclosed spots of the background's colours taken out.

    Args:
        photo: (H, W, 3) uint8 or uint16.
        alpha: (h, w) float32 [0, 1], of the same picture at any size.

    Returns:
        (h, w) float32 [0, 1].
    """
    work_hw = fit_within(photo.shape[:2], (WORK_PX, WORK_PX))
    bins = _bins(resize(photo, work_hw, "area"))
    seen = resize_alpha(alpha, work_hw)
    inside: Mask = seen > INSIDE
    outside = _frequencies(bins[seen < OUTSIDE])
    possible = _smooth(_share(outside, _frequencies(bins[inside]))[bins]) > POSSIBLE
    open_spots = np.zeros_like(inside)
    for spot in _enclosed(possible & inside, inside):
        rest = _frequencies(bins[inside & ~spot])
        if _share(outside, rest)[bins[spot]].mean() > LIKELY:
            open_spots |= spot
    if not open_spots.any():
        return alpha
    soft = _smooth(open_spots.astype(np.float32))
    return np.asarray(alpha * (1.0 - resize_alpha(soft, alpha.shape)), np.float32)


def _share(outside: FloatMap, inside: FloatMap) -> FloatMap:
    """How probably each colour is the background's, by its frequencies on the two sides."""
    return np.asarray(outside / np.maximum(outside + inside, np.float32(1e-9)), np.float32)


def _smooth(values: FloatMap) -> FloatMap:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), SMOOTH_PX), np.float32)


def _bins(photo: Pixels) -> NDArray[np.intp]:
    """(H, W) the number of each pixel's bin."""
    low, high = np.array(RANGES, np.float32).T
    place = (oklab(unit(photo)) - low) / (high - low) * np.array(BINS, np.float32)
    steps = np.clip(place.astype(np.intp), 0, np.array(BINS) - 1)
    return np.asarray(np.ravel_multi_index(tuple(np.moveaxis(steps, -1, 0)), BINS))


def _frequencies(bins: NDArray[np.intp]) -> FloatMap:
    """How often each bin comes, spread to its neighbours: flat, sums to 1, or 0 without pixels."""
    counts: NDArray[Any] = np.bincount(bins, minlength=int(np.prod(BINS))).reshape(BINS)
    for axis in range(3):
        counts = (2 * counts + np.roll(counts, 1, axis) + np.roll(counts, -1, axis)) / 4
    return np.asarray(counts.reshape(-1) / max(1, bins.size), np.float32)


def _enclosed(spots: Mask, inside: Mask) -> Iterator[Mask]:
    """Each spot that is large enough and stays away from the outline."""
    depth_px = cv2.distanceTransform(inside.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    opened = cv2.morphologyEx(spots.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels, statistics, _ = cv2.connectedComponentsWithStats(opened, connectivity=8)
    chosen = statistics[:, cv2.CC_STAT_AREA] >= SMALLEST * inside.sum()
    chosen[np.unique(labels[depth_px < RIM_PX])] = False
    chosen[0] = False
    return (labels == label for label in np.flatnonzero(chosen))
