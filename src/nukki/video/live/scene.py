"""What is drawn of a live picture: its subject before something else, or on top of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from nukki.core.arrays import FloatMap
from nukki.core.values import Box, Cutout, Image
from nukki.ops.blend import blend, blend_into
from nukki.ops.boxes import union
from nukki.ops.guided import Bytes
from nukki.ops.resize import fit_within, resize
from nukki.stages.arrange import SHADOWS, Shadow
from nukki.stages.compose import crop, within
from nukki.video.live.behind import Behind
from nukki.video.live.latest import Latest
from nukki.video.live.masker import View
from nukki.video.live.shots import Shot
from nukki.video.scene.harmony import SMALL_PX, Harmoniser
from nukki.video.scene.inset import Inset


class Scene(Protocol):
    """Makes the finished picture of a frame and its subject."""

    def size_hw(self, frame_hw: tuple[int, int]) -> tuple[int, int]:
        """The finished picture's size, for frames of a size."""

    def __call__(self, view: View) -> Bytes:
        """(H, W, 3) uint8."""


@dataclass(frozen=True)
class Before:
    """The subject before something else.

    Attributes:
        behind: What is seen behind it.
        harmoniser: What it takes on from there; None for nothing.
    """

    behind: Behind
    harmoniser: Harmoniser | None = None

    def size_hw(self, frame_hw: tuple[int, int]) -> tuple[int, int]:
        """The frame's own."""
        return frame_hw

    def __call__(self, view: View) -> Bytes:
        """The composite."""
        canvas = self.behind(view).copy()
        _lay(canvas, _colours(view, self.behind), view.alpha, self.harmoniser)
        return canvas


@dataclass(frozen=True)
class OnTop:
    """The subject on top of what another source shows, as a speaker on a screen.

    Attributes:
        below: The other source's pictures, fed by a thread of its own.
        inset: Where the subject lies and in which shape.
        behind: What fills the shape behind it; None shows the screen there.
        shadow: What it casts; None for none.
        harmoniser: What it takes on from the screen; None for nothing.
    """

    below: Latest[Shot]
    inset: Inset
    behind: Behind | None = None
    shadow: Shadow | None = None
    harmoniser: Harmoniser | None = None

    def size_hw(self, frame_hw: tuple[int, int]) -> tuple[int, int]:
        """That of what is below."""
        shot = self.below.first()
        return frame_hw if shot is None else (shot.pixels.shape[0], shot.pixels.shape[1])

    def __call__(self, view: View) -> Bytes:
        """The newest picture below, with the subject on it."""
        shot = self.below.first()
        if shot is None:
            return view.pixels
        canvas = np.array(shot.pixels, np.uint8)
        below_hw = canvas.shape[0], canvas.shape[1]
        place = self.inset.place(view.size_hw, below_hw)
        reach = SHADOWS[self.shadow.kind].around(place) if self.shadow else place
        window = within(union(place, reach), below_hw)
        if min(window.size_hw) > 0:
            spot = np.ascontiguousarray(canvas[window.slices])
            self._draw(spot, view, place, window.moved(-place.left, -place.top))
            canvas[window.slices] = spot
        return canvas

    def _draw(self, spot: Bytes, view: View, place: Box, seen: Box) -> None:
        """Draw the subject on the part of the screen that shows ``seen`` of it."""
        kept = self.inset.kept(view.size_hw)
        filled = np.ascontiguousarray(self._filled(view)[kept.slices])
        colours = crop(resize(filled, place.size_hw, "area"), seen)
        alpha = crop(self._alpha(view, kept, place.size_hw), seen)
        if self.shadow is not None:
            _darken(spot, colours, alpha, self.shadow)
        _lay(spot, colours, alpha, self.harmoniser)

    def _filled(self, view: View) -> Bytes:
        if self.behind is None:
            return view.colours
        return blend(_colours(view, self.behind), view.alpha, self.behind(view))

    def _alpha(self, view: View, kept: Box, size_hw: tuple[int, int]) -> Bytes:
        shape = self.inset.outline(size_hw)
        if self.behind is not None:
            return np.rint(shape * 255).astype(np.uint8)
        alpha: Bytes = resize(np.ascontiguousarray(view.alpha[kept.slices]), size_hw, "area")
        shaped: Bytes = np.rint(alpha * shape).astype(np.uint8)
        return shaped


def _colours(view: View, behind: Behind) -> Bytes:
    """The subject's colours, the room's taken out of soft edges where they would show."""
    return view.pixels if behind.is_the_room and view.keyed is None else view.colours


def _lay(canvas: Bytes, colours: Bytes, alpha: Bytes, harmoniser: Harmoniser | None) -> None:
    """Lay a subject on a canvas of its size."""
    if harmoniser is None:
        blend_into(canvas, colours, alpha)
        return
    behind, share = canvas.copy(), _small(alpha)
    blend_into(canvas, np.asarray(harmoniser.matched(colours, share, behind), np.uint8), alpha)
    light = harmoniser.light(share, behind)
    if light is not None:
        brighter = np.maximum(light[0], canvas)
        blend_into(canvas, brighter, np.rint(light[1] * 255).astype(np.uint8))


def _small(alpha: Bytes) -> FloatMap:
    """A copy of alpha that is large enough for colours and light, in [0, 1]."""
    small: Bytes = resize(alpha, fit_within(alpha.shape, (SMALL_PX, SMALL_PX)), "area")
    return small.astype(np.float32) / np.float32(255)


def _darken(canvas: Bytes, colours: Bytes, alpha: Bytes, shadow: Shadow) -> None:
    share = alpha.astype(np.float32) / np.float32(255)
    _, opacity = shadow.beneath(Cutout(colours, share, source=Image(colours)))
    dark = np.broadcast_to(np.rint(opacity * 255).astype(np.uint8), alpha.shape)
    blend_into(canvas, np.zeros_like(canvas), np.ascontiguousarray(dark))
