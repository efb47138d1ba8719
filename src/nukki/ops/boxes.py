"""Rectangles that meet, and those that hold others."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from nukki.core.arrays import FloatMap
from nukki.core.values import Box


def union(one: Box, other: Box) -> Box:
    """The smallest window that holds both; one that holds nothing adds nothing."""
    if not area(one) or not area(other):
        return one if area(one) else other
    return Box(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )


def meet(one: Box, other: Box) -> Box:
    """What both hold; its right may lie left of its left, then they hold nothing together."""
    return Box(
        max(one.left, other.left),
        max(one.top, other.top),
        min(one.right, other.right),
        min(one.bottom, other.bottom),
    )


def meets(one: Box, other: Box) -> bool:
    """Whether a pixel lies in both."""
    return area(meet(one, other)) > 0


def suppressed(boxes: FloatMap, scores: FloatMap, *, overlap: float) -> list[int]:
    """Numbers of the boxes that are left, the best first, where of those that overlap one stays.

    Args:
        boxes: (N, 4) left, top, right, bottom.
        scores: (N,).
        overlap: Intersection over union from which on two boxes show one thing.
    """
    sizes = np.maximum(boxes[:, 2:] - boxes[:, :2], 0).prod(axis=1)
    kept: list[int] = []
    for index in np.argsort(-scores).tolist():
        corners = boxes[kept]
        shared = np.minimum(corners[:, 2:], boxes[index, 2:]) - np.maximum(
            corners[:, :2], boxes[index, :2]
        )
        both = np.maximum(shared, 0).prod(axis=1)
        if (both <= overlap * (sizes[kept] + sizes[index] - both)).all():
            kept.append(index)
    return kept


def area(box: Box) -> int:
    """How many pixels it holds; none when its sides are turned round.

    >>> area(Box(2, 2, 5, 4)), area(Box(5, 2, 2, 4))
    (6, 0)
    """
    height, width = box.size_hw
    return max(0, height) * max(0, width)


def joined(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Boxes that do not meet, in which all of these lie.

    >>> joined([Box(0, 0, 2, 2), Box(8, 8, 9, 9), Box(1, 1, 4, 4)])
    (Box(left=8, top=8, right=9, bottom=9), Box(left=0, top=0, right=4, bottom=4))
    """
    apart: list[Box] = []
    for box in boxes:
        whole = box
        while met := [other for other in apart if meets(whole, other)]:
            apart = [other for other in apart if other not in met]
            for other in met:
                whole = union(whole, other)
        apart.append(whole)
    return tuple(apart)
