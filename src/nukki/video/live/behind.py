"""What is seen behind the subject of a live picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from nukki.ops.blend import blurred_behind
from nukki.ops.composite import cover
from nukki.ops.guided import Bytes
from nukki.ops.resize import resize
from nukki.pipeline import Remover
from nukki.video.live.latest import Latest
from nukki.video.live.masker import View
from nukki.video.live.shots import Shot
from nukki.video.scene.backdrop import still

BLUR = 0.015
"""Deviation of a blur that nobody sized, as a share of the longer side."""


class Behind(Protocol):
    """Anything that can be behind the subject."""

    is_the_room: ClassVar[bool]
    """Whether its colours are those of the frame: they may stay in the subject's soft edges."""

    def __call__(self, view: View) -> Bytes:
        """(H, W, 3) uint8 at the view's size; it is not changed by whom it is given to."""


@dataclass
class Unmoved:
    """A colour, a gradient or a picture: whatever the pipeline lays a cut-out over.

    Attributes:
        remover: Knows what was asked for.
    """

    remover: Remover
    is_the_room: ClassVar[bool] = False
    _drawn: Bytes | None = None

    def __call__(self, view: View) -> Bytes:
        """Drawn once for each size of frames."""
        if self._drawn is None or self._drawn.shape[:2] != view.size_hw:
            self._drawn = still(self.remover, view.size_hw).foreground.astype(np.uint8)
        return self._drawn


@dataclass(frozen=True)
class Blurred:
    """The frame itself, blurred from its background pixels only.

    Attributes:
        radius_px: Deviation in pixels of the frame; None takes `BLUR` of its longer side.
    """

    is_the_room: ClassVar[bool] = True
    radius_px: float | None = None

    def __call__(self, view: View) -> Bytes:
        """Blurred at a quarter of the working size, which a blur cannot be told from."""
        height, width = view.small_alpha.shape
        quarter = max(1, height // 2), max(1, width // 2)
        radius = self.radius_px or BLUR * max(view.size_hw)
        small = resize(view.small, quarter, "area")
        blurred = blurred_behind(
            small, resize(view.small_alpha, quarter, "area"), radius * quarter[1] / view.size_hw[1]
        )
        return resize(blurred, view.size_hw, "bilinear")


@dataclass
class Moving:
    """What another source shows now, covering the frame.

    Attributes:
        shots: Its pictures, fed by a thread of its own.
    """

    is_the_room: ClassVar[bool] = False
    shots: Latest[Shot]
    _shot: Shot | None = None
    _covering: Bytes | None = None

    def __call__(self, view: View) -> Bytes:
        """Its newest picture; black before the first."""
        shot = self.shots.newest()
        if shot is None:
            return np.zeros((*view.size_hw, 3), np.uint8)
        if shot is not self._shot or self._covering is None:
            self._shot = shot
            self._covering = np.ascontiguousarray(cover(shot.pixels, view.size_hw), np.uint8)
        return self._covering
