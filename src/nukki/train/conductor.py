"""What happens round the steps of a run: measuring, saving, telling, ending."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from lightning.pytorch import Callback, Trainer

from nukki.train.answers import SHEET, write_answers
from nukki.train.batches import Batches
from nukki.train.curves import write_curves
from nukki.train.initial import begins_trained
from nukki.train.module import Training
from nukki.train.run_folder import RunFolder
from nukki.train.state import Saved, save_best, save_state
from nukki.train.stop import StopFlag
from nukki.train.tensorboard import TensorBoard
from nukki.train.validation import MEASURED, Examiner, means

SPEED_OVER = 20
"""Batches over which pictures a second are averaged."""

REASONS = {
    "epochs": "all epochs are done",
    "minutes": "the time is over",
    "patience": "no epoch was better for as long as was asked",
    "interrupted": "it was interrupted",
    "pruned": "it was given up: others were better at this point",
}

Row = dict[str, float]


class TrainingListener(Protocol):
    """Told how a run goes, in the process that leads."""

    def begun(self, run: RunFolder, batches: int, epoch: int) -> None:
        """Training begins, with so many batches an epoch, after so many epochs."""

    def batch_done(self, epoch: int, batch: int, loss: float, pictures_s: float) -> None:
        """A batch of an epoch (from 1) was learnt; the epoch's mean loss; pictures a second."""

    def measuring(self) -> None:
        """Validation begins."""

    def start_measured(self, row: Row) -> None:
        """The weights that it begins with were measured, before the first step."""

    def epoch_done(self, row: Row, best: bool) -> bool:
        """An epoch was measured; True gives the run up."""


@dataclass
class Pace:
    """How fast pictures go by."""

    pictures: int
    times: deque[float]

    def tick(self) -> float:
        """Pictures a second, lately."""
        self.times.append(time.monotonic())
        span = self.times[-1] - self.times[0]
        return self.pictures * (len(self.times) - 1) / span if span > 0 else 0.0


