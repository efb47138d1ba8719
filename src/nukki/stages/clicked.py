"""Objects by a network that was trained to be clicked: photo, clicks and a matte in, a matte out.

Its first look is at the whole picture. Where what it found is small, a second look is at that and
its surroundings only, as the zoom-in of Sofiiuk et al. (Reviving Iterative Training with Mask
Guidance, 2022), from the first look's matte. It is believed where it shows the same object.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap
from nukki.core.errors import EngineError
from nukki.core.points import Point
from nukki.core.prompts import Prompt
from nukki.core.spec import ModelSpec
from nukki.core.values import Box, box_of
from nukki.engines import Session
from nukki.ops.boxes import meet
from nukki.ops.clicks import click_map
from nukki.ops.metrics import intersection_over_union
from nukki.ops.placement import Placement, place, to_tensor
from nukki.ops.resize import resize_alpha
from nukki.stages.objects import Finder
from nukki.stages.segment import decode

AROUND = 0.2
"""How far the second look sees round what was found, as a share of its longer side."""

CLOSER = 0.75
"""A second look is worth it where it sees less than this share of the picture's longer side."""

SAME = 0.7
"""Overlap of both looks from which on the second is believed."""


@dataclass(frozen=True, eq=False)
class Clicked:
    """Finds objects by a network that takes clicks.

    Attributes:
        spec: Describes its inputs.
        session: The network, loaded.
        boxed: Finds what lies in a box or an outline, of which the network knows nothing.
        side_px: Longer side of the picture that it wants to see.
    """

    spec: ModelSpec
    session: Session
    boxed: Finder
    side_px: int = 768

    def __post_init__(self) -> None:
        if self.spec.clicks is None or self.spec.clicks.input not in self.session.inputs:
            raise EngineError(f"model {self.spec.name} has no input that clicks go into")

    @property
    def name(self) -> str:
        """See `Finder`."""
        return self.spec.name

    def __call__(self, photo: NDArray[np.uint8], prompt: Prompt, alpha: FloatMap) -> FloatMap:
        """See `Finder`."""
        if prompt.box or prompt.outline:
            return self.boxed(photo, prompt, alpha)
        found = self._look(photo, prompt, alpha)
        window = _round_it(found, prompt)
        if window is None or max(window.size_hw) > CLOSER * max(found.shape):
            return found
        view = window.slices
        closer = np.zeros_like(found)
        closer[view] = self._look(
            np.ascontiguousarray(photo[view]), prompt.moved(-window.left, -window.top), found[view]
        )
        return closer if intersection_over_union(found, closer) >= SAME else found

    def _look(self, photo: NDArray[np.uint8], prompt: Prompt, before: FloatMap) -> FloatMap:
        """(h, w) float32 [0, 1], what the network makes of a picture and the matte before."""
        feed, taken = self.spec.preprocess, self.spec.clicks
        assert feed is not None  # noqa: S101 - a network's spec describes its input
        assert taken is not None  # noqa: S101 - checked when it was made
        size_hw = photo.shape[0], photo.shape[1]
        lies = place(size_hw, feed)
        maps = [
            click_map(_placed(places, size_hw, lies), lies.canvas_hw, taken.radius_px)
            for places in (prompt.points, prompt.others)
        ]
        small = np.ascontiguousarray(resize_alpha(np.ascontiguousarray(before), lies.placed_hw))
        hints = np.stack((*maps, lies.apply(small[np.newaxis])[0]))[np.newaxis]
        photo_input = next(name for name in self.session.inputs if name != taken.input)
        (answer,) = self.session.run(
            {photo_input: to_tensor(photo, feed, lies), taken.input: hints},
            outputs=[self.spec.output.index],
        )
        matte = lies.undo(decode(answer, self.spec.output, feed.layout))
        return resize_alpha(np.ascontiguousarray(matte, np.float32), size_hw)


def _placed(places: Sequence[Point], size_hw: tuple[int, int], lies: Placement) -> list[Point]:
    """Places of a picture on the canvas where it lies."""
    down, across = (placed / side for placed, side in zip(lies.placed_hw, size_hw, strict=True))
    return [(x * across + lies.left, y * down + lies.top) for x, y in places]


def _round_it(found: FloatMap, prompt: Prompt) -> Box | None:
    """What was found, the clicks on it, and some surroundings; None where nothing was found."""
    box = box_of(found >= 0.5)
    if box is None:
        return None
    xs = [box.left, box.right, *(x for x, _ in prompt.points)]
    ys = [box.top, box.bottom, *(y for _, y in prompt.points)]
    around = AROUND * max(max(xs) - min(xs), max(ys) - min(ys))
    wide = Box(
        int(min(xs) - around), int(min(ys) - around), int(max(xs) + around), int(max(ys) + around)
    )
    return meet(wide, Box(0, 0, found.shape[1], found.shape[0]))
