"""How far pixels are from some seeds for one who walks round edges: the geodesic distance.

A step costs as much as the colour changes, and a little for its length. The distance is swept over
the picture in four directions, a row at a time (Toivanen 1996, "New geodesic distance transforms
for gray-scale images"), until it hardly changes.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from nukki.core.arrays import FloatMap, Mask

LENGTH = 0.004
"""What a step costs in a plain area, where colours are in [0, 1]."""

ROUNDS = 6

View = Callable[[FloatMap], FloatMap]
VIEWS: tuple[View, ...] = (
    lambda a: a,
    lambda a: a[::-1],
    lambda a: a.swapaxes(0, 1),
    lambda a: a.swapaxes(0, 1)[::-1],
)


def geodesic_distance(colours: FloatMap, seeds: Mask, domain: Mask) -> FloatMap:
    """(H, W) float32, 0 on the seeds, infinite where no way leads.

    Args:
        colours: (H, W, C) float32.
        seeds: (H, W) bool.
        domain: (H, W) bool, where one may walk.
    """
    distance = np.where(seeds & domain, np.float32(0), np.float32(np.inf))
    fence = np.where(domain, np.float32(0), np.float32(np.inf))
    steps = [_costs(view(colours), view(fence)) for view in VIEWS]
    for _ in range(ROUNDS):
        before = distance.copy()
        for view, costs in zip(VIEWS, steps, strict=True):
            _sweep(view(distance), costs)
        if np.array_equal(before, distance):
            break
    return distance


def _costs(colours: FloatMap, fence: FloatMap) -> FloatMap:
    """(3, H-1, W) of coming to each pixel from above: from the left of it, straight, from right."""
    height, width = fence.shape
    costs = np.full((3, height - 1, width), np.inf, np.float32)
    below, above = colours[1:], colours[:-1]
    diagonal = LENGTH * 2**0.5
    costs[0, :, 1:] = _change(below[:, 1:], above[:, :-1]) + diagonal
    costs[1] = _change(below, above) + LENGTH
    costs[2, :, :-1] = _change(below[:, :-1], above[:, 1:]) + diagonal
    return costs + fence[1:]


def _change(one: FloatMap, other: FloatMap) -> FloatMap:
    return np.asarray(np.linalg.norm(one - other, axis=2), np.float32)


def _sweep(distance: FloatMap, costs: FloatMap) -> None:
    """Carry the distance from each row to the next, in place."""
    left, right = np.full((2, distance.shape[1]), np.inf, np.float32)
    for (above, row), (from_left, straight, from_right) in zip(
        pairwise(distance), costs.swapaxes(0, 1), strict=True
    ):
        left[1:], right[:-1] = above[:-1], above[1:]
        np.minimum(row, above + straight, out=row)
        np.minimum(row, left + from_left, out=row)
        np.minimum(row, right + from_right, out=row)
