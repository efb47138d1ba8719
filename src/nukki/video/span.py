"""Which part of a clip is taken."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from nukki.core.errors import OptionError


@dataclass(frozen=True)
class Span:
    """Which part of a clip is taken.

    Attributes:
        start: Seconds from its beginning.
        end: Where it stops, None for all.
        every: Only each such frame; 1 is all.
    """

    start: Fraction = Fraction(0)
    end: Fraction | None = None
    every: int = 1


def parse_span(start: str, end: str | None, *, every: int) -> Span:
    """A `Span` from two times as they are written.

    Raises:
        OptionError: One is no time, or the end is not after the start.
    """
    begins, ends = parse_time(start), None if end is None else parse_time(end)
    if ends is not None and ends <= begins:
        raise OptionError(f"end: expected a time after the start, {start}, got {end}")
    return Span(begins, ends, every)


def parse_time(text: str) -> Fraction:
    """Seconds from ``12.5``, ``1:30`` or ``1:02:03.25``, exactly.

    >>> parse_time("1:30.5")
    Fraction(181, 2)

    Raises:
        OptionError: Anything else.
    """
    try:
        parts = [Fraction(part) for part in text.split(":")]
    except (ValueError, ZeroDivisionError):
        parts = []
    if not 1 <= len(parts) <= 3 or any(part < 0 for part in parts):
        raise OptionError(f"time: expected seconds or [hours:]minutes:seconds, got {text!r}")
    return sum((part * 60**power for power, part in enumerate(reversed(parts))), Fraction(0))
