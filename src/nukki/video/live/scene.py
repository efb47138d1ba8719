"""What is drawn of a live picture: its subject before something else, or on top of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from nukki.core.values import Box
from nukki.ops.blend import blend, blend_into
from nukki.ops.guided import Bytes
from nukki.ops.resize import resize
from nukki.stages.compose import within
from nukki.video.inset import Inset
from nukki.video.live.behind import Behind
from nukki.video.live.latest import Latest
from nukki.video.live.masker import View
from nukki.video.live.shots import Shot


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
    """

    behind: Behind

    def size_hw(self, frame_hw: tuple[int, int]) -> tuple[int, int]:
        """The frame's own."""
        return frame_hw

    def __call__(self, view: View) -> Bytes:
        """The composite."""
        return blend(view.pixels, view.alpha, self.behind(view))


@dataclass(frozen=True)
class OnTop:
    """The subject on top of what another source shows, as a speaker on a screen.

    Attributes:
        below: The other source's pictures, fed by a thread of its own.
        inset: Where the subject lies and in which shape.
        behind: What fills the shape behind it; None shows the screen there.
    """

    below: Latest[Shot]
    inset: Inset
    behind: Behind | None = None

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
        kept = self.inset.kept(view.size_hw)
        place = self.inset.place(view.size_hw, below_hw)
        colours = resize(
            np.ascontiguousarray(self._filled(view)[kept.slices]), place.size_hw, "area"
        )
        alpha = self._alpha(view, kept, place.size_hw)
        seen = within(place, below_hw)
        own = seen.moved(-place.left, -place.top).slices
        spot = np.ascontiguousarray(canvas[seen.slices])
        blend_into(spot, np.ascontiguousarray(colours[own]), np.ascontiguousarray(alpha[own]))
        canvas[seen.slices] = spot
        return canvas

    def _filled(self, view: View) -> Bytes:
        if self.behind is None:
            return view.pixels
        return blend(view.pixels, view.alpha, self.behind(view))

    def _alpha(self, view: View, kept: Box, size_hw: tuple[int, int]) -> Bytes:
        shape = self.inset.outline(size_hw)
        if self.behind is not None:
            return np.rint(shape * 255).astype(np.uint8)
        alpha: Bytes = resize(np.ascontiguousarray(view.alpha[kept.slices]), size_hw, "area")
        shaped: Bytes = np.rint(alpha * shape).astype(np.uint8)
        return shaped
