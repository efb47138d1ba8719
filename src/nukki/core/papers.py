"""Sheets of paper, by name or by their sides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nukki.core.errors import OptionError


@dataclass(frozen=True)
class Paper:
    """A sheet to print on.

    Attributes:
        width_mm: Its shorter side, as prints are named.
        height_mm: Its longer side.
    """

    width_mm: float
    height_mm: float


PAPERS = {
    "a4": Paper(210, 297),
    "a5": Paper(148, 210),
    "a6": Paper(105, 148),
    "letter": Paper(215.9, 279.4),
}
"""Sheets that have a name; others are written by their sides."""

MILLIMETRES = {"mm": 1.0, "cm": 10.0, "in": 25.4}


def parse_paper(text: str) -> Paper:
    """A `Paper` from ``A4``, ``10x15cm``, ``4x6in``, ``100x150mm``.

    >>> parse_paper("10x15cm")
    Paper(width_mm=100.0, height_mm=150.0)

    Raises:
        OptionError: Anything else, or sides that are not 20 to 1000 mm.
    """
    if named := PAPERS.get(text.strip().lower()):
        return named
    number = r"(\d+(?:\.\d+)?)"
    match = re.fullmatch(rf"\s*{number}\s*[x×]\s*{number}\s*(mm|cm|in)\s*", text)
    unit = MILLIMETRES[match[3]] if match else 0.0
    sides = sorted(float(match[part]) * unit for part in (1, 2)) if match else [0.0]
    if not 20 <= sides[0] <= sides[-1] <= 1000:
        names = ", ".join(PAPERS)
        raise OptionError(f"sheet: expected {names}, or sides like 10x15cm or 4x6in, got {text!r}")
    return Paper(*sides)
