"""The little languages that options are written in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nukki.core.errors import OptionError

MAX_SIDE = 65535
"""The longest side that may be asked for, in pixels."""


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
    if not match or float(match[1]) > MAX_SIDE:
        raise OptionError(f"length: expected something like 20, 20px or 5%, got {text!r}")
    return Length(float(match[1]), match[2] == "%")


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
