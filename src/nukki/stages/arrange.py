"""Cut-out to cut-out: turned, moved and scaled on a canvas, and given a shadow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from nukki.core.arrays import Array, FloatMap, Pixels
from nukki.core.grammar import Turn
from nukki.core.options import ShadowKind
from nukki.core.values import SUBJECT_ALPHA, Box, Cutout, Image
from nukki.ops.resize import resize_alpha
from nukki.ops.shadow import cast_shadow, contact_shadow, drop_shadow
from nukki.stages.compose import CENTRE, Ground, crop, resize_straight


@dataclass(frozen=True)
class Turned:
    """Turn by quarters clockwise, then exchange left and right; photo and cut-out alike."""

    turn: Turn

    def __call__(self, cutout: Cutout) -> Cutout:
        """The same pixels elsewhere."""
        source = cutout.source
        own = None if source.alpha is None else self._turned(source.alpha)
        return replace(
            cutout,
            foreground=self._turned(cutout.foreground),
            alpha=self._turned(cutout.alpha),
            source=replace(source, pixels=self._turned(source.pixels), alpha=own),
        )

    def _turned(self, array: Array) -> Array:
        turned = np.rot90(array, -self.turn.quarters)
        turned = turned[:, ::-1] if self.turn.mirror else turned
        return np.ascontiguousarray(turned)  # type: ignore[return-value]


@dataclass(frozen=True)
class Place:
    """Scale the subject and share out the space round it.

    Attributes:
        canvas_hw: Height and width of the canvas; None keeps the cut-out's.
        scale: The share of the canvas it shall fill, by its tighter side; None keeps its size.
        position: Shares of the free space to the left of it and above it; None keeps its centre
            where it was.
    """

    scale: float | None = None
    position: tuple[float, float] | None = CENTRE
    canvas_hw: tuple[int, int] | None = None

    def __call__(self, cutout: Cutout) -> Cutout:
        """The subject at its new place; an empty cut-out stays empty."""
        canvas_hw = self.canvas_hw or cutout.size_hw
        box = cutout.box
        if box is None:
            return self._empty(cutout) if self.canvas_hw else cutout
        window = self._window(box, canvas_hw)
        return laid(cutout, window, canvas_hw, traces=self.canvas_hw is None)

    def _empty(self, cutout: Cutout) -> Cutout:
        canvas = Box(0, 0, *(self.canvas_hw or cutout.size_hw)[::-1])
        nothing = crop(np.zeros_like(cutout.foreground), canvas)
        source = Image(nothing, info=cutout.source.info)
        alpha = np.zeros(canvas.size_hw, np.float32)
        return replace(cutout, foreground=nothing, alpha=alpha, source=source)

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


def laid(
    cutout: Cutout, window: Box, canvas_hw: tuple[int, int], *, traces: bool = False
) -> Cutout:
    """The subject of a cut-out, whose box is not None, brought into a window of a new canvas.

    Args:
        cutout: Photo and matte of one size.
        window: Where the subject's box comes to lie; it may reach beyond the canvas.
        canvas_hw: Height and width of the canvas in pixels.
        traces: Keep what is too faint to count as subject; unless enlarged, nobody sees it.
    """
    box = cutout.box or window
    alpha, colour = crop(cutout.alpha, box), crop(cutout.foreground, box)
    alpha = alpha if traces else _without_traces(alpha)
    if window.size_hw != box.size_hw:
        colour = resize_straight(colour, alpha, window.size_hw)
        alpha = resize_alpha(alpha, window.size_hw)
    foreground = _paste(colour, window, canvas_hw)
    # Photo and cut-out no longer coincide, so what is read of the photo is its facts alone.
    source = Image(foreground, info=cutout.source.info)
    notes = cutout.notes if traces else (*cutout.notes, *_told(box, window))
    alpha = _paste(alpha, window, canvas_hw)
    return replace(cutout, foreground=foreground, alpha=alpha, source=source, notes=notes)


def _told(box: Box, window: Box) -> tuple[str, ...]:
    """A canvas that is larger than the subject costs sharpness, which must be said."""
    factor = window.size_hw[0] / box.size_hw[0]
    if factor <= 1.05:
        return ()
    return (f"the subject was enlarged {factor:.2g} times to fill the canvas",)


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
class Shadow(Ground):
    """Lay the subject over its own shadow; what was transparent stays so where no shadow falls.

    Attributes:
        kind: Which shadow.
        opacity: 0 to 100 percent; None takes the kind's own.
    """

    name: ClassVar[str] = "Shadow"
    kind: ShadowKind
    opacity: float | None = None

    def beneath(self, cutout: Cutout) -> tuple[Pixels, FloatMap]:
        """Black as far as the canvas goes; nothing beneath an empty cut-out."""
        black = np.zeros((1, 1, 3), cutout.foreground.dtype)
        if cutout.box is None:
            return black, np.zeros((1, 1), np.float32)
        style = SHADOWS[self.kind]
        share = (style.opacity if self.opacity is None else self.opacity) / 100
        return black, style.shape(cutout.alpha, cutout.box) * np.float32(share)


def _without_traces(alpha: FloatMap) -> FloatMap:
    """Alpha, fading to nothing where it is too faint to count as subject.

    Enlarged with the subject, such traces would make a grey cloud on a shop's white.
    """
    counted = np.clip(alpha / np.float32(SUBJECT_ALPHA) - 1, 0, 1)
    return np.asarray(alpha * counted, np.float32)


def _paste(array: Array, window: Box, canvas_hw: tuple[int, int]) -> Array:
    """``array`` (h, w[, C]) laid on an empty canvas at ``window``, cut at its rim."""
    return crop(
        array, Box(-window.left, -window.top, canvas_hw[1] - window.left, canvas_hw[0] - window.top)
    )
