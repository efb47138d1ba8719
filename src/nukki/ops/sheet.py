"""One picture many times on a sheet of paper, with marks to cut by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nukki.core.arrays import Pixels, full_scale
from nukki.core.values import Box

MARK_GREY = 0.45
"""Of full scale: dark enough to be seen, light enough not to show where a blade strays."""


@dataclass(frozen=True)
class Layout:
    """Where copies lie on a sheet, in pixels.

    Attributes:
        size_hw: Height and width of the sheet.
        boxes: The copies, row by row.
        gap_px: What is between two.
    """

    size_hw: tuple[int, int]
    boxes: tuple[Box, ...]
    gap_px: int


def lay_out(
    picture_hw: tuple[int, int], sheet_hw: tuple[int, int], *, margin_px: int, gap_px: int
) -> Layout | None:
    """As many copies as fit, in the middle of a sheet that lies or stands; None where none fits.

    Args:
        picture_hw: Height and width of one in pixels.
        sheet_hw: Of the sheet.
        margin_px: What a printer leaves white at least, on each side.
        gap_px: Between two copies.
    """
    layouts = [
        Layout(sides, tuple(_boxes(picture_hw, sides, margin_px, gap_px)), gap_px)
        for sides in (sheet_hw, sheet_hw[::-1])
    ]
    best = max(layouts, key=lambda layout: len(layout.boxes))
    return best if best.boxes else None


def _boxes(
    picture_hw: tuple[int, int], sheet_hw: tuple[int, int], margin_px: int, gap_px: int
) -> Iterator[Box]:
    rows, columns = (
        max(0, (whole - 2 * margin_px + gap_px) // (side + gap_px))
        for whole, side in zip(sheet_hw, picture_hw, strict=True)
    )
    height, width = picture_hw
    top = (sheet_hw[0] - rows * (height + gap_px) + gap_px) // 2
    left = (sheet_hw[1] - columns * (width + gap_px) + gap_px) // 2
    for row in range(rows):
        for column in range(columns):
            y, x = top + row * (height + gap_px), left + column * (width + gap_px)
            yield Box(x, y, x + width, y + height)


def printed(picture: Pixels, layout: Layout, *, line_px: int) -> Pixels:
    """The sheet (H, W, 3): white, the copies, and marks where their edges go on.

    Args:
        picture: (h, w, 3) uint8 or uint16.
        layout: From `lay_out`, of that picture.
        line_px: How thick a mark is.
    """
    scale = full_scale(picture.dtype)
    sheet = np.full((*layout.size_hw, 3), scale, picture.dtype)
    long_px = max(1, layout.gap_px // 2 - 1)
    for box in layout.boxes:
        for mark in _marks(box, long_px, line_px):
            sheet[_within(mark, layout.size_hw)] = round(MARK_GREY * scale)
    for box in layout.boxes:
        sheet[box.slices] = picture
    return sheet


def _marks(box: Box, long_px: int, line_px: int) -> Iterator[Box]:
    """Two at each corner, outside the picture: they tell where its edges are, and touch none."""
    for x in (box.left, box.right - line_px):
        yield Box(x, box.top - 1 - long_px, x + line_px, box.top - 1)
        yield Box(x, box.bottom + 1, x + line_px, box.bottom + 1 + long_px)
    for y in (box.top, box.bottom - line_px):
        yield Box(box.left - 1 - long_px, y, box.left - 1, y + line_px)
        yield Box(box.right + 1, y, box.right + 1 + long_px, y + line_px)


def _within(mark: Box, size_hw: tuple[int, int]) -> tuple[slice, slice]:
    height, width = size_hw
    return (
        slice(max(0, mark.top), max(0, min(height, mark.bottom))),
        slice(max(0, mark.left), max(0, min(width, mark.right))),
    )
