"""The subject of each live frame: a network's small mask, carried up to the frame's size."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from time import perf_counter

import numpy as np

from nukki.core.arrays import FloatMap
from nukki.ops.blend import without_room
from nukki.ops.guided import Bytes, carried_up, fit_lines, grey_of
from nukki.ops.resize import fit_within, resize, resize_alpha
from nukki.ops.screen_light import Keyed, keyed, unlit
from nukki.ops.temporal import following_mean
from nukki.stages.segment import Segmenter
from nukki.video.live.schedule import Schedule

WORK_PX = 640
"""Longer side of the picture that edges are found on; alpha is enlarged from there."""

LINES_PX = 320
"""Longer side of the picture that the lines of `nukki.ops.guided` are fitted on."""

THUMB_HW = (18, 32)
"""What tells whether something moved."""


@dataclass(frozen=True, eq=False)
class View:
    """A frame with its subject.

    Attributes:
        pixels: (H, W, 3) uint8, the frame.
        alpha: (H, W) uint8.
        small: (h, w, 3) uint8, the frame at working size.
        small_alpha: (h, w) uint8.
        keyed: What a chroma key knows of the subject's colours; None from anything else.
    """

    pixels: Bytes
    alpha: Bytes
    small: Bytes
    small_alpha: Bytes
    keyed: Keyed | None = None

    @cached_property
    def colours(self) -> Bytes:
        """(H, W, 3) uint8, the frame with the subject's own colours in its soft edges.

        Where it was keyed, without the screen's light throughout.
        """
        if self.keyed is not None:
            return unlit(self.pixels, self.alpha, self.keyed)
        half = fit_within(self.small_alpha.shape, (LINES_PX, LINES_PX))
        small, alpha = (resize(one, half, "area") for one in (self.small, self.small_alpha))
        return without_room(self.pixels, self.alpha, small, alpha)

    @property
    def size_hw(self) -> tuple[int, int]:
        """Height and width of the frame."""
        return self.pixels.shape[0], self.pixels.shape[1]


class Masker:
    """Finds the subject of frames that come in order.

    Args:
        segment: The network.
        schedule: When it looks again.
    """

    def __init__(self, segment: Segmenter, schedule: Schedule) -> None:
        self._segment = segment
        self._schedule = schedule
        self.looked_s: float | None = None
        """Seconds that the network took for the last frame; None where it was not asked."""
        self._mask: FloatMap | None = None
        self._keyed: Keyed | None = None
        self._last: View | None = None

    def __call__(self, pixels: Bytes, taken_s: float) -> View:
        """The frame (H, W, 3) uint8, which was taken at a time, with its subject."""
        self.looked_s = None
        small = working_copy(pixels)
        grey = grey_of(small)
        thumb = resize(grey, THUMB_HW, "area")
        if self._last is not None and self._last.size_hw != pixels.shape[:2]:
            self._mask = self._keyed = self._last = None
        if self._schedule.is_due(thumb, taken_s) or self._mask is None:
            self._mask = self._found(small)
        elif self._last is not None and self._schedule.is_still(thumb):
            return replace(self._last, pixels=pixels, small=small)
        self._last = replace(_viewed(pixels, small, grey, self._mask), keyed=self._keyed)
        return self._last

    def _found(self, small: Bytes) -> FloatMap:
        began = perf_counter()
        matte = self._segment(small)
        if matte.foreground is not None:
            own = np.asarray(matte.foreground, np.uint8)
            self._keyed = keyed(small, own, matte.alpha)
        self.looked_s = perf_counter() - began
        found = matte.alpha
        if self._mask is None or self._mask.shape != found.shape:
            return found
        return following_mean(self._mask, found)


def working_copy(pixels: Bytes) -> Bytes:
    """A frame at working size; halves, thirds and the like of it are made fastest."""
    height, width = pixels.shape[:2]
    step = -(-max(height, width) // WORK_PX)
    small: Bytes = resize(pixels, (max(1, height // step), max(1, width // step)), "area")
    return small


def _viewed(pixels: Bytes, small: Bytes, grey: Bytes, mask: FloatMap) -> View:
    size_hw = fit_within(grey.shape, (LINES_PX, LINES_PX))
    lines = fit_lines(resize(grey, size_hw, "area"), resize_alpha(mask, size_hw))
    small_alpha = carried_up(lines, grey)
    alpha = resize(small_alpha, (pixels.shape[0], pixels.shape[1]), "bilinear")
    return View(pixels, np.ascontiguousarray(alpha), small, small_alpha)
