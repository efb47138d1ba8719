"""An object that stands beside the subject, by a closer look at it.

A network that finds the subject of a photo finds another object, too, where it sees that one large
in the middle of a picture. So it is shown squares of several sizes round the place that a person
pointed at; of what it finds there, that is believed which it is sure of, which does not end at the
square's sides, and which the next larger or smaller square shows alike:

    sureness - TOUCH * (share of the sides where it ends) + (overlap with the neighbour most alike)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Mask
from nukki.core.points import Point
from nukki.core.values import Box
from nukki.ops.boxes import meet
from nukki.ops.components import parts_at
from nukki.ops.resize import resize_alpha
from nukki.stages.segment import Segmenter

SIZES = (0.2, 0.35, 0.6, 1.1)
"""Sides of the squares, as shares of the photo's longer side; the last sees nearly all of it."""

TOUCH = 2.0
"""How much worse it is to end at a side than to be unsure."""

UNSURE = 0.3
"""Mean of 4 a (1 - a) on an object from which on a look is not believed."""

LEAST_PX = 16
"""Of a square's side; less shows nothing."""


@dataclass(frozen=True, eq=False)
class Closeups:
    """Looks closer at a place.

    Attributes:
        load: Gives what finds the subject of a picture; called when there is something to look at.
    """

    load: Callable[[], Segmenter]

    def subject(self, photo: NDArray[np.uint8]) -> FloatMap:
        """(h, w) float32 [0, 1], the subject of a photo (h, w, 3), or of a part of one."""
        return resize_alpha(self.load()(photo).alpha, photo.shape[:2])

    def at(self, photo: NDArray[np.uint8], place: Point) -> Mask | None:
        """(h, w) bool, the object at a place of a photo (h, w, 3); None where nothing is seen."""
        looks = [self._look(photo, place, square) for square in _squares(photo.shape, place)]
        seen = [look for look in looks if look is not None]
        if not seen:
            return None
        best = max(range(len(seen)), key=lambda one: seen[one].worth + _agreed(seen, one))
        return seen[best].mask

    def _look(self, photo: NDArray[np.uint8], place: Point, square: Box) -> _Look | None:
        alpha = self.subject(np.ascontiguousarray(photo[square.slices]))
        row = min(max(0, int(place[1]) - square.top), alpha.shape[0] - 1)
        column = min(max(0, int(place[0]) - square.left), alpha.shape[1] - 1)
        if alpha[row, column] < 0.5:
            return None
        touched = np.zeros(alpha.shape, np.bool_)
        touched[row, column] = True
        part = parts_at(alpha >= 0.5, touched)
        unsure = 4.0 * float((alpha * (1.0 - alpha))[part].mean())
        if unsure > UNSURE:
            return None
        mask = np.zeros(photo.shape[:2], np.bool_)
        mask[square.slices] = part
        return _Look(mask, 1.0 - unsure - TOUCH * _ends(part, square, photo.shape))


@dataclass(frozen=True, eq=False)
class _Look:
    """What one square shows: where in the photo, and how far it is to be believed."""

    mask: Mask
    worth: float


def _squares(size: tuple[int, ...], place: Point) -> list[Box]:
    """The squares round a place, as far as the photo goes, small to large."""
    whole = Box(0, 0, size[1], size[0])
    halves = [share * max(size) / 2 for share in SIZES]
    round_it = [
        Box(int(place[0] - half), int(place[1] - half), int(place[0] + half), int(place[1] + half))
        for half in halves
    ]
    return [box for box in (meet(one, whole) for one in round_it) if min(box.size_hw) >= LEAST_PX]


def _ends(part: Mask, square: Box, size: tuple[int, ...]) -> float:
    """Share of a square's sides, where the photo goes on, at which a part of it ends."""
    sides = [
        side
        for side, goes_on in (
            (part[0], square.top > 0),
            (part[-1], square.bottom < size[0]),
            (part[:, 0], square.left > 0),
            (part[:, -1], square.right < size[1]),
        )
        if goes_on
    ]
    return float(np.concatenate(sides).mean()) if sides else 0.0


def _agreed(looks: Sequence[_Look], one: int) -> float:
    """How much of one look its neighbours show, too."""
    shared = [
        float((first.mask & second.mask).sum() / max(1, (first.mask | second.mask).sum()))
        for number, (first, second) in enumerate(pairwise(looks))
        if one in (number, number + 1)
    ]
    return max(shared, default=0.0)
