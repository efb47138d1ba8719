"""A run from its settings to its best weights."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import lightning.pytorch as lightning
import torch

from nukki.core.errors import InputError
from nukki.train.batches import Batches, Part
from nukki.train.conductor import Conductor, TrainingListener
from nukki.train.data.dataset import Dataset
from nukki.train.device import Machine, choose_machine
from nukki.train.initial import begin_with
from nukki.train.module import Training
from nukki.train.networks import NetworkSpec, find_network
from nukki.train.pictures import Answers, PictureStore
from nukki.train.prompts.hinted import widen
from nukki.train.questions import chosen_rows, training_rows
from nukki.train.quiet import quiet
from nukki.train.run_folder import RunFolder
from nukki.train.schedule import Clock, Extent
from nukki.train.settings import TrainingSettings
from nukki.train.state import Saved
from nukki.train.stop import StopFlag
from nukki.train.tensorboard import TensorBoard
from nukki.train.validation import Examiner

LOUD = ("lightning.pytorch", "lightning.fabric")
"""Loggers that remark on every run."""


def train(
    run: RunFolder,
    dataset: Dataset,
    listener: TrainingListener,
    *,
    settings: TrainingSettings | None = None,
    answers: Answers | None = None,
) -> RunFolder:
    """Train until the run is over or is stopped; goes on where it was left.

    Args:
        run: From `nukki.train.opening.open_run`.
        dataset: The pictures.
        listener: Told how it goes.
        settings: The run's own, perhaps for another machine.
        answers: Mattes of pictures without truth; None leaves those out.

    Raises:
        InputError: There is nothing to train on.
        DeviceError: The device that was asked for is not there.
    """
    settings = settings or run.settings
    machine = choose_machine(settings)
    course = _prepare(run, dataset, settings, machine, answers)
    if leads():
        run.update(status="running", machine=str(machine), reason="")
    stop = StopFlag()
    board = TensorBoard(run.path / "tb")
    conductor = Conductor(
        run, course.batches, course.examiner, listener, stop=stop, saved=course.saved, board=board
    )
    with quiet(*LOUD), calculating(settings.threads), stop.listening():
        trainer = _trainer(settings, machine, course, [conductor, board])
        trainer.fit(course.training, train_dataloaders=course.batches)
    return run


@dataclass(frozen=True)
class Course:
    """A run, put together."""

    training: Training
    batches: Batches
    examiner: Examiner
    saved: Saved | None


def _prepare(
    run: RunFolder,
    dataset: Dataset,
    settings: TrainingSettings,
    machine: Machine,
    answers: Answers | None,
) -> Course:
    spec = find_network(run.record.network)
    part = Part(_rank(), machine.devices)
    workers = settings.workers or os.cpu_count() or 1
    rows = training_rows(dataset, taught=answers is not None)
    measured = chosen_rows(dataset, "validation", settings.validate, answers)
    if not measured:
        raise InputError(f"{dataset.path}: expected pictures with masks in the validation split")
    batches = Batches(
        PictureStore(dataset, run.record.size_hw, settings.memory * 10**6, answers),
        rows,
        batch=settings.batch,
        strength=settings.augment,
        seed=settings.seed,
        workers=workers,
        part=part,
    )
    training = _training(run, spec, settings, len(batches))
    saved = Saved.read(run.last_checkpoint) if run.last_checkpoint.is_file() else None
    if saved is not None:
        saved.restore_network(training)
    batches.begin(training.place.epoch, training.place.batch)
    own = measured[part.rank :: part.of]
    at_once = max(1, settings.batch // part.of)
    examiner = Examiner(dataset, own, "validation", at_once, workers, answers)
    return Course(training, batches, examiner, saved)


def _training(
    run: RunFolder, spec: NetworkSpec, settings: TrainingSettings, batches: int
) -> Training:
    torch.manual_seed(settings.seed)
    network = spec.make(run.record.parameters)
    if not run.last_checkpoint.is_file():
        begin_with(network, spec, settings)
    if settings.prompts != "none":
        widen(network, name=spec.name)
    steps = None
    if settings.last_epoch:
        steps = settings.last_epoch * -(-batches // settings.accumulate)
    seconds = settings.minutes * 60 if settings.minutes else None
    return Training(
        network,
        spec,
        settings,
        size_hw=run.record.size_hw,
        extent=Extent(steps, seconds),
        clock=Clock(),
    )


def _trainer(
    settings: TrainingSettings,
    machine: Machine,
    course: Course,
    callbacks: list[lightning.Callback],
) -> lightning.Trainer:
    last = settings.last_epoch
    return lightning.Trainer(
        accelerator=machine.accelerator,
        devices=machine.devices,
        strategy=machine.strategy,
        precision=machine.precision,
        sync_batchnorm=machine.devices > 1 and machine.accelerator == "cuda",
        max_epochs=-1 if last is None else last - course.training.place.epoch,
        accumulate_grad_batches=settings.accumulate,
        gradient_clip_val=settings.clip or None,
        callbacks=callbacks,
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        use_distributed_sampler=False,
        num_sanity_val_steps=0,
    )


@contextmanager
def calculating(threads: int) -> Iterator[None]:
    """With so many CPU threads; 0 leaves it as it is."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads or before)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _rank() -> int:
    return int(os.environ.get("LOCAL_RANK", "0"))


def leads() -> bool:
    """Whether this is the one process of several that writes and tells."""
    return _rank() == 0
