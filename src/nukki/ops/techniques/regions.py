"""Pictures in regions: watershed, mean shift, superpixels; and which regions are subject."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Mask
from nukki.core.errors import MissingExtraError
from nukki.ops.morphology import disc
from nukki.ops.techniques.border import subject_classes

Labels = NDArray[np.int32]
Colour8 = NDArray[np.uint8]

SURE = 0.5
"""Share of a part's greatest depth from which its inside is surely subject."""


def watershed_mask(photo: Colour8, guess: Mask, reach_px: int) -> Mask:
    """(H, W) bool, ``guess`` with its outline moved to where the colours change most.

    Meyer 1992, "Color image segmentation" (``cv2.watershed``): the depths of the guess are flooded
    as subject, what lies further than ``reach_px`` from it as background.

    Args:
        photo: (H, W, 3) uint8.
        guess: (H, W) bool.
        reach_px: How far the outline may move outwards.
    """
    inside = guess.astype(np.uint8)
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, 5)
    _, parts = cv2.connectedComponents(inside)
    deepest = np.zeros(int(parts.max()) + 1, np.float32)
    np.maximum.at(deepest, np.asarray(parts, np.intp).ravel(), depth.ravel())
    core = guess & (depth >= np.minimum(SURE * deepest[parts], 2.0 * reach_px))
    wider = cv2.dilate(inside, disc(reach_px)) > 0
    markers = np.where(core, 2, np.where(wider, 0, 1)).astype(np.int32)
    if not (core.any() and (markers == 1).any()):
        return guess
    flooded = np.asarray(cv2.watershed(photo, markers))
    # Lines between basins are marked -1: they belong to whom the guess gave them.
    subject: Mask = np.where(flooded == -1, guess, flooded == 2)
    return subject


def mean_shift_regions(photo: Colour8, *, space_px: float, colour: float) -> tuple[Labels, Colour8]:
    """Regions (H, W) from 0, and the photo (H, W, 3) uint8 that was flattened to find them.

    Comaniciu and Meer 2002, "Mean shift" (``cv2.pyrMeanShiftFiltering``). Flat areas with no step
    between them of more than ``colour`` are one region; the steps go to the nearest in colour
    (``cv2.watershed``).

    Args:
        photo: (H, W, 3) uint8, in a space where distances are even.
        space_px: Radius of the window in pixels.
        colour: Radius of the window in levels of 255.
    """
    flat = np.asarray(cv2.pyrMeanShiftFiltering(photo, space_px, colour), np.uint8)
    steps = cv2.morphologyEx(flat, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)).max(axis=2)
    _, areas = cv2.connectedComponents((steps < colour).astype(np.uint8), connectivity=4)
    markers = np.asarray(areas, np.int32)
    if markers.any() and (markers == 0).any():
        markers = np.asarray(cv2.watershed(flat, markers.copy()), np.int32)
    return _without_lines(markers), flat


def slic_regions(photo: Colour8, *, segments: int, compactness: float, merge: float) -> Labels:
    """Regions (H, W) from 0: superpixels, those of nearly one colour merged.

    Achanta et al. 2012, "SLIC superpixels"; merged by a cut of their adjacency graph. Both by
    scikit-image.

    Args:
        photo: (H, W, 3) uint8, in a space where distances are even.
        segments: About how many superpixels.
        compactness: Weight of space beside colour.
        merge: Neighbours whose mean colours are nearer than this, of 255, become one.

    Raises:
        MissingExtraError: scikit-image is not installed.
    """
    try:
        from skimage import graph, segmentation
    except ImportError as error:
        raise MissingExtraError("slic", "classic") from error
    if min(photo.shape[:2]) < 2:
        return np.zeros(photo.shape[:2], np.int32)
    superpixels = segmentation.slic(
        photo / 255.0,
        n_segments=segments,
        compactness=compactness,
        convert2lab=False,
        start_label=0,
        channel_axis=2,
    )
    adjacency = graph.rag_mean_color(photo, superpixels)
    merged = graph.cut_threshold(superpixels, adjacency, merge, in_place=True)
    return np.asarray(merged, np.int32)


def subject_regions(labels: Labels, colours: NDArray[Any], alike: float) -> Mask:
    """(H, W) bool, True in regions that the border tells nothing of.

    A region that is common at the border is background, and so is one inside whose mean colour is
    ``alike`` or nearer to such a region's.

    Args:
        labels: (H, W) regions from 0.
        colours: (H, W, 3), in a space where distances are even.
        alike: Distance of mean colours.
    """
    inside = subject_classes(labels)
    count = int(labels.max()) + 1
    outer = np.ones(count, np.bool_)
    outer[labels[inside]] = False
    means = _means(labels, colours, count)
    gaps = np.full(count, np.inf, np.float32)
    for colour in _largest(means, labels, outer):
        gaps = np.minimum(gaps, np.linalg.norm(means - colour, axis=1))
    subject: Mask = (~outer & (gaps > alike))[labels]
    return subject


def _largest(means: FloatMap, labels: Labels, outer: Mask, most: int = 64) -> FloatMap:
    """Mean colours (n, 3) of the largest regions of the background."""
    areas = np.where(outer, np.bincount(labels.ravel(), minlength=outer.size), 0)
    order = np.argsort(-areas, kind="stable")[:most]
    return means[order[areas[order] > 0]]


def _means(labels: Labels, colours: NDArray[Any], count: int) -> FloatMap:
    """(count, 3) mean colour of each region."""
    flat = labels.ravel()
    areas = np.maximum(np.bincount(flat, minlength=count), 1)
    sums = [np.bincount(flat, colours[:, :, c].ravel(), minlength=count) for c in range(3)]
    return (np.stack(sums, axis=1) / areas[:, None]).astype(np.float32)


def _without_lines(markers: Labels) -> Labels:
    """Regions from 0, the lines between basins (-1, and the picture's rim) given to a neighbour."""
    grown = cv2.dilate(markers.astype(np.float32), np.ones((3, 3), np.uint8)).astype(np.int32)
    labels = np.where(markers > 0, markers, np.maximum(grown, 0))
    _, dense = np.unique(labels, return_inverse=True)
    return np.asarray(dense.reshape(labels.shape), np.int32)
