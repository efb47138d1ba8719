"""The photos worth looking at, drawn: photo, truth, matte, and cut-out on a checkerboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from nukki import codecs
from nukki.core.arrays import FloatMap, Pixels
from nukki.core.errors import InputError
from nukki.evaluate.candidate import Answer
from nukki.evaluate.evaluation import Case, Row
from nukki.evaluate.pairs import Pair
from nukki.evaluate.truth import Truth
from nukki.ops.checkerboard import checkerboard
from nukki.ops.composite import convert_depth, over
from nukki.ops.resize import fit_within, resize

PANEL_HW = (260, 320)
SQUARE_PX = 8
GAP_PX = 4
QUALITY = 82


class Answers(Protocol):
    """Rows that were measured, and a way to have their mattes again."""

    rows: list[Row]

    def answer(self, pair: Pair) -> tuple[Truth, Answer]:
        """The truth about a photo and the matte that was measured."""


def draw_cases(bench: Answers, pairs: Sequence[Pair], count: int) -> tuple[Case, ...]:
    """The worst and the best ``count`` photos by IoU, worst first; no photo twice.

    Their mattes are made once more: keeping all of them would take more memory than most runs.
    """
    by_name = {pair.name: pair for pair in pairs}
    ranked = sorted(bench.rows, key=lambda row: row.scores["iou"])
    worst = ranked[: min(count, (len(ranked) + 1) // 2)]
    best = ranked[len(worst) :][::-1][:count]
    chosen = [("worst", row) for row in worst] + [("best", row) for row in best]
    drawn = (_case(bench, by_name[row.name], row, kind) for kind, row in chosen)
    return tuple(case for case in drawn if case is not None)


def _case(bench: Answers, pair: Pair, row: Row, kind: str) -> Case | None:
    try:
        truth, answer = bench.answer(pair)
    except InputError:  # gone since it was measured
        return None
    note = f"{kind}: IoU {row.scores['iou']:.3f}, boundary F {row.scores['boundary_f']:.3f}"
    return Case(pair.name, note, _jpeg(strip(truth, answer)))


def strip(truth: Truth, answer: Answer) -> Pixels:
    """(H, W, 3) uint8: photo, truth, matte and cut-out side by side, each within `PANEL_HW`."""
    image = truth.image
    size_hw = fit_within(image.size_hw, PANEL_HW)
    photo = _small(image.pixels, size_hw)
    colours = photo if answer.foreground is None else _small(answer.foreground, size_hw)
    matte = resize(answer.alpha, size_hw, "area")
    cut = over(colours, matte, checkerboard(size_hw, SQUARE_PX))
    panels = [photo, _grey(resize(truth.alpha, size_hw, "area")), _grey(matte), cut]
    gap = np.full((size_hw[0], GAP_PX, 3), 255, np.uint8)
    return np.hstack([part for panel in panels for part in (gap, panel)][1:])


def _small(pixels: Pixels, size_hw: tuple[int, int]) -> Pixels:
    return resize(convert_depth(pixels, np.zeros(0, np.uint8)), size_hw, "area")


def _grey(alpha: FloatMap) -> Pixels:
    return np.repeat(np.rint(alpha * 255).astype(np.uint8)[:, :, None], 3, axis=2)


def _jpeg(pixels: Pixels) -> bytes:
    return codecs.write_flat(pixels, "jpeg", quality=QUALITY)
