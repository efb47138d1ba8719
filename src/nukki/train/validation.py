"""How good a network is on pictures that it does not learn from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from torch import Tensor, nn

from nukki.core.arrays import FloatMap, Pixels
from nukki.ops.metrics import boundary_f_measure, intersection_over_union, mean_absolute_error
from nukki.ops.metrics_saliency import ThresholdCounts, max_f_measure, s_measure
from nukki.ops.resize import resize, resize_alpha
from nukki.train.augment import Chance, chance_of
from nukki.train.data.dataset import Dataset
from nukki.train.data.row import Row, Split
from nukki.train.module import Training
from nukki.train.pictures import Answers
from nukki.train.prompts.lesson import examined
from nukki.train.questions import Question, question
from nukki.train.render import Batch

MEASURED = ("iou", "mae", "s_measure", "max_f", "boundary_f")
"""Measures of an epoch, in the order of the columns."""


@dataclass(frozen=True)
class Examiner:
    """Asks a network about the same pictures after every epoch.

    Attributes:
        dataset: Where they are.
        rows: Which they are.
        split: Of which split.
        batch: Pictures that are asked about at once.
        workers: Threads that read and measure.
        answers: What stands for the truth where there is none.
    """

    dataset: Dataset
    rows: Sequence[Row]
    split: Split
    batch: int
    workers: int
    answers: Answers | None = None

    def __call__(self, training: Training) -> dict[str, float]:
        """Sums of the measures and of the loss, and ``count``; to be divided by it."""
        totals = dict.fromkeys((*MEASURED, "loss", "count"), 0.0)
        chance = chance_of(training.settings.seed)  # the same in every epoch
        with ThreadPoolExecutor(self.workers, "validation") as threads:
            for questions in self._batches(threads):
                if training.settings.prompts == "clicks":
                    questions, logits = ask_by_clicks(training, questions, chance)
                else:
                    logits = ask(training, training.best_network, [q.photo for q in questions])
                totals["loss"] += float(_loss(training, logits, questions)) * len(questions)
                mattes = torch.sigmoid(logits.float())[:, 0].cpu().numpy()
                for scores in threads.map(measure, mattes, questions):
                    for name, value in scores.items():
                        totals[name] += float(value)
                totals["count"] += len(questions)
        return totals

    def _batches(self, threads: ThreadPoolExecutor) -> Iterator[list[Question]]:
        """Questions, the next batch of which is read while one is asked."""
        coming: list[Future[Question]] = []
        for at in range(0, len(self.rows) + self.batch, self.batch):
            ready = [future.result() for future in coming]
            coming = [threads.submit(self.question, r) for r in self.rows[at : at + self.batch]]
            if ready:
                yield ready

    def question(self, row: Row) -> Question:
        """One of its pictures, with the truth."""
        return question(self.dataset, row, self.split, self.answers)


def measure(matte: FloatMap, asked: Question) -> Mapping[str, float]:
    """`MEASURED` of one matte, brought to the truth's size."""
    found = resize_alpha(np.ascontiguousarray(matte), asked.truth.shape)
    return {
        "iou": intersection_over_union(found, asked.truth),
        "mae": mean_absolute_error(found, asked.truth),
        "s_measure": s_measure(found, asked.truth),
        "max_f": max_f_measure(ThresholdCounts.of(found, asked.truth)),
        "boundary_f": boundary_f_measure(found, asked.truth),
    }


def ask(training: Training, network: nn.Module, photos: Sequence[Pixels]) -> Tensor:
    """(B, 1, h, w) logits about photos of any sizes, stretched to the network's; no hints."""
    return training.answer(network, _photos(training, photos))


def ask_by_clicks(
    training: Training, questions: Sequence[Question], chance: Chance
) -> tuple[list[Question], Tensor]:
    """What is meant in each picture, perhaps beside something else, and what clicks made of it."""
    photo = _photos(training, [asked.photo for asked in questions])
    target = _truths(training, questions).to(photo.device)
    network = training.best_network
    found, logits = examined(
        Batch(photo, target, torch.ones_like(target)), partial(training.answer, network), chance
    )
    seen = (255 * found.photo).round().to(torch.uint8).permute(0, 2, 3, 1).cpu().numpy()
    truths = found.target[:, 0].cpu().numpy()
    return [Question(*one) for one in zip(seen, truths, strict=True)], logits


def _loss(training: Training, logits: Tensor, questions: Sequence[Question]) -> Tensor:
    photo = _photos(training, [asked.photo for asked in questions])
    target = _truths(training, questions).to(logits.device)
    return training.mix((logits,), target, None, photo)


def _photos(training: Training, photos: Sequence[Pixels]) -> Tensor:
    """(B, 3, h, w) in [0, 1], stretched to what the network sees."""
    seen = np.stack([resize(photo, training.size_hw, "bilinear") for photo in photos])
    return torch.from_numpy(seen).permute(0, 3, 1, 2).to(training.device, torch.float32) / 255


def _truths(training: Training, questions: Sequence[Question]) -> Tensor:
    """(B, 1, h, w) in [0, 1], likewise."""
    truths = [resize_alpha(asked.truth, training.size_hw) for asked in questions]
    return torch.from_numpy(np.stack(truths))[:, None]


def means(totals: Mapping[str, float]) -> dict[str, float]:
    """Sums as means."""
    count = totals["count"] or 1.0
    return {name: value / count for name, value in totals.items() if name != "count"}
