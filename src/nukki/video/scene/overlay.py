"""A clip laid over another one: the speaker in a corner of the screen that is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np

from nukki.core.arrays import Pixels
from nukki.core.values import Box, Cutout, Frame
from nukki.ops.boxes import union
from nukki.ops.composite import over
from nukki.ops.depth import to_depth
from nukki.ops.resize import resize_alpha
from nukki.stages.arrange import SHADOWS, Shadow
from nukki.stages.compose import crop, resize_straight, within
from nukki.video.files.reader import ClipInfo, frames_of, probe
from nukki.video.scene.harmony import Harmoniser, Harmony
from nukki.video.scene.inset import Inset
from nukki.video.span import Span

Lay: TypeAlias = Callable[[Cutout, Fraction], Cutout]


class Below(Protocol):
    """What the frames of a clip are laid over."""

    def sample(self, cutout: Cutout) -> Cutout:
        """An opaque frame of the result's size, from a frame of the clip on top."""

    def aspect(self, own: Fraction) -> Fraction:
        """Width of the result's pixels over their height, from that of the clip on top."""

    def frames(self, span: Span) -> Lay:
        """Lays frames of a part of the clip on top; they must come in order."""


@dataclass(frozen=True)
class Overlay:
    """Another clip that a clip is laid over, and where: a `Below`.

    Attributes:
        info: The clip below; the result has its size.
        path: Its file.
        inset: How the clip on top lies on it.
        shadow: What it casts; None for none.
        harmony: What it takes on from the clip below.
    """

    info: ClipInfo
    path: Path
    inset: Inset = field(default_factory=Inset)
    shadow: Shadow | None = None
    harmony: Harmony = field(default_factory=Harmony)

    def sample(self, cutout: Cutout) -> Cutout:
        """See `Below.sample`."""
        self.inset.kept(cutout.size_hw)
        return opaque(cutout, np.zeros((*self.info.size_hw, 3), np.uint8))

    def aspect(self, own: Fraction) -> Fraction:
        """That of the clip below."""
        return self.info.pixel_aspect

    def frames(self, span: Span) -> Lay:
        """Lays frames over what the clip below shows at their time; they must come in order.

        Where it ends first, its last frame stays.
        """
        shown = Shown(frames_of(self.path, self.info, replace(span, every=1)))
        harmoniser = Harmoniser(self.harmony)
        return lambda cutout, time: self._lay(cutout, shown.at(time).image.pixels, harmoniser)

    def _lay(self, cutout: Cutout, below: Pixels, harmoniser: Harmoniser) -> Cutout:
        below = to_depth(below, cutout.foreground.dtype)
        place = self.inset.place(cutout.size_hw, self.info.size_hw)
        reach = SHADOWS[self.shadow.kind].around(place) if self.shadow else place
        window = within(union(place, reach), self.info.size_hw)
        laid = below.copy()
        if min(window.size_hw) > 0:
            top = self._on_top(cutout, place, window)
            laid[window.slices] = self._laid(top, below[window.slices], harmoniser)
        return opaque(cutout, laid)

    def _on_top(self, cutout: Cutout, place: Box, window: Box) -> Cutout:
        """The part of the clip on top that is taken, in its shape, as it lies in a window."""
        kept = self.inset.kept(cutout.size_hw)
        colours, alpha = crop(cutout.foreground, kept), crop(cutout.alpha, kept)
        shaped = resize_alpha(alpha, place.size_hw) * self.inset.outline(place.size_hw)
        seen = window.moved(-place.left, -place.top)
        enlarged = resize_straight(colours, alpha, place.size_hw)
        return replace(cutout, foreground=crop(enlarged, seen), alpha=crop(shaped, seen))

    def _laid(self, top: Cutout, below: Pixels, harmoniser: Harmoniser) -> Pixels:
        if self.shadow is not None:
            black, opacity = self.shadow.beneath(top)
            dark = np.broadcast_to(opacity, top.size_hw).astype(np.float32)
            below = over(np.broadcast_to(black, below.shape).copy(), dark, below)
        return harmoniser.laid(top.foreground, top.alpha, below)


class Shown:
    """What a clip shows at a time, for times that only grow; its last frame stays."""

    def __init__(self, frames: Iterator[Frame]) -> None:
        self._frames = frames
        self._now = next(frames)
        self._next = next(frames, None)

    def at(self, time: Fraction) -> Frame:
        """The frame that is seen then."""
        while self._next is not None and self._next.time <= time:
            self._now, self._next = self._next, next(self._frames, None)
        return self._now


def opaque(cutout: Cutout, pixels: Pixels) -> Cutout:
    """A finished frame of these pixels, in the depth of the cut-out that is on it."""
    colours = to_depth(pixels, cutout.foreground.dtype)
    return replace(cutout, foreground=colours, alpha=np.ones(colours.shape[:2], np.float32))


def overlay(
    path: Path,
    inset: Inset,
    *,
    max_megapixels: int,
    shadow: Shadow | None = None,
    harmony: Harmony | None = None,
) -> Overlay:
    """An `Overlay` over a clip.

    Raises:
        InputError: The clip cannot be used.
    """
    info = probe(path, max_megapixels=max_megapixels)
    return Overlay(info, path, inset, shadow, harmony or Harmony())
