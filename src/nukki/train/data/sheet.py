"""Many pictures on one sheet, with their names and the outlines of their masks."""

from __future__ import annotations

import numpy as np

from nukki import codecs
from nukki.core.arrays import Pixels
from nukki.core.errors import InputError
from nukki.ops.composite import over
from nukki.ops.lettering import LINE_PX, line_of
from nukki.ops.metrics import outline
from nukki.ops.resize import fit_within, resize
from nukki.train.data.checks import SUBJECT
from nukki.train.data.dataset import Dataset
from nukki.train.data.evenly import evenly
from nukki.train.data.row import SPLITS, Row

COLUMNS = 10
ROWS_PER_SPLIT = 4
TILE_PX = 160
GAP_PX = 4
PITCH_HW = (TILE_PX + LINE_PX + GAP_PX, TILE_PX + GAP_PX)
RED = (230, 20, 40)
GREY = 118
QUALITY = 88


def contact_sheet(dataset: Dataset) -> bytes:
    """A JPEG of pictures evenly taken from each split, one split below the other."""
    strips = [_strip(dataset, dataset.rows(split)) for split in SPLITS if dataset.rows(split)]
    gap = np.full((4 * GAP_PX, COLUMNS * (TILE_PX + GAP_PX) + GAP_PX, 3), 255, np.uint8)
    parts = [part for strip in strips for part in (strip, gap)][:-1]
    return codecs.write_flat(np.concatenate(parts), "jpeg", quality=QUALITY)


def outlined(photo: Pixels, truth: Pixels | None) -> Pixels:
    """(H, W, 3) uint8, a photo with the outline of its mask in red."""
    if truth is None:
        return photo
    line = outline(truth >= SUBJECT)
    return np.where(line[..., None], np.array(RED, np.uint8), photo)


def _strip(dataset: Dataset, rows: tuple[Row, ...]) -> Pixels:
    """Pictures of one split in rows, under a line that says which and how many."""
    chosen = evenly(rows, COLUMNS * ROWS_PER_SPLIT)
    down, across = PITCH_HW
    n_rows = -(-len(chosen) // COLUMNS)
    strip = np.full((n_rows * down + GAP_PX, COLUMNS * across + GAP_PX, 3), 255, np.uint8)
    for index, row in enumerate(chosen):
        top, left = GAP_PX + index // COLUMNS * down, GAP_PX + index % COLUMNS * across
        tile = np.concatenate((_tile(dataset, row), line_of(_caption(row), TILE_PX)))
        strip[top : top + len(tile), left : left + TILE_PX] = tile
    return np.concatenate((line_of(_heading(rows, len(chosen)), strip.shape[1]), strip))


def _heading(rows: tuple[Row, ...], shown: int) -> str:
    of = f"{shown} of " if shown < len(rows) else ""
    return f" {rows[0].split}: {of}{len(rows)} pictures; red: the outline of the mask"


def _caption(row: Row) -> str:
    return f"{row.name} ({row.category})" if row.category else row.name


def _tile(dataset: Dataset, row: Row) -> Pixels:
    """(TILE_PX, TILE_PX, 3) uint8, a picture in the middle of grey; all grey when it is broken."""
    tile = np.full((TILE_PX, TILE_PX, 3), GREY, np.uint8)
    try:
        sample = dataset.read(row)
    except InputError:
        return tile
    photo, truth = sample.photo, sample.truth
    size_hw = fit_within(photo.shape[:2], (TILE_PX, TILE_PX))
    small = resize(photo, size_hw, "area")
    mask = None if truth is None else resize(truth, size_hw, "area")
    if row.kind == "cutout" and mask is not None:
        small = over(small, mask.astype(np.float32) / np.float32(255), np.full_like(small, GREY))
    top, left = (TILE_PX - size_hw[0]) // 2, (TILE_PX - size_hw[1]) // 2
    tile[top : top + size_hw[0], left : left + size_hw[1]] = outlined(small, mask)
    return tile
