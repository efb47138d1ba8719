"""What a cut-out may be laid over: colour, gradient, picture, the blurred photo, its outline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.errors import OptionError
from nukki.core.values import Cutout, Image
from nukki.ops.composite import blurred_background, cover, seen_part
from nukki.ops.depth import to_depth
from nukki.ops.gradient import linear, mixed, radial
from nukki.ops.outline import around
from nukki.stages.compose import CENTRE, Ground

Rgba = tuple[int, int, int, int]

OPAQUE = np.ones((1, 1), np.float32)


@dataclass(frozen=True)
class OverColour(Ground):
    """Lay over one colour; 8-bit RGBA, whose alpha stays where the subject does not cover."""

    name: ClassVar[str] = "Background"
    colour: Rgba

    def beneath(self, cutout: Cutout) -> tuple[Pixels, FloatMap]:
        """The colour, and its opacity."""
        opacity = np.full((1, 1), self.colour[3] / 255, np.float32)
        return _flat(self.colour, cutout), opacity


@dataclass(frozen=True)
class OverGradient(Ground):
    """Lay over what runs from one 8-bit RGBA to another.

    Attributes:
        start: The first colour.
        end: The last colour.
        angle: Its direction in degrees, 0 to the right, 90 down; None runs outwards.
    """

    name: ClassVar[str] = "Background"
    start: Rgba
    end: Rgba
    angle: float | None

    def beneath(self, cutout: Cutout) -> tuple[Pixels, FloatMap]:
        """Colours and opacity, mixed apart."""
        size_hw = cutout.size_hw
        way = radial(size_hw) if self.angle is None else linear(size_hw, self.angle)
        colours = mixed(_flat(self.start, cutout), _flat(self.end, cutout), way)
        if self.start[3] == self.end[3] == 255:
            return colours, OPAQUE
        opacity = (self.start[3] + (self.end[3] - self.start[3]) * way) / np.float32(255)
        return colours, opacity


@dataclass(frozen=True, eq=False)
class OverPicture(Ground):
    """Lay over a picture, scaled to cover.

    Attributes:
        picture: What lies beneath.
        zoom: 1 just covers; larger shows less of it.
        position: Which part is seen, where not all is: shares from the left and from above.
    """

    name: ClassVar[str] = "Background"
    picture: Image
    zoom: float = 1.0
    position: tuple[float, float] = CENTRE

    def beneath(self, cutout: Cutout) -> tuple[Pixels, FloatMap]:
        """The part of the picture that is seen, opaque where the picture is."""
        size_hw = cutout.size_hw
        seen = seen_part(self.picture.size_hw, size_hw, zoom=self.zoom, position=self.position)
        colours = to_depth(self.picture.pixels[seen], cutout.foreground.dtype)
        own = self.picture.unit_alpha()
        opacity = OPAQUE if own is None else cover(own[seen], size_hw)
        return cover(colours, size_hw), opacity


@dataclass(frozen=True)
class OverBlur(Ground):
    """Lay over the blurred photo; ``radius_px`` None takes 1.5 % of the longest side."""

    name: ClassVar[str] = "Background"
    radius_px: float | None = None

    def beneath(self, cutout: Cutout) -> tuple[Pixels, FloatMap]:
        """The photo, blurred from its background pixels only.

        Raises:
            OptionError: The cut-out was cropped or resized, so photo and matte no longer coincide.
        """
        if cutout.size_hw != cutout.source.size_hw:
            raise OptionError(
                "a blurred background needs the whole photo; blur first, then crop or resize"
            )
        radius = self.radius_px or 0.015 * max(cutout.size_hw)
        return blurred_background(cutout.source.pixels, cutout.alpha, radius), OPAQUE


@dataclass(frozen=True)
class Outline(Ground):
    """A line round the subject, as on a sticker.

    Attributes:
        share: Its width as a share of the subject's larger side.
        colour: 8-bit RGBA.
    """

    name: ClassVar[str] = "Outline"
    share: float
    colour: Rgba

    def width_px(self, cutout: Cutout) -> float:
        """Its width; 0 where there is no subject."""
        return self.share * max(cutout.box.size_hw) if cutout.box else 0.0

    def beneath(self, cutout: Cutout) -> tuple[Pixels, FloatMap]:
        """The colour, beneath the subject and round it."""
        if cutout.box is None:
            return _flat(self.colour, cutout), np.zeros((1, 1), np.float32)
        opacity = around(cutout.alpha, self.width_px(cutout)) * np.float32(self.colour[3] / 255)
        return _flat(self.colour, cutout), opacity


def _flat(colour: Rgba, cutout: Cutout) -> Pixels:
    """(1, 1, 3) of the cut-out's depth."""
    return to_depth(np.array(colour[:3], np.uint8).reshape(1, 1, 3), cutout.foreground.dtype)
