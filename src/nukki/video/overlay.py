"""A clip laid over another one: the speaker in a corner of the screen that is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import numpy as np

from nukki.core.arrays import Pixels
from nukki.core.errors import OptionError
from nukki.core.registry import Registry
from nukki.core.values import Box, Cutout, Frame
from nukki.ops.composite import convert_depth, over
from nukki.ops.resize import resize_alpha
from nukki.stages.compose import crop, resize_straight
from nukki.video.reader import ClipInfo, frames_of, probe
from nukki.video.span import Span

Lay: TypeAlias = Callable[[Cutout, Fraction], Cutout]


@dataclass(frozen=True)
class Corner:
    """Where a smaller picture lies: shares of the free space to its left and above it."""

    name: str
    x: float
    y: float


CORNERS: Registry[Corner] = Registry(
    "place",
    (
        Corner("top-left", 0, 0),
        Corner("top", 0.5, 0),
        Corner("top-right", 1, 0),
        Corner("left", 0, 0.5),
        Corner("center", 0.5, 0.5),
        Corner("right", 1, 0.5),
        Corner("bottom-left", 0, 1),
        Corner("bottom", 0.5, 1),
        Corner("bottom-right", 1, 1),
    ),
)


@dataclass(frozen=True)
class Overlay:
    """What a clip is laid over, and where.

    Attributes:
        info: The clip below; the result has its size.
        path: Its file.
        at: A name of `CORNERS`.
        scale: Width of the clip on top, as a share of the width below.
    """

    info: ClipInfo
    path: Path
    at: str = "bottom-right"
    scale: Fraction = Fraction(1)

    def sample(self, cutout: Cutout) -> Cutout:
        """An opaque frame of the result's size, from a frame of the clip on top."""
        pixels = convert_depth(np.zeros((*self.info.size_hw, 3), np.uint8), cutout.foreground)
        return replace(cutout, foreground=pixels, alpha=np.ones(self.info.size_hw, np.float32))

    def frames(self, span: Span) -> Lay:
        """Lays frames over what the clip below shows at their time; they must come in order.

        Where it ends first, its last frame stays.
        """
        below = frames_of(self.path, self.info, replace(span, every=1))
        shown = _Shown(below)
        return lambda cutout, time: self._lay(cutout, shown.at(time).image.pixels)

    def _lay(self, cutout: Cutout, pixels: Pixels) -> Cutout:
        height, width = pixels.shape[:2]
        own_h, own_w = cutout.size_hw
        new_w = max(1, round(width * self.scale))
        new_hw = max(1, round(own_h * new_w / own_w)), new_w
        colours = resize_straight(cutout.foreground, cutout.alpha, new_hw)
        corner = CORNERS[self.at]
        left, top = round((width - new_hw[1]) * corner.x), round((height - new_hw[0]) * corner.y)
        window = Box(-left, -top, width - left, height - top)
        laid = over(
            crop(colours, window),
            crop(resize_alpha(cutout.alpha, new_hw), window),
            convert_depth(pixels, cutout.foreground),
        )
        return replace(cutout, foreground=laid, alpha=np.ones((height, width), np.float32))


class _Shown:
    """What a clip shows at a time, for times that only grow."""

    def __init__(self, frames: Iterator[Frame]) -> None:
        self._frames = frames
        self._now = next(frames)
        self._next = next(frames, None)

    def at(self, time: Fraction) -> Frame:
        while self._next is not None and self._next.time <= time:
            self._now, self._next = self._next, next(self._frames, None)
        return self._now


def overlay(path: Path, *, at: str, scale: str, max_megapixels: int) -> Overlay:
    """An `Overlay` over a clip.

    Raises:
        InputError: The clip cannot be used.
        OptionError: ``scale`` is not 1% to 100%.
        UnknownNameError: There is no such place.
    """
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*%\s*", scale)
    if not found or not 1 <= Fraction(found[1]) <= 100:
        raise OptionError(f"scale: expected 1% to 100% of the width below, got {scale!r}")
    info = probe(path, max_megapixels=max_megapixels)
    return Overlay(info, path, CORNERS[at].name, Fraction(found[1]) / 100)
