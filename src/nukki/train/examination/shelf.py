"""Models of the shelf on the same test pictures."""

from __future__ import annotations

import dataclasses
import os
import statistics
import time
from collections.abc import Sequence

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.errors import EngineError, LicenceError, MissingExtraError, WeightsError
from nukki.core.values import Image
from nukki.evaluate.measuring import Listener
from nukki.evaluate.score import Scores
from nukki.pipeline import Remover, build, find_model
from nukki.train.data.dataset import Dataset
from nukki.train.data.row import Row
from nukki.train.examination.asking import Answered, Session, scores_of
from nukki.train.examination.exported import PLAIN, graph_device
from nukki.train.report.examined import Examination, Other
from nukki.train.report.files import write_test
from nukki.train.run_folder import RunFolder
from nukki.weights import Progress

NOT_TO_BE_HAD = (WeightsError, EngineError, LicenceError, MissingExtraError)
"""Errors of a model that is left out, with its reason."""


def known_models(names: Sequence[str]) -> None:
    """Do nothing where all are on the shelf.

    Raises:
        UnknownNameError: One is not; the nearest is named.
    """
    for name in names:
        find_model(name)


def measure_models(
    run: RunFolder,
    test: Examination,
    dataset: Dataset,
    names: Sequence[str],
    *,
    device: str,
    threads: int,
    listener: Listener,
    progress: Progress | None = None,
) -> Examination:
    """The examination with models of the shelf on the same pictures, also written down.

    They run as plainly as the network: one look, edges as they come. One that cannot be had is
    left out, and why is written down.
    """
    known = {picture.name for picture in test.pictures}
    rows = [row for row in dataset.rows("test") if row.name in known]
    for name in dict.fromkeys(names):
        options = dataclasses.replace(PLAIN, model=name, device=graph_device(device))
        try:
            remover = build(options, threads=threads, progress=progress)
            other = _measure(remover, name, dataset, rows, listener)
        except NOT_TO_BE_HAD as error:
            test = dataclasses.replace(test, skipped={**test.skipped, name: str(error)})
        else:
            test = _with(test, other)
        write_test(run.path, test)
    return test


def _with(test: Examination, other: Other) -> Examination:
    """With a model's results in place of its earlier ones."""
    others = [one for one in test.others if one.name != other.name]
    skipped = {name: why for name, why in test.skipped.items() if name != other.name}
    return dataclasses.replace(test, others=(*others, other), skipped=skipped)


def _measure(
    remover: Remover, name: str, dataset: Dataset, rows: Sequence[Row], listener: Listener
) -> Other:
    remover.load()
    scores: dict[str, Scores] = {}
    times: list[float] = []

    def take(answered: Answered) -> None:
        scores[answered.row.name] = scores_of(answered)
        times.append(answered.seconds)

    def ask(photo: Pixels) -> tuple[FloatMap, float]:
        begun = time.perf_counter()
        cutout = remover(Image(photo))
        return cutout.alpha, time.perf_counter() - begun

    Session(dataset, os.cpu_count() or 1, listener).answers(rows, ask, take)
    ordered = {row.name: scores[row.name] for row in rows if row.name in scores}
    return Other(
        name, ordered, statistics.median(times), " on ".join(filter(None, remover.runtime))
    )
