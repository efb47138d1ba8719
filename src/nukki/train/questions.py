"""Pictures that a network learns from, and those that it is asked about, with true mattes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.errors import InputError
from nukki.ops.composite import cover, over
from nukki.train.compositing import plain_ground
from nukki.train.data.dataset import Dataset
from nukki.train.data.evenly import evenly
from nukki.train.data.row import Row, Split
from nukki.train.pictures import Answers, as_alpha


@dataclass(frozen=True, eq=False)
class Question:
    """A picture and its true matte.

    Attributes:
        photo: (H, W, 3) uint8.
        truth: (H, W) float32 [0, 1].
    """

    photo: Pixels
    truth: FloatMap


def training_rows(dataset: Dataset, *, taught: bool) -> tuple[Row, ...]:
    """Rows to learn from: those whose truth is known, or all where a teacher answers for it.

    Raises:
        InputError: There are none.
    """
    rows = dataset.rows("train")
    used = tuple(row for row in rows if taught or row.kind != "unlabelled")
    if not used:
        remedy = "; photos without masks are learnt from with --teacher NAME" if rows else ""
        raise InputError(f"{dataset.path}: expected pictures with masks to train on{remedy}")
    return used


def chosen_rows(
    dataset: Dataset, split: Split, most: int, answers: Answers | None = None
) -> tuple[Row, ...]:
    """Rows of a split whose truth is known, at most so many, evenly spread; 0 takes all.

    Where none is known, those that a teacher answers.
    """
    every = dataset.rows(split)
    rows = [row for row in every if row.kind != "unlabelled"] or list(every if answers else ())
    return evenly(rows, most)


def question(dataset: Dataset, row: Row, split: Split, answers: Answers | None = None) -> Question:
    """One row's picture; a cut-out fills a ground that is always the same.

    Raises:
        InputError: It cannot be read, or nobody knows its truth.
    """
    sample = dataset.read(row)
    known = answers(row)[0] if sample.truth is None and answers is not None else sample.truth
    if known is None:
        raise InputError(f"{row.name}: expected a picture with a mask")
    truth = as_alpha(known)
    if row.kind != "cutout":
        return Question(sample.photo, truth)
    return Question(over(sample.photo, truth, _ground(dataset, row, split, truth.shape)), truth)


def _ground(dataset: Dataset, row: Row, split: Split, size_hw: tuple[int, ...]) -> Pixels:
    share = np.random.default_rng(list(row.name.encode())).random()
    grounds = dataset.backgrounds(split)
    if not grounds:
        return plain_ground(share, (size_hw[0], size_hw[1]))
    ground: Pixels = cover(
        dataset.read_background(grounds[int(share * len(grounds))]), (size_hw[0], size_hw[1])
    )
    return ground
