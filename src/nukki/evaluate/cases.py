"""The photos worth looking at, drawn: photo, truth, matte, and cut-out on a checkerboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from nukki import codecs
from nukki.core.arrays import FloatMap, Pixels
from nukki.core.errors import InputError
from nukki.evaluate.candidate import Answer
from nukki.evaluate.evaluation import Case, Row
from nukki.evaluate.pairs import Pair
from nukki.evaluate.truth import Truth
from nukki.ops.checkerboard import checkerboard
from nukki.ops.composite import over
from nukki.ops.depth import EIGHT, to_depth
from nukki.ops.resize import fit_within, resize

PANEL_HW = (260, 320)
SQUARE_PX = 8
GAP_PX = 4
QUALITY = 82


Answering: TypeAlias = Callable[[Pair], tuple[Truth, Answer]]
"""Gives the truth about a photo, and once more the matte that was measured."""


def draw_cases(
    rows: Sequence[Row], answer: Answering, pairs: Sequence[Pair], count: int
) -> tuple[Case, ...]:
    """The worst and the best ``count`` photos by IoU, worst first; no photo twice.

    Their mattes are made once more: keeping all of them would take more memory than most runs.
    """
    by_name = {pair.name: pair for pair in pairs}
    chosen = extremes(sorted(rows, key=lambda row: row.scores["iou"]), count)
    drawn = (_case(answer, by_name[row.name], row, kind) for kind, row in chosen)
    return tuple(case for case in drawn if case is not None)


def extremes(ranked: Sequence[Row], count: int) -> list[tuple[str, Row]]:
    """The first ``count`` of rows, worst first, and the last; none twice."""
    worst = ranked[: min(count, (len(ranked) + 1) // 2)]
    best = ranked[len(worst) :][::-1][:count]
    return [("worst", row) for row in worst] + [("best", row) for row in best]


def _case(answering: Answering, pair: Pair, row: Row, kind: str) -> Case | None:
    try:
        truth, answer = answering(pair)
    except InputError:  # gone since it was measured
        return None
    note = f"{kind}: IoU {row.scores['iou']:.3f}, boundary F {row.scores['boundary_f']:.3f}"
    return Case(pair.name, note, drawn_case(truth, answer))


def drawn_case(truth: Truth, answer: Answer) -> bytes:
    """A JPEG of what `strip` gives."""
    return codecs.write_flat(strip(truth, answer), "jpeg", quality=QUALITY)


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
    return resize(to_depth(pixels, EIGHT), size_hw, "area")


def _grey(alpha: FloatMap) -> Pixels:
    return np.repeat(np.rint(alpha * 255).astype(np.uint8)[:, :, None], 3, axis=2)
