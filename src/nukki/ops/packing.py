"""Rectangles packed into one: which lies where.

The skyline of Jylänki 2010 ("A Thousand Ways to Pack the Bin"): rectangles from the highest to the
lowest, each where its lower edge comes to lie highest on what is there already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from nukki.core.values import Box

WIDTHS = 24
"""So many widths of the whole are tried."""


@dataclass(frozen=True)
class Packing:
    """Where rectangles lie.

    Attributes:
        size_hw: Height and width of the whole.
        boxes: In the order in which the rectangles were given.
    """

    size_hw: tuple[int, int]
    boxes: tuple[Box, ...]


def pack(sizes_hw: Sequence[tuple[int, int]], *, gap_px: int, most_px: int) -> Packing | None:
    """The smallest of some ways to pack rectangles; None where no side stays within ``most_px``.

    Args:
        sizes_hw: Height and width of each; at least one.
        gap_px: What stays free between two, and round all.
        most_px: The longest side that the whole may have.
    """
    widest = max(width for _, width in sizes_hw) + 2 * gap_px
    area = sum((height + gap_px) * (width + gap_px) for height, width in sizes_hw)
    first = max(widest, round(area**0.5))
    # From about a square on: wider than high, until all lie in two rows or so.
    widths = sorted({min(round(first * (1 + step / 12)), most_px) for step in range(WIDTHS)})
    packings = [_packed(sizes_hw, width, gap_px) for width in widths if width >= widest]
    fitting = [one for one in packings if max(one.size_hw) <= most_px]
    return min(fitting, key=_waste, default=None)


def _waste(packing: Packing) -> tuple[int, int]:
    height, width = packing.size_hw
    return height * width, max(height, width)


def _packed(sizes_hw: Sequence[tuple[int, int]], width: int, gap_px: int) -> Packing:
    order = sorted(range(len(sizes_hw)), key=lambda number: sizes_hw[number], reverse=True)
    skyline = [(gap_px, gap_px)]  # from that column on, everything above that row is taken
    boxes: dict[int, Box] = {}
    for number in order:
        height, wide = sizes_hw[number]
        left, top = _lowest(skyline, wide + gap_px, width)
        boxes[number] = Box(left, top, left + wide, top + height)
        skyline = _raised(skyline, left, left + wide + gap_px, top + height + gap_px)
    right = max(box.right for box in boxes.values()) + gap_px
    bottom = max(box.bottom for box in boxes.values()) + gap_px
    return Packing((bottom, right), tuple(boxes[number] for number in range(len(sizes_hw))))


def _lowest(skyline: list[tuple[int, int]], wide: int, limit: int) -> tuple[int, int]:
    """Column and row where a rectangle of that width, gap included, lies highest."""
    places = []
    for start, _ in skyline:
        if start + wide <= limit:
            under = [
                row
                for (column, row), (end, _) in pairwise([*skyline, (limit + wide, 0)])
                if column < start + wide and end > start
            ]
            places.append((max(under), start))
    row, column = min(places)
    return column, row


def _raised(
    skyline: list[tuple[int, int]], left: int, right: int, row: int
) -> list[tuple[int, int]]:
    """The skyline with a step of that row from ``left`` to ``right``."""
    before = [step for step in skyline if step[0] < left]
    after = [step for step in skyline if step[0] >= right]
    covered = [step for step in skyline if step[0] < right]
    rest = [] if after and after[0][0] == right else [(right, covered[-1][1])]
    return [*before, (left, row), *rest, *after]
