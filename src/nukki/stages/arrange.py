"""Cut-out to cut-out: the subject moved and scaled on its canvas, and given a shadow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from nukki.core.arrays import Array, FloatMap
from nukki.core.options import ShadowKind
from nukki.core.values import Box, Cutout, Image
from nukki.ops.resize import resize_alpha
from nukki.ops.shadow import cast_shadow, contact_shadow, drop_shadow
from nukki.stages.compose import crop, laid_over, resize_straight

CENTRE = (0.5, 0.5)


@dataclass(frozen=True)
class Place:
    """Scale the subject and share out the space round it; the canvas keeps its size.

    Attributes:
        scale: The share of the canvas it shall fill, by its tighter side; None keeps its size.
        position: Shares of the free space to the left of it and above it; None keeps its centre
            where it was.
    """

    scale: float | None = None
    position: tuple[float, float] | None = CENTRE

    def __call__(self, cutout: Cutout) -> Cutout:
        """The subject at its new place; an empty cut-out stays as it is."""
        box = cutout.box
        if box is None:
            return cutout
        window = self._window(box, cutout.size_hw)
        alpha, colour = crop(cutout.alpha, box), crop(cutout.foreground, box)
        if window.size_hw != box.size_hw:
            colour = resize_straight(colour, alpha, window.size_hw)
            alpha = resize_alpha(alpha, window.size_hw)
        foreground = _paste(colour, window, cutout.size_hw)
        # Photo and cut-out no longer coincide, so what is read of the photo is its facts alone.
        source = Image(foreground, info=cutout.source.info)
        placed = _paste(alpha, window, cutout.size_hw)
        return replace(cutout, foreground=foreground, alpha=placed, source=source)

    def _window(self, box: Box, canvas_hw: tuple[int, int]) -> Box:
        """Where the subject comes to lie."""
        height, width = box.size_hw
        if self.scale is not None:
            factor = self.scale * min(canvas_hw[0] / height, canvas_hw[1] / width)
            height, width = max(1, round(height * factor)), max(1, round(width * factor))
        if self.position is None:
            left = round((box.left + box.right - width) / 2)
            top = round((box.top + box.bottom - height) / 2)
        else:
            left = round((canvas_hw[1] - width) * self.position[0])
            top = round((canvas_hw[0] - height) * self.position[1])
        return Box(left, top, left + width, top + height)


Shape = Callable[[FloatMap, Box], FloatMap]


@dataclass(frozen=True)
class ShadowStyle:
    """A kind of shadow.

    Attributes:
        shape: How much light each pixel is denied.
        opacity: How dark it is when nobody says, percent.
        reach: How far it goes beyond the subject to the left, above, to the right and below, as
            shares of the subject's larger side.
    """

    shape: Shape
    opacity: float
    reach: tuple[float, float, float, float]

    def around(self, box: Box) -> Box:
        """The subject's box with room for the shadow."""
        side = max(box.size_hw)
        left, top, right, bottom = (round(share * side) for share in self.reach)
        return Box(box.left - left, box.top - top, box.right + right, box.bottom + bottom)


SHADOWS: Mapping[ShadowKind, ShadowStyle] = {
    "drop": ShadowStyle(drop_shadow, 50.0, (0.0, 0.0, 0.075, 0.09)),
    "cast": ShadowStyle(cast_shadow, 50.0, (0.02, 0.0, 0.55, 0.02)),
    "contact": ShadowStyle(contact_shadow, 90.0, (0.06, 0.0, 0.06, 0.09)),
}


@dataclass(frozen=True)
class Shadow:
    """Lay the subject over its own shadow; what was transparent stays so where no shadow falls.

    Attributes:
        kind: Which shadow.
        opacity: 0 to 100 percent; None takes the kind's own.
    """

    kind: ShadowKind
    opacity: float | None = None

    def __call__(self, cutout: Cutout) -> Cutout:
        """The cut-out with its shadow, as far as the canvas goes; an empty one stays empty."""
        if cutout.box is None:
            return cutout
        style = SHADOWS[self.kind]
        share = (style.opacity if self.opacity is None else self.opacity) / 100
        dark = style.shape(cutout.alpha, cutout.box) * np.float32(share)
        black = np.zeros((1, 1, 3), cutout.foreground.dtype)
        return laid_over(cutout, black, dark)


def _paste(array: Array, window: Box, canvas_hw: tuple[int, int]) -> Array:
    """``array`` (h, w[, C]) laid on an empty canvas at ``window``, cut at its rim."""
    return crop(
        array, Box(-window.left, -window.top, canvas_hw[1] - window.left, canvas_hw[0] - window.top)
    )
