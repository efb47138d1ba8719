"""The little languages that options are written in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nukki.core.errors import OptionError
from nukki.core.values import Box

MAX_SIDE = 65535
"""The longest side that may be asked for, in pixels."""

ABOVE_HEAD = 10
"""Space above a head, percent of the canvas's height, where nobody says."""

MAX_LENGTH = 1_000_000
"""Longer than any picture's side: a region that reaches so far is told that it does."""


@dataclass(frozen=True)
class Length:
    """A length in pixels, or as a share of something."""

    value: float
    percent: bool = False

    def pixels(self, whole: int) -> int:
        """In pixels, of a ``whole`` in pixels."""
        return round(self.value * whole / 100) if self.percent else round(self.value)


def parse_length(text: str) -> Length:
    """A `Length` from ``20``, ``20px`` or ``5%``.

    >>> parse_length("5%").pixels(200)
    10

    Raises:
        OptionError: Anything else.
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(px|%)?\s*", text)
    if not match:
        raise OptionError(f"length: expected something like 20, 20px or 5%, got {text!r}")
    if float(match[1]) > MAX_LENGTH:
        raise OptionError(f"length: expected at most {MAX_LENGTH}, got {text!r}")
    return Length(float(match[1]), match[2] == "%")


@dataclass(frozen=True)
class Margin:
    """Space on each side; shares are of the height above and below, of the width left and right."""

    top: Length
    right: Length
    bottom: Length
    left: Length

    def round(self, box: Box) -> Box:
        """The box with its margin, shares being of the box itself."""
        height, width = box.size_hw
        return Box(
            box.left - self.left.pixels(width),
            box.top - self.top.pixels(height),
            box.right + self.right.pixels(width),
            box.bottom + self.bottom.pixels(height),
        )


def parse_margin(text: str) -> Margin:
    """A `Margin` from one, two or four lengths: all sides; upper and lower, sides; clockwise.

    >>> parse_margin("5% 10px").right
    Length(value=10.0, percent=False)

    Raises:
        OptionError: Another number of lengths, or something that is none.
    """
    lengths = [parse_length(part) for part in text.split()]
    if len(lengths) not in {1, 2, 4}:
        raise OptionError(f"margin: expected one, two or four lengths, got {text!r}")
    top, right, bottom, left = (lengths * 4)[:4]
    return Margin(top, right, bottom, left)


@dataclass(frozen=True)
class Region:
    """A rectangle of a picture by two corners."""

    left: Length
    top: Length
    right: Length
    bottom: Length

    def box(self, size_hw: tuple[int, int]) -> Box:
        """In pixels of a picture of that height and width; may be empty, or reach outside."""
        height, width = size_hw
        return Box(
            self.left.pixels(width),
            self.top.pixels(height),
            self.right.pixels(width),
            self.bottom.pixels(height),
        )


def parse_region(text: str) -> Region:
    """A `Region` from ``x1 y1 x2 y2``, each like a length.

    >>> parse_region("0 0 50% 100px").box((200, 300))
    Box(left=0, top=0, right=150, bottom=100)

    Raises:
        OptionError: Anything else.
    """
    lengths = [parse_length(part) for part in text.split()]
    if len(lengths) != 4:
        raise OptionError(f"region: expected four lengths like 0 0 50% 100px, got {text!r}")
    return Region(*lengths)


def parse_scale(text: str) -> float | None:
    """The share of the canvas that the subject shall fill, from ``10%`` to ``100%``.

    >>> parse_scale("80%"), parse_scale("original")
    (0.8, None)

    Raises:
        OptionError: Anything else.
    """
    if text.strip() == "original":
        return None
    match = re.fullmatch(r"\s*(\d{2,3}(?:\.\d+)?)\s*%\s*", text)
    if not match or not 10 <= float(match[1]) <= 100:
        raise OptionError(f"scale: expected original, or 10% to 100%, got {text!r}")
    return float(match[1]) / 100


def parse_position(text: str) -> tuple[float, float] | None:
    """How the free space is shared out: 0 is all right and below, 1 all left and above; (x, y).

    >>> parse_position("center"), parse_position("0% 100%"), parse_position("original")
    ((0.5, 0.5), (0.0, 1.0), None)

    Raises:
        OptionError: Not original, center, or one or two percentages.
    """
    words = text.split()
    if words == ["original"]:
        return None
    if words == ["center"]:
        return 0.5, 0.5
    shares = [parse_length(word) for word in words] if len(words) in {1, 2} else []
    if not shares or not all(share.percent and share.value <= 100 for share in shares):
        raise OptionError(
            f"position: expected original, center, or one or two of 0% to 100%, got {text!r}"
        )
    return shares[0].value / 100, shares[-1].value / 100


def parse_size(text: str) -> tuple[int, int]:
    """Greatest height and width in pixels, from ``800x600`` (width first) or a longest side.

    >>> parse_size("800x600")
    (600, 800)
    >>> parse_size("1000")
    (1000, 1000)

    Raises:
        OptionError: Anything else, or a side over 65,535.
    """
    match = re.fullmatch(r"\s*(\d{1,6})(?:\s*[x×]\s*(\d{1,6}))?\s*", text)
    sides = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not all(1 <= side <= MAX_SIDE for side in sides):
        raise OptionError(
            f"size: expected WIDTHxHEIGHT or one number of pixels up to {MAX_SIDE}, got {text!r}"
        )
    return sides[1], sides[0]


@dataclass(frozen=True)
class Turn:
    """A picture turned by quarters, then mirrored.

    Attributes:
        quarters: 0 to 3, clockwise.
        mirror: Left and right are exchanged after it.
    """

    quarters: int = 0
    mirror: bool = False


def parse_turn(text: str) -> Turn:
    """A `Turn` from ``90``, ``180``, ``270`` (clockwise), ``mirror``, or a turn and ``mirror``.

    >>> parse_turn("90 mirror")
    Turn(quarters=1, mirror=True)

    Raises:
        OptionError: Anything else.
    """
    match = re.fullmatch(r"\s*(0|90|180|270)?\s*(mirror)?\s*", text)
    if not match or not text.strip():
        raise OptionError(f"turn: expected 90, 180 or 270, mirror, or both, got {text!r}")
    return Turn(int(match[1] or 0) // 90, match[2] is not None)


@dataclass(frozen=True)
class Gradient:
    """A background that runs from one colour to another, written as texts that name colours.

    Attributes:
        start: The first colour: at the middle of a radial one.
        end: The last.
        angle: Which way it runs in degrees: 0 to the right, 90 down; None runs outwards.
    """

    start: str
    end: str
    angle: float | None


def parse_gradient(text: str) -> Gradient | None:
    """A `Gradient` from ``gradient:FROM:TO[:ANGLE]`` or ``radial:FROM:TO``; None for others.

    >>> parse_gradient("gradient:#fff:#ccc:45")
    Gradient(start='#fff', end='#ccc', angle=45.0)

    Raises:
        OptionError: It begins like one, and goes on otherwise.
    """
    kind, *parts = text.strip().split(":")
    if kind not in {"gradient", "radial"}:
        return None
    if len(parts) == 2:
        return Gradient(parts[0], parts[1], 90.0 if kind == "gradient" else None)
    if kind == "gradient" and len(parts) == 3 and re.fullmatch(r"-?\d+(\.\d+)?", parts[2]):
        return Gradient(parts[0], parts[1], float(parts[2]))
    raise OptionError(f"expected gradient:FROM:TO[:ANGLE] or radial:FROM:TO, got {text!r}")


def parse_outline(text: str) -> tuple[float, str]:
    """Width as a share of the subject's larger side, and the colour's text, from ``2% #fff``.

    >>> parse_outline("2% gold"), parse_outline("1.5%")
    ((0.02, 'gold'), (0.015, 'white'))

    Raises:
        OptionError: No percentage of more than 0 and at most 20 comes first.
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)%(?:\s+(\S.*?))?\s*", text)
    if not match or not 0 < float(match[1]) <= 20:
        raise OptionError(f"outline: expected 0.1% to 20% and a colour, like 2% #fff, got {text!r}")
    return float(match[1]) / 100, match[2] or "white"


def parse_head(text: str) -> tuple[float, float]:
    """Height of a head and the space above it, as shares of the canvas, from ``75% 9%``.

    >>> parse_head("60%"), parse_head("75% 9%")
    ((0.6, 0.1), (0.75, 0.09))

    Raises:
        OptionError: Not one or two percentages, or together more than the canvas.
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)%(?:\s+(\d+(?:\.\d+)?)%)?\s*", text)
    if not match:
        raise OptionError(
            f"head: expected its height and the space above, like 75% 9%, got {text!r}"
        )
    height, above = float(match[1]) / 100, float(match[2] or ABOVE_HEAD) / 100
    if height < 0.1 or height + above > 1:
        raise OptionError(f"head: expected 10% or more that fit with the space above, got {text!r}")
    return height, above
