"""A run's network on its test split, with a record that it was read."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from nukki import codecs
from nukki._version import __version__
from nukki.codecs.atomic import write_whole
from nukki.core.arrays import FloatMap
from nukki.core.errors import InputError, InputNotFoundError
from nukki.core.values import Cutout, Image
from nukki.evaluate.measuring import Listener
from nukki.train.checkpoint import trained_network
from nukki.train.data.dataset import Dataset
from nukki.train.data.evenly import evenly
from nukki.train.data.row import Row
from nukki.train.device import Machine, choose_machine
from nukki.train.examination.asking import Answered, Session, scores_of
from nukki.train.examination.exported import time_exported
from nukki.train.examination.trained import Trained
from nukki.train.loop import calculating
from nukki.train.networks import find_network
from nukki.train.questions import chosen_rows, question
from nukki.train.report.examined import Examination, Examined, Occasion
from nukki.train.report.files import MATTES, read_test, weights_digest, write_test
from nukki.train.report.sweep import Curve, curves_of, precision_and_recall, sweep_of
from nukki.train.run_folder import RunFolder

TIMED = 24
"""Pictures that the exported graph is timed on."""


def open_test_split(run: RunFolder, moved: Path | None = None) -> Dataset:
    """The data set of a run.

    Args:
        run: Which.
        moved: Where the data set lies now; None is where it was.

    Raises:
        InputNotFoundError: It is not there.
        InputError: It is another one, or holds nothing to test on.
    """
    place = moved or Path(run.record.dataset)
    try:
        dataset = Dataset.open(place)
    except InputNotFoundError as error:
        raise InputNotFoundError(f"{error}; say with --data where it lies now") from error
    if dataset.digest != run.record.dataset_digest:
        raise InputError(
            f"{place}: not the data set that {run.path} was trained on, so it may hold pictures "
            "that the network knows; for other pictures use 'nukki export' and 'nukki evaluate'"
        )
    if not chosen_rows(dataset, "test", 0):
        raise InputError(
            f"{place}: expected pictures with masks in the test split, found none; give it a share "
            "with 'nukki data prepare --split 70,15,15' and train anew"
        )
    return dataset


def examine(
    run: RunFolder, dataset: Dataset, *, device: str, threads: int, listener: Listener
) -> Examination:
    """Ask the network about every picture of the test split, and write down what came of it.

    Writes ``test.json`` and a matte for each picture into the run; the run's record says when it
    was tested, and with which weights. An interrupt leaves no record, and shows no number.

    Raises:
        InputNotFoundError: No epoch was measured yet.
        InputError: Not one picture could be read.
        DeviceError: The device is not there.
        OutputError: The run cannot be written to.
    """
    machine = choose_machine(
        dataclasses.replace(run.settings, device=device, devices=1, precision="32")
    )
    spec = find_network(run.record.network)
    rows = chosen_rows(dataset, "test", 0)
    trained = Trained(trained_network(run), spec, run.record.size_hw, machine.accelerator)
    notes = Notes(run.path)
    session = Session(dataset, os.cpu_count() or 1, listener)
    with calculating(threads):
        session.answers(rows, trained, notes.take)
    if not notes.examined:
        name, why = next(iter(session.left_out.items()))
        raise InputError(f"{dataset.path}: not one test picture could be measured; {name}: {why}")
    test = _with_known_others(run, _examination(run, dataset, notes, session, machine, rows))
    test = _timed(run, test, dataset, rows, device=device, threads=threads)
    _record(run, test)
    return test


@dataclass
class Notes:
    """What is written down of each answer, from several threads.

    Attributes:
        run: Where mattes go.
        examined: What was measured, by name.
        curves: Quality against threshold, by name.
    """

    run: Path
    examined: dict[str, Examined] = field(default_factory=dict)
    curves: dict[str, Curve] = field(default_factory=dict)

    def take(self, answered: Answered) -> None:
        """Measure an answer and keep its matte."""
        row, truth = answered.row, answered.asked.truth
        place = f"{MATTES}/{Path(row.image).stem}.png"
        write_whole(self.run / place, _grey_png(answered.matte))
        precision, recall = precision_and_recall(answered.matte, truth)
        scores = scores_of(answered)
        self.curves[row.name] = curves_of(answered.matte, truth)
        self.examined[row.name] = Examined(row, scores, precision, recall, answered.seconds, place)


def _grey_png(alpha: FloatMap) -> bytes:
    black = np.zeros((*alpha.shape, 3), np.uint8)
    return codecs.write(Cutout(black, alpha, Image(black)), "png", quality=95, matte_only=True)


def _examination(
    run: RunFolder,
    dataset: Dataset,
    notes: Notes,
    session: Session,
    machine: Machine,
    rows: Sequence[Row],
) -> Examination:
    known = [row.name for row in rows if row.name in notes.examined]
    pictures = tuple(notes.examined[name] for name in known)
    occasion = Occasion(
        when=datetime.now(UTC).isoformat(timespec="seconds"),
        weights=weights_digest(run),
        dataset=dataset.digest,
        iou=float(np.mean([picture.iou for picture in pictures])),
        pictures=len(pictures),
    )
    return Examination(
        occasion=occasion,
        pictures=pictures,
        sweep=sweep_of(notes.curves[name] for name in known),
        earlier=tuple(Occasion(**held) for held in run.record.tests),
        machine=str(machine),
        version=__version__,
        left_out=session.left_out,
    )


def _with_known_others(run: RunFolder, test: Examination) -> Examination:
    """With the models of the shelf that were measured the time before, on the same pictures."""
    before = read_test(run.path)
    if before is None or before.occasion.dataset != test.occasion.dataset:
        return test
    return dataclasses.replace(test, others=before.others, skipped=before.skipped)


def _timed(
    run: RunFolder,
    test: Examination,
    dataset: Dataset,
    rows: Sequence[Row],
    *,
    device: str,
    threads: int,
) -> Examination:
    known = [row for row in rows if row.name not in test.left_out]
    photos = [question(dataset, row, "test").photo for row in evenly(known, TIMED)]
    found = time_exported(run, photos, device=device, threads=threads)
    if found is None:
        return test
    return dataclasses.replace(test, exported_seconds=found[0], exported_engine=found[1])


def _record(run: RunFolder, test: Examination) -> None:
    """Into the run's record first: a test that was read counts, even if its file is lost."""
    run.update(tests=[*map(dict, run.record.tests), dataclasses.asdict(test.occasion)])
    write_test(run.path, test)
