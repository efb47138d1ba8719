"""How one picture lies on another: where, how large, which part of it, in which shape."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np

from nukki.core.arrays import FloatMap
from nukki.core.errors import OptionError
from nukki.core.grammar import Region, parse_position, parse_region
from nukki.core.registry import Registry
from nukki.core.values import Box
from nukki.stages.prepare import window_of

Outline: TypeAlias = Callable[[tuple[int, int]], FloatMap]


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

MARGIN = 0.03
"""Between a shape and the rim, as a share of the shorter side below; a bare subject has none."""

BARE = "subject"
"""The shape that is none."""

ROUND = 0.12
"""Radius of rounded corners, as a share of the shorter side."""


@dataclass(frozen=True)
class Shape:
    """A shape that a picture is cut to.

    Attributes:
        name: What users type.
        summary: For help.
        outline: (H, W) float32 [0, 1] from a height and width.
        square: Only the middle square of the picture is taken.
    """

    name: str
    summary: str
    outline: Outline
    square: bool = False


def _all_of_it(size_hw: tuple[int, int]) -> FloatMap:
    return np.ones(size_hw, np.float32)


def _circle(size_hw: tuple[int, int]) -> FloatMap:
    return _rounded_by(size_hw, min(size_hw) / 2)


def _rounded(size_hw: tuple[int, int]) -> FloatMap:
    return _rounded_by(size_hw, ROUND * min(size_hw))


def _rounded_by(size_hw: tuple[int, int], radius_px: float) -> FloatMap:
    """A rectangle with corners of a radius, its rim soft over one pixel.

    The distance to the rim is that to a smaller rectangle, less the radius.
    """
    down, across = (np.abs(np.arange(side) + 0.5 - side / 2) - side / 2 for side in size_hw)
    beyond = [np.maximum(distance + radius_px, 0) for distance in (down, across)]
    away = np.hypot(beyond[0][:, None], beyond[1][None, :]) - radius_px
    covered: FloatMap = np.clip(0.5 - away, 0, 1).astype(np.float32)
    return covered


SHAPES: Registry[Shape] = Registry(
    "shape",
    (
        Shape(BARE, "the subject alone, without a frame", _all_of_it),
        Shape("circle", "a circle", _circle, square=True),
        Shape("rounded", "a rectangle with rounded corners", _rounded),
    ),
)


@dataclass(frozen=True)
class Inset:
    """How a picture lies on a larger one.

    Attributes:
        x: Share of the free space that is to its left.
        y: Share that is above it.
        scale: Its width as a share of the width below.
        crop: The part of it that is taken; None is all.
        shape: What that part is cut to.
    """

    x: float = 1.0
    y: float = 1.0
    scale: Fraction = Fraction(1, 4)
    crop: Region | None = None
    shape: Shape = SHAPES[BARE]

    @property
    def is_bare(self) -> bool:
        """Whether the subject lies there alone, without a frame."""
        return self.shape.name == BARE

    def kept(self, size_hw: tuple[int, int]) -> Box:
        """The part that is taken of a picture.

        Raises:
            OptionError: The crop is empty, or reaches outside the picture.
        """
        height, width = size_hw
        box = Box(0, 0, width, height) if self.crop is None else window_of(self.crop, size_hw)
        if not self.shape.square:
            return box
        side = min(box.size_hw)
        left = box.left + (box.size_hw[1] - side) // 2
        top = box.top + (box.size_hw[0] - side) // 2
        return Box(left, top, left + side, top + side)

    def place(self, size_hw: tuple[int, int], below_hw: tuple[int, int]) -> Box:
        """Where that part of a picture lies on a larger one; it may reach beyond its rim."""
        kept_hw = self.kept(size_hw).size_hw
        width = max(1, round(below_hw[1] * self.scale))
        height = max(1, round(kept_hw[0] * width / kept_hw[1]))
        margin = 0 if self.is_bare else round(MARGIN * min(below_hw))
        left = margin + round((below_hw[1] - width - 2 * margin) * self.x)
        top = margin + round((below_hw[0] - height - 2 * margin) * self.y)
        return Box(left, top, left + width, top + height)

    def outline(self, size_hw: tuple[int, int]) -> FloatMap:
        """(H, W) float32 [0, 1], the shape at a size."""
        return self.shape.outline(size_hw)


def parse_inset(*, at: str, scale: str, crop: str | None, shape: str) -> Inset:
    """An `Inset` from what is written.

    >>> parse_inset(at="top", scale="50%", crop=None, shape="circle").place((90, 160), (900, 1600))
    Box(left=400, top=27, right=1200, bottom=827)

    Raises:
        OptionError: Something is outside its grammar.
        UnknownNameError: There is no such place or shape.
    """
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*%\s*", scale)
    if not found or not 1 <= Fraction(found[1]) <= 100:
        raise OptionError(f"scale: expected 1% to 100% of the width below, got {scale!r}")
    region = None if crop is None else parse_region(crop)
    return Inset(*_place_of(at), Fraction(found[1]) / 100, region, SHAPES[shape])


def _place_of(text: str) -> tuple[float, float]:
    """A corner's shares, or those that are written as percentages."""
    if "%" not in text:
        return CORNERS[text].x, CORNERS[text].y
    return parse_position(text) or (0.5, 0.5)
