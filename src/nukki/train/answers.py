"""What a network says about some validation pictures, on one sheet: progress that can be seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nukki import codecs
from nukki.codecs.atomic import write_whole
from nukki.core.arrays import FloatMap, Pixels
from nukki.ops.lettering import line_of
from nukki.ops.resize import fit_within, resize, resize_alpha
from nukki.train.data.evenly import evenly
from nukki.train.module import Training
from nukki.train.questions import Question
from nukki.train.report.cases import difference
from nukki.train.validation import Examiner, ask

SHEET = "preview.jpg"
SHOWN, COLUMNS = 12, 3
TILE_PX, GAP_PX = 200, 4
GREY, WHITE = 118, 255
QUALITY = 88
LEGEND = " validation pictures; red: left out, blue: taken along"


def write_answers(path: Path, training: Training, examiner: Examiner) -> None:
    """Draw some of the examiner's pictures, each beside what is wrong with its matte.

    Raises:
        OutputError: It cannot be written there.
    """
    shown = evenly(examiner.rows, SHOWN)
    tiles = [_tile(training, examiner.question(row)) for row in shown]
    blank = np.full_like(tiles[0], WHITE)
    tiles += [blank] * (-len(tiles) % COLUMNS)
    strips = [np.hstack(tiles[at : at + COLUMNS]) for at in range(0, len(tiles), COLUMNS)]
    sheet = np.vstack([line_of(LEGEND, strips[0].shape[1]), *strips])
    write_whole(path, codecs.write_flat(sheet, "jpeg", quality=QUALITY))


def _tile(training: Training, asked: Question) -> Pixels:
    """The photo, and the differences of its matte from the truth, side by side."""
    logits = ask(training, training.best_network, [asked.photo])
    matte = logits.sigmoid()[0, 0].cpu().numpy()
    size_hw = fit_within(asked.truth.shape, (TILE_PX, TILE_PX))
    small = resize(asked.photo, size_hw, "area")
    wrong = difference(small, *(_fitted(alpha, size_hw) for alpha in (asked.truth, matte)))
    return np.hstack([_framed(small), _framed(wrong)])


def _fitted(alpha: FloatMap, size_hw: tuple[int, int]) -> FloatMap:
    return resize_alpha(np.ascontiguousarray(alpha), size_hw)


def _framed(picture: Pixels) -> Pixels:
    """(TILE_PX + GAP_PX, TILE_PX + GAP_PX, 3) uint8, in the middle of grey, white on two sides."""
    height, width, _ = picture.shape
    tile = np.full((TILE_PX, TILE_PX, 3), GREY, np.uint8)
    top, left = (TILE_PX - height) // 2, (TILE_PX - width) // 2
    tile[top : top + height, left : left + width] = picture
    return np.pad(tile, ((0, GAP_PX), (0, GAP_PX), (0, 0)), constant_values=WHITE)
