"""The separate parts of a matte: crumbs dropped, holes filled."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Mask
from nukki.ops.band import within_px

TRACE = 0.25
"""Alpha from which pixels hang together: two subjects that touch only through haze are two."""


OPAQUE, GLASS = 0.9, 0.1
"""Alpha from which a pixel is solid, and above which one lets through but is no hole."""


def drop_crumbs(alpha: FloatMap, share: float) -> FloatMap:
    """The matte without the parts that are small beside its largest.

    Args:
        alpha: (H, W) float32 [0, 1].
        share: Parts whose area is below this share [0, 1] of the largest part's are dropped.

    Returns:
        (H, W) float32; haze goes with the part it surrounds.
    """
    if share <= 0.0:
        return alpha
    labels, areas = _parts(alpha > TRACE)
    if not areas.size:
        return alpha
    small = np.concatenate(([False], areas < share * areas.max()))
    dropped = _grown(small[labels], alpha, labels)
    return np.where(dropped, np.float32(0.0), alpha)


def fill_holes(alpha: FloatMap, share: float) -> FloatMap:
    """The matte without the holes that are small beside its subject.

    Args:
        alpha: (H, W) float32 [0, 1].
        share: Enclosed background below this share [0, 1] of the subject's area becomes subject.
    """
    inside = alpha >= 0.5
    labels, areas = _parts(~inside)
    enclosed = np.concatenate(([False], areas < share * inside.sum()))
    enclosed[_at_the_rim(labels)] = False
    return np.where(enclosed[labels], np.float32(1.0), alpha)


def make_solid(alpha: FloatMap) -> FloatMap:
    """The matte with what shines through inside the subject made opaque: windows, glass.

    Only what solid subject encloses changes: hair at the rim stays soft, and true holes stay holes.

    Args:
        alpha: (H, W) float32 [0, 1].
    """
    labels, _ = _parts(alpha < OPAQUE)
    enclosed = np.ones(int(labels.max()) + 1, np.bool_)
    enclosed[_at_the_rim(labels)] = enclosed[0] = False
    return np.where(enclosed[labels] & (alpha > GLASS), np.float32(1.0), alpha)


def parts_of(mask: Mask, *, share: float = 0.0) -> list[Mask]:
    """The separate parts of a mask (H, W), the largest first.

    Args:
        mask: (H, W) bool.
        share: Parts whose area is below this share [0, 1] of the largest part's are left out.
    """
    labels, areas = _parts(mask)
    order = np.argsort(-areas, kind="stable")
    return [labels == part + 1 for part in order if areas[part] >= share * areas[order[0]]]


def unclipped(mask: Mask, factor: float) -> Mask:
    """(H, W) bool, each part grown by its area over its outline's length, times ``factor``."""
    grown = mask.copy()
    for part in parts_of(mask):
        lines, _ = cv2.findContours(part.view(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        length = max(1.0, sum(cv2.arcLength(line, closed=True) for line in lines))
        grown |= within_px(part, factor * float(part.sum()) / length)
    return grown


def parts_at(mask: Mask, seeds: Mask) -> Mask:
    """(H, W) bool, the parts of ``mask`` that hold a True pixel of ``seeds``."""
    labels, areas = _parts(mask)
    held = np.zeros(areas.size + 1, np.bool_)
    held[labels[seeds]] = True
    held[0] = False
    found: Mask = held[labels]
    return found


def _parts(mask: Mask) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Labels (H, W), 0 outside ``mask``, and the area of each part in pixels."""
    _, labels, statistics, _ = cv2.connectedComponentsWithStats(
        mask.view(np.uint8), connectivity=8, ltype=cv2.CV_32S
    )
    return np.asarray(labels, np.int32), np.asarray(statistics[1:, cv2.CC_STAT_AREA], np.int32)


def _at_the_rim(labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """The labels that come at the picture's rim, each once."""
    return np.unique(np.concatenate((labels[0], labels[-1], labels[:, 0], labels[:, -1])))


def _grown(dropped: Mask, alpha: FloatMap, labels: NDArray[np.int32]) -> Mask:
    """``dropped`` with the haze round it that touches no part that stays."""
    haze = (alpha > 0.0).view(np.uint8)
    n_parts, haze_labels = cv2.connectedComponents(haze, connectivity=8, ltype=cv2.CV_32S)
    staying = np.zeros(n_parts, np.bool_)
    staying[haze_labels[(labels > 0) & ~dropped]] = True
    staying[0] = True
    apart: Mask = ~staying[haze_labels]
    return dropped | apart
