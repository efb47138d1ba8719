"""The contact sheet: small pictures of results, on a checkerboard where they are transparent."""

from __future__ import annotations

import base64
import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from nukki import codecs
from nukki.bulk.addresses import fetch
from nukki.bulk.entry import Entry
from nukki.bulk.stores import Store
from nukki.core.arrays import Pixels
from nukki.core.errors import InputError
from nukki.core.values import Image
from nukki.ops.checkerboard import checkerboard
from nukki.ops.composite import over
from nukki.ops.depth import EIGHT, to_depth
from nukki.ops.resize import fit_within, resize

SHOWN = 60
"""How many of the least confident are drawn."""

PANEL_HW = (200, 200)
SQUARE_PX, GAP_PX, QUALITY = 8, 4, 80


@dataclass(frozen=True)
class Shot:
    """One photo beside its first result.

    Attributes:
        entry: What became of it.
        jpeg: Both, side by side, as the text of a JPEG's data address.
    """

    entry: Entry
    jpeg: str


def least_confident(entries: Iterable[Entry], count: int = SHOWN) -> list[Entry]:
    """Those that a person should look at first, worst first; copies are shown once."""
    sure = (one for one in entries if one.confidence is not None and not one.same_as)
    return heapq.nsmallest(count, sure, key=lambda one: (one.confidence or 0.0, one.key))


def draw_sheet(entries: Iterable[Entry], store: Store, *, max_megapixels: int) -> Iterator[Shot]:
    """Shots of photos; one whose result is gone or cannot be read here is left out.

    Args:
        entries: Photos with results.
        store: Where the results lie.
        max_megapixels: Larger pictures are not opened.
    """
    for entry in entries:
        try:
            result = _read(store.read(entry.outputs[0]), max_megapixels)
        except (OSError, InputError):
            continue
        panels = [_panel(result)]
        try:
            photo = _read(fetch(entry.address, max_megapixels=max_megapixels), max_megapixels)
        except InputError:  # moved away since
            pass
        else:
            panels.insert(0, _panel(photo))
        jpeg = codecs.write_flat(_row(panels), "jpeg", quality=QUALITY)
        yield Shot(entry, base64.b64encode(jpeg).decode("ascii"))


def _read(data: bytes, max_megapixels: int) -> Image:
    return codecs.read(data, max_megapixels=max_megapixels, at_least_hw=PANEL_HW)


def _panel(image: Image) -> Pixels:
    """(H, W, 3) uint8 within `PANEL_HW`."""
    size_hw = fit_within(image.size_hw, PANEL_HW)
    small = resize(to_depth(image.pixels, EIGHT), size_hw, "area")
    alpha = image.unit_alpha()
    if alpha is None:
        return small
    return over(small, resize(alpha, size_hw, "area"), checkerboard(size_hw, SQUARE_PX))


def _row(panels: list[Pixels]) -> Pixels:
    """Panels side by side on white, each from the top."""
    height = max(panel.shape[0] for panel in panels)
    width = sum(panel.shape[1] for panel in panels) + GAP_PX * (len(panels) - 1)
    row = np.full((height, width, 3), 255, np.uint8)
    left = 0
    for panel in panels:
        row[: panel.shape[0], left : left + panel.shape[1]] = panel
        left += panel.shape[1] + GAP_PX
    return row