class Conductor(Callback):
    """Measures after every epoch, keeps the best, saves, tells, and knows when to end.

    Args:
        run: Where all is written, by the leading process only.
        batches: The training pictures.
        examiner: Measures on validation pictures.
        listener: Told how it goes.
        stop: Set when the user asks to end.
        saved: Where the run stood, to go on from there.
        board: Also told of each epoch's measures.
    """

    def __init__(
        self,
        run: RunFolder,
        batches: Batches,
        examiner: Examiner,
        listener: TrainingListener,
        *,
        stop: StopFlag,
        saved: Saved | None,
        board: TensorBoard | None = None,
    ) -> None:
        self.run, self.batches, self.examiner = run, batches, examiner
        self.listener, self.stop, self.saved = listener, stop, saved
        self.settings = run.settings
        self.board = board
        self.reason = "epochs"
        self.rows = run.rows()
        self.pace = Pace(batches.batch, deque(maxlen=SPEED_OVER))
        self.saved_at_s = 0.0
        self.validation_s = 0.0
        self.speed = 0.0

    def on_train_start(self, trainer: Trainer, training: Training) -> None:
        """Go on from what was saved; the time runs from here."""
        if self.saved is not None:
            self.saved.restore_optimizer(training)
            self.saved = None
        self.rows = [row for row in self.rows if row["epoch"] <= training.place.epoch]
        training.clock.start()
        self.saved_at_s = training.clock.seconds
        self.stop.claim()
        if trainer.is_global_zero:
            self.listener.begun(self.run, len(self.batches), training.place.epoch)
        if not self.rows and begins_trained(training.spec, self.settings):
            self._measure_start(trainer, training)

    def on_train_batch_end(
        self, trainer: Trainer, training: Training, outputs: Any, batch: Any, index: int
    ) -> None:
        """Count, tell, and see whether to save or to end."""
        place = training.place
        place.batch += 1
        self.speed = self.pace.tick()
        if trainer.is_global_zero:
            self.listener.batch_done(place.epoch + 1, place.batch, training.losses.mean, self.speed)
        if place.batch % self.settings.accumulate or place.batch == len(self.batches):
            return
        if self._any(trainer, self.stop.asked):
            self._end(trainer, "interrupted")
        elif self._any(trainer, self._time_is_over(training)):
            self._end(trainer, "minutes")
        if self.reason == "interrupted" or self._save_is_due(training):
            self._save(trainer, training)

    def on_train_epoch_end(self, trainer: Trainer, training: Training) -> None:
        """Measure, keep, save; unless the user wants to go."""
        place = training.place
        whole = place.batch == len(self.batches)
        if self.reason == "interrupted" and not whole:
            return
        row = self._measured(trainer, training, place.epoch + 1)
        place.epoch, place.batch = place.epoch + 1, 0
        training.losses = type(training.losses)()
        best = self._take(trainer, training, row)
        if self._any(trainer, self.stop.asked):
            self._end(trainer, "interrupted")
        elif self._any(trainer, self._time_is_over(training)):
            self._end(trainer, "minutes")
        elif self.settings.patience and place.epoch - self.best_epoch >= self.settings.patience:
            self._end(trainer, "patience")
        if self.board is not None:
            self.board.write(row)
        give_up = trainer.is_global_zero and self.listener.epoch_done(row, best)
        if self._any(trainer, give_up):
            self._end(trainer, "pruned")
        self.pace.times.clear()
        self.batches.begin(place.epoch)

    def on_train_end(self, trainer: Trainer, training: Training) -> None:
        """Say how it ended."""
        if not trainer.is_global_zero:
            return
        if not self.run.best_checkpoint.is_file():
            save_best(self.run.best_checkpoint, training)
        status = "interrupted" if self.reason == "interrupted" else "finished"
        self._record(training, status=status, reason=REASONS[self.reason])

    @property
    def best_epoch(self) -> int:
        """The best epoch so far, from 1; 0 for the weights begun with."""
        return int(self._best_row.get("epoch", 0))

    @property
    def _best_row(self) -> Row:
        """Empty before anything was measured; of equal ones that of the least loss.

        At first a network may take every pixel, or none, for many epochs, while it learns.
        """
        sign, name = 1 if self.settings.more_is_better else -1, self.settings.monitor
        return max(
            self.rows, key=lambda row: (sign * row[name], -row["validation_loss"]), default={}
        )

    def _measure_start(self, trainer: Trainer, training: Training) -> None:
        """Trained weights are only given up for better ones."""
        row = self._measured(trainer, training, 0)
        self._take(trainer, training, row)
        if self.board is not None:
            self.board.write(row)
        if trainer.is_global_zero:
            self.listener.start_measured(row)

    def _measured(self, trainer: Trainer, training: Training, epoch: int) -> Row:
        if trainer.is_global_zero:
            self.listener.measuring()
        begun = time.monotonic()
        totals = self.examiner(training)
        if trainer.world_size > 1:
            values = torch.tensor(list(totals.values()), device=training.device)
            summed = trainer.strategy.reduce(values, reduce_op="sum")
            totals = dict(zip(totals, summed.tolist(), strict=True))
        self.validation_s = time.monotonic() - begun
        scores = means(totals)
        validation_loss = scores.pop("loss")
        return {
            "epoch": epoch,
            "step": training.place.step,
            "minutes": training.clock.seconds / 60,
            "learning_rate": training.optimizers().param_groups[0]["lr"],
            **({"loss": training.losses.mean} if epoch else {}),
            "validation_loss": validation_loss,
            **scores,
            "pictures_s": self.speed,
        }

    def _take(self, trainer: Trainer, training: Training, row: Row) -> bool:
        """Keep a row, and the weights when they are the best; whether they are."""
        self.rows.append(row)
        best = self.best_epoch == row["epoch"]
        if trainer.is_global_zero:
            if best:
                save_best(self.run.best_checkpoint, training)
                write_answers(self.run.path / SHEET, training, self.examiner)
            self.run.write_rows(self.rows)
            write_curves(self.run.path / "curves.svg", self.rows, self.best_epoch)
            self._record(training)
        self._save(trainer, training)
        return best

    def _record(self, training: Training, **changes: Any) -> None:
        measured = {key: value for key, value in self._best_row.items() if key in MEASURED}
        self.run.update(
            epoch=training.place.epoch, minutes=round(training.clock.seconds / 60, 2),
            best_epoch=self.best_epoch, best=measured, **changes,
        )  # fmt: skip

    def _save(self, trainer: Trainer, training: Training) -> None:
        self.saved_at_s = training.clock.seconds
        if trainer.is_global_zero:
            save_state(self.run.last_checkpoint, training)

    def _save_is_due(self, training: Training) -> bool:
        after_s = self.settings.save_minutes * 60
        return bool(after_s) and training.clock.seconds - self.saved_at_s >= after_s

    def _time_is_over(self, training: Training) -> bool:
        """Whether there is no time for another step and the measuring after it."""
        limit_s = training.extent.seconds
        return limit_s is not None and training.clock.seconds + self.validation_s >= limit_s

    def _end(self, trainer: Trainer, reason: str) -> None:
        self.reason = reason
        trainer.should_stop = True

    @staticmethod
    def _any(trainer: Trainer, value: bool) -> bool:
        """Whether it holds in any process: all must end together."""
        if trainer.world_size == 1:
            return value
        return bool(trainer.strategy.reduce_boolean_decision(value, all=False))
