"""Corrections carried from frame to frame along the flow, forwards and backwards.

What is carried is the difference between the matte that a person fixed and the one that the network
found: so it matters only where the two disagreed, and wherever the network finds the same by
itself, adding it changes nothing.

    keyframe 0                      keyframe 1
        d0 ──▶ ──▶ ──▶     ◀── ◀── ◀── d1        mixed by distance in between
    ◀──                                   ──▶    alone before the first and after the last

A scene's end ends it, too. Backwards is done first, from pictures of a few dozen kilobytes each
that wait in temporary files: memory stays flat, whatever the clip's length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Pixels
from nukki.ops.flow import carried, flow, trust

OFF_PX = 1.0
"""What is forgiven the flow. Corrections last for many frames, and would be gone from a bench's
slats after a few; for steadying one frame by its neighbours, forgiving measured worse."""

STEPS = 127
"""Corrections in [-1, 1] are kept as so many steps either way, a byte a pixel."""


@dataclass(frozen=True, eq=False)
class View:
    """What is seen of a frame to follow it.

    Attributes:
        grey: (h, w) uint8; see `nukki.ops.flow.grey_of`.
        goes_on: Whether it is of the same scene as the one before.
        change: (h, w) float32 [-1, 1], what a keyframe adds to the network's matte; None for any
            other frame.
    """

    grey: Pixels
    goes_on: bool
    change: FloatMap | None = None


def moved(change: FloatMap, *, now: Pixels, then: Pixels) -> FloatMap:
    """A correction of the frame ``then`` as it is in ``now``; gone where nothing corresponds."""
    along = flow(now, then)
    return carried(change, along) * trust(now, then, along, off_px=OFF_PX)


class Backwards:
    """Corrections as they are carried back from each keyframe, a byte a pixel on disk.

    Args:
        views: Of all frames up to the last keyframe, in order.
        count: How many these are at most.
        folder: An empty one, for temporary files; the caller removes it.

    Attributes:
        fixed: The corrections at the keyframes themselves.
        frames: How many views came.
    """

    def __init__(self, views: Iterable[View], count: int, folder: Path) -> None:
        self.fixed: dict[int, FloatMap] = {}
        self.frames = 0
        self._reached: dict[int, int] = {}
        self._starts: set[int] = set()
        greys = self._spooled(views, count, folder / "greys.npy")
        self._changes: NDArray[np.int8] = np.lib.format.open_memmap(
            folder / "changes.npy", "w+", np.int8, greys.shape
        )
        self._carry_back(greys)

    def _spooled(self, views: Iterable[View], count: int, path: Path) -> NDArray[np.uint8]:
        """Greys of all frames, in a file."""
        greys = np.empty((0, 1, 1), np.uint8)
        for frame, view in enumerate(views):
            if not frame:
                shape = (count, *view.grey.shape)
                greys = np.lib.format.open_memmap(path, "w+", np.uint8, shape)
            greys[frame] = view.grey
            if not view.goes_on:
                self._starts.add(frame)
            if view.change is not None:
                self.fixed[frame] = view.change
            self.frames = frame + 1
        return greys

    def _carry_back(self, greys: NDArray[np.uint8]) -> None:
        change: FloatMap | None = None
        origin = 0
        for frame in reversed(range(self.frames)):
            if frame in self.fixed:
                change, origin = self.fixed[frame], frame
            elif change is not None and frame + 1 not in self._starts:
                change = moved(change, now=greys[frame], then=greys[frame + 1])
            else:
                change = None
            if change is not None:
                self._changes[frame] = np.rint(change * STEPS)
                self._reached[frame] = origin

    def at(self, frame: int) -> tuple[int, FloatMap] | None:
        """The keyframe that reaches back to a frame, and its correction there; None without."""
        if frame not in self._reached:
            return None
        return self._reached[frame], self._changes[frame].astype(np.float32) / np.float32(STEPS)


def corrections(views: Iterable[View], backwards: Backwards) -> Iterator[FloatMap | None]:
    """What is added to each frame's matte: (h, w) float32 [-1, 1]; None where nothing is."""
    change: FloatMap | None = None
    before: Pixels | None = None
    origin = 0
    for frame, view in enumerate(views):
        if frame in backwards.fixed:
            change, origin = backwards.fixed[frame], frame
        elif change is not None and before is not None and view.goes_on:
            change = moved(change, now=view.grey, then=before)
        else:
            change = None
        before = view.grey
        yield _mixed(frame, change, origin, backwards.at(frame))


def _mixed(
    frame: int, forward: FloatMap | None, origin: int, back: tuple[int, FloatMap] | None
) -> FloatMap | None:
    if forward is None or back is None or back[0] == origin:
        return forward if forward is not None else back and back[1]
    until, backward = back
    share = np.float32((frame - origin) / (until - origin))
    return forward + share * (backward - forward)
