"""Subjects that are pointed at: by a box, by strokes, or by another model's matte."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from nukki.core.arrays import FloatMap, Mask, Pixels, full_scale
from nukki.core.errors import OptionError
from nukki.core.parameters import MODEL, PICTURE, Whole, parameter
from nukki.core.values import Image, Matte
from nukki.ops.resize import resize, resize_alpha
from nukki.ops.techniques.border import border_mask
from nukki.ops.techniques.grabcut import grab_cut, seeds_of
from nukki.ops.techniques.neighbours import grown, shrunk
from nukki.ops.techniques.working import small
from nukki.stages.segment import Segmenter

SIDE_PX = 640

DECIDED = 0.05
"""Alpha nearer than this to 0 or 1 is taken at its word, if all is so within `REACH`."""

REACH = 0.03
"""How far the outline may move from where a model has it, as a share of the longer side."""

STROKE = 0.1
"""How near to black or white a stroke must be; what lies between says nothing."""


@dataclass(frozen=True)
class Edge:
    """One side of a box: pixels of the photo, or a percentage of its width or height."""

    value: float
    percent: bool = False

    def pixels(self, whole: int, part: int) -> int:
        """On a picture of ``part`` pixels made from one of ``whole``."""
        share = self.value / 100 if self.percent else self.value / whole
        return min(part, max(0, round(share * part)))


Sides: TypeAlias = tuple[Edge, Edge, Edge, Edge]


@dataclass(frozen=True)
class BoxReader:
    """Reads a box."""

    form: str = "auto, or left,top,right,bottom in pixels or percent (10%,5%,90%,95%)"

    def __call__(self, text: str) -> Sides | None:
        """The four sides; None for auto."""
        if text == "auto":
            return None
        left, top, right, bottom = (_edge(part) for part in text.split(","))
        return left, top, right, bottom


def _edge(text: str) -> Edge:
    match = re.fullmatch(r"\s*(\d{1,6}(?:\.\d+)?)\s*(%?)\s*", text)
    if not match:
        raise ValueError(text)
    return Edge(float(match[1]), match[2] == "%")


@dataclass(frozen=True)
class GrabCut:
    """Colours of subject and background learnt in turn with the cheapest outline between them.

    Rother, Kolmogorov and Blake 2004, "GrabCut: interactive foreground extraction using iterated
    graph cuts".
    """

    box: Sides | None = parameter(
        None, "nothing outside of it is subject; auto is all but a narrow border", BoxReader()
    )
    strokes: Image | None = parameter(
        None, "a picture of any size: white on the subject, black on the background", PICTURE
    )
    prior: Segmenter | None = parameter(None, "a model whose matte it starts from", MODEL)
    iterations: int = parameter(5, "how often colours and outline are made anew", Whole(1, 50))

    def __call__(self, pixels: Pixels) -> Matte:
        """The cheapest cut.

        Raises:
            OptionError: The box is empty on a picture of this size.
        """
        photo = small(pixels, SIDE_PX)
        inside = self._inside(pixels.shape, photo.shape)
        alpha = self._prior(pixels, photo.shape)
        reach = max(1, round(REACH * max(photo.shape)))
        sure = shrunk(alpha > 1.0 - DECIDED, reach) & (self.prior is not None)
        never = ~grown(alpha > DECIDED, reach)
        marked = self._marked(photo.shape)
        seeds = seeds_of(
            sure=(sure & inside & (marked > STROKE)) | (marked > 1.0 - STROKE),
            likely=(alpha >= 0.5) & inside,
            never=~inside | never | (marked < STROKE),
        )
        return Matte(grab_cut(photo, seeds, self.iterations).astype(np.float32))

    def _inside(self, whole: tuple[int, ...], part: tuple[int, ...]) -> Mask:
        if self.box is None:
            return ~border_mask(part)
        left, top, right, bottom = (
            edge.pixels(whole[axis], part[axis])
            for edge, axis in zip(self.box, (1, 0, 1, 0), strict=True)
        )
        if not (left < right and top < bottom):
            raise OptionError(
                "parameter box: expected left,top,right,bottom with some of the picture inside, "
                f"which is {whole[1]} x {whole[0]} pixels"
            )
        inside = np.zeros(part[:2], np.bool_)
        inside[top:bottom, left:right] = True
        return inside

    def _prior(self, pixels: Pixels, size_hw: tuple[int, ...]) -> FloatMap:
        if self.prior is None:
            return np.ones(size_hw[:2], np.float32)
        return resize_alpha(self.prior(pixels).alpha, size_hw)

    def _marked(self, size_hw: tuple[int, ...]) -> FloatMap:
        """(h, w) float32: 1 on the subject's strokes, 0 on the background's, 0.5 elsewhere."""
        if self.strokes is None:
            return np.full(size_hw[:2], 0.5, np.float32)
        pixels = self.strokes.pixels
        grey = pixels.astype(np.float32).mean(axis=2) / np.float32(full_scale(pixels.dtype))
        alpha = self.strokes.unit_alpha()
        shown = grey if alpha is None else np.where(alpha > 0.5, grey, np.float32(0.5))
        return resize(shown.astype(np.float32), (size_hw[0], size_hw[1]), "nearest")
