"""Colours in clusters and histograms."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap
from nukki.ops.techniques.border import border_mask

ITERATIONS = 20
CLOSE_ENOUGH = 1e-3

RARE_SHARE = np.float32(1e-4)
"""Share of a picture below which a colour's histogram says little."""


def kmeans_labels(colours: FloatMap, clusters: int) -> NDArray[np.int32]:
    """(H, W) cluster of each pixel, from 0 (Lloyd 1982, ``cv2.kmeans``).

    It starts from slices along the direction in which the colours vary most, so that it needs no
    random numbers and the same picture always gives the same clusters.

    Args:
        colours: (H, W, C) float32.
        clusters: How many, at most one for each pixel.
    """
    samples = np.ascontiguousarray(colours.reshape(-1, colours.shape[2]))
    clusters = min(clusters, len(samples))
    if clusters < 2:  # cv2 would take one pixel of three channels for three samples
        return np.zeros(colours.shape[:2], np.int32)
    first = _slices(samples, clusters)
    until = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, ITERATIONS, CLOSE_ENOUGH)
    _, labels, _ = cv2.kmeans(samples, clusters, first, until, 1, cv2.KMEANS_USE_INITIAL_LABELS)
    return np.asarray(labels, np.int32).reshape(colours.shape[:2])


def border_likeness(lab: NDArray[np.uint8], bins: int, blur_px: float) -> FloatMap:
    """(H, W) float32 from 0: how much more common a pixel's colour is at the border than inside.

    Swain and Ballard 1991, "Color indexing": the ratio of two histograms, projected back into the
    picture (``cv2.calcBackProject``) and blurred, since neighbours tell of each other.

    Args:
        lab: (H, W, 3) uint8.
        bins: Of the histograms, for each channel.
        blur_px: Standard deviation of the blur; 0 for none.
    """
    codes, count = _codes(lab, bins), bins**3
    border = border_mask(lab.shape).astype(np.uint8)
    outside, inside = (_histogram(codes, mask, count) for mask in (border, 1 - border))
    # Colours that are rare everywhere say little: they count as common to both.
    ratio = (outside + RARE_SHARE) / (inside + RARE_SHARE)
    likeness = cv2.calcBackProject([codes], [0], ratio, [0, count], 1.0)
    smooth = cv2.GaussianBlur(likeness, (0, 0), blur_px) if blur_px > 0 else likeness
    return np.asarray(smooth, np.float32)


def _codes(lab: NDArray[np.uint8], bins: int) -> FloatMap:
    """(H, W) float32, one number for each bin of three channels: cv2 projects no cubes of bins."""
    binned = lab.astype(np.int32) * bins // 256
    codes = binned @ np.array((bins * bins, bins, 1), np.int32)
    return codes.astype(np.float32) + np.float32(0.5)


def _histogram(codes: FloatMap, mask: NDArray[np.uint8], count: int) -> FloatMap:
    """(count, 1) float32, the share of each code."""
    counts = cv2.calcHist([codes], [0], mask, [count], [0, count])
    return np.asarray(counts / max(1.0, float(counts.sum())), np.float32)


def _slices(samples: FloatMap, clusters: int) -> NDArray[np.int32]:
    """(N, 1) first label of each sample: equally filled slices along the first principal axis."""
    _, axes = np.linalg.eigh(np.atleast_2d(np.cov(samples, rowvar=False, ddof=0)))
    order = np.argsort(samples @ axes[:, -1], kind="stable")
    labels = np.empty((len(samples), 1), np.int32)
    labels[order, 0] = np.arange(len(samples)) * clusters // len(samples)
    return labels


def border_distance(lab: FloatMap) -> NDArray[np.uint8]:
    """(H, W) uint8: distance of each colour from the border's median colour, 0.5 and more as 255.

    Args:
        lab: (H, W, 3) float32 OKLab.
    """
    middle: FloatMap = np.median(lab[border_mask(lab.shape)], axis=0)
    distance = np.sqrt(((lab - middle) ** 2).sum(axis=2))
    return np.asarray(np.rint(np.minimum(distance * 2, 1.0) * 255), np.uint8)
