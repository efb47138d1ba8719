"""One setting measured on one photo, step by step."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from nukki import codecs
from nukki.core.arrays import FloatMap, Pixels
from nukki.core.values import Image
from nukki.evaluate.candidate import Answer, Candidate
from nukki.evaluate.pairs import Pair
from nukki.evaluate.study.degradations import DEGRADATIONS
from nukki.evaluate.study.photos import MAX_PIXELS, Photo
from nukki.evaluate.study.result import CLEAN, TIMING, Row
from nukki.evaluate.truth import check_size
from nukki.ops.checkerboard import checkerboard
from nukki.ops.composite import over
from nukki.ops.metrics import (
    boundary_f_measure,
    covered,
    intersection_over_union,
    mean_absolute_error,
)
from nukki.ops.resize import fit_within, resize

MEASURED = ("iou", "boundary_f", "mae")
"""Names in `nukki.evaluate.MEASURES`: quick ones, for there are dozens of mattes to a photo."""

TIMED_MEGAPIXELS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0)
TIMED_RUNS = 2
"""The quicker one counts: whatever else the machine does only adds to it."""

CLEAN_PANEL_HW, STEP_PANEL_HW = (240, 300), (120, 160)
SQUARE_PX = 8
JPEG_QUALITY = 80


class Rows(Protocol):
    """Where rows are kept."""

    def find(self, key: str) -> Row | None:
        """The row that was kept under a key, or None."""

    def add(self, key: str, row: Row) -> None:
        """Keep a row."""


@dataclass(frozen=True)
class Cell:
    """One thing to measure: a degradation's name, `CLEAN` or `TIMING`, and the step."""

    degradation: str
    level: float = 0.0


def cells(*, timed: bool) -> Iterator[Cell]:
    """Everything that is measured on a photo, the photo as it is first."""
    yield Cell(CLEAN)
    for name, degradation in DEGRADATIONS.items():
        for level in degradation.changes:
            yield Cell(name, level)
    if timed:
        for megapixels in TIMED_MEGAPIXELS:
            yield Cell(TIMING, megapixels)


class Bench:
    """Measures one setting on one photo.

    Args:
        photo: What is changed.
        setting: What is measured.
        kept: Rows of earlier runs are taken from there, new ones put there.
        drawn: Whether every step is kept as a picture, and not the first only.
    """

    def __init__(self, photo: Photo, setting: Candidate, kept: Rows, *, drawn: bool) -> None:
        self._photo = photo
        self._setting = setting
        self._kept = kept
        self._drawn = drawn

    def __call__(self, cell: Cell) -> Row:
        """The row of one cell, from an earlier run or measured now.

        Raises:
            NukkiError: The setting refused the photo.
        """
        if not self._setting.key:
            return self._measured(cell)
        key = self._key(cell)
        row = self._kept.find(key)
        if row is None:
            row = self._measured(cell)
            self._kept.add(key, row)
        return row

    def _measured(self, cell: Cell) -> Row:
        if cell.degradation == TIMING:
            return self._timed(cell)
        if cell.degradation == CLEAN:
            pixels, truth, answer = self._photo.pixels, self._reference, self._clean
        else:
            apply = DEGRADATIONS[cell.degradation].apply
            pixels, truth = apply(self._photo.pixels, self._reference, cell.level)
            answer = self._answer(pixels)
        return self._row(cell, pixels, answer, truth)

    def _row(self, cell: Cell, pixels: Pixels, answer: Answer, truth: FloatMap | None) -> Row:
        is_clean = cell.degradation == CLEAN
        panel_hw = CLEAN_PANEL_HW if is_clean else STEP_PANEL_HW
        shown = truth is not None and (is_clean or self._drawn)
        return Row(
            setting=self._setting.name,
            photo=self._photo.source.name,
            degradation=cell.degradation,
            level=cell.level,
            against="own" if self._photo.truth is None else "truth",
            size_hw=(pixels.shape[0], pixels.shape[1]),
            seconds=answer.seconds or 0.0,
            subject=float(covered(answer.alpha).mean()),
            scores={} if truth is None else _scores(answer.alpha, truth),
            pictures=_pictures(pixels, answer, panel_hw) if shown else (),
        )

    def _timed(self, cell: Cell) -> Row:
        height, width = self._photo.pixels.shape[:2]
        factor = math.sqrt(cell.level * 1e6 / (height * width))
        size_hw = max(1, round(height * factor)), max(1, round(width * factor))
        pixels = resize(self._photo.pixels, size_hw, "bicubic")
        answers = [self._answer(pixels) for _ in range(TIMED_RUNS)]
        best = min(answers, key=lambda answer: answer.seconds or 0.0)
        return self._row(cell, pixels, best, None)

    @cached_property
    def _clean(self) -> Answer:
        return self._answer(self._photo.pixels)

    @property
    def _reference(self) -> FloatMap:
        """(H, W) float32 [0, 1]: the truth, or the setting's own answer on the clean photo."""
        return self._clean.alpha if self._photo.truth is None else self._photo.truth

    def _answer(self, pixels: Pixels) -> Answer:
        source = self._photo.source
        pair = source.pair or Pair(source.name, source.image, source.image)
        image = Image(pixels)
        answer = self._setting(pair, image)
        check_size(answer.alpha, image, what="matte")
        return answer

    def _key(self, cell: Cell) -> str:
        source = self._photo.source
        files = (source.image, source.pair.mask) if source.pair else (source.image,)
        stamps = [(str(p.absolute()), p.stat().st_size, p.stat().st_mtime_ns) for p in files]
        whose = (self._setting.key, self._setting.name, source.name, stamps, self._drawn)
        parts = (_own_digest(), MAX_PIXELS, *whose, cell)
        return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()


def _own_digest() -> str:
    """Changes with what is done to photos and how it is measured."""
    files = (Path(__file__), Path(__file__).with_name("degradations.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _scores(matte: FloatMap, truth: FloatMap) -> dict[str, float]:
    return {
        "iou": intersection_over_union(matte, truth),
        "boundary_f": boundary_f_measure(matte, truth),
        "mae": mean_absolute_error(matte, truth),
    }


def _pictures(pixels: Pixels, answer: Answer, panel_hw: tuple[int, int]) -> tuple[bytes, bytes]:
    """Photo and cut-out on a checkerboard, as small JPEG files."""
    size_hw = fit_within(answer.alpha.shape, panel_hw)
    colours = pixels if answer.foreground is None else answer.foreground
    matte = resize(answer.alpha, size_hw, "area")
    cut = over(resize(colours, size_hw, "area"), matte, checkerboard(size_hw, SQUARE_PX))
    return _jpeg(resize(pixels, size_hw, "area")), _jpeg(cut)


def _jpeg(pixels: Pixels) -> bytes:
    return codecs.write_flat(pixels, "jpeg", quality=JPEG_QUALITY)
