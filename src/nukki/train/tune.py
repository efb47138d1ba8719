"""Searching for the settings with which a network learns best.

    study/
      study.db        every trial, in SQLite: the search goes on where it was left
      trials/0007/    a trial's own run
      report.html     history and importance
      best.txt        the command that trains with the best settings

Akiba et al., Optuna, 2019: tree-structured Parzen estimator (Bergstra et al. 2011); trials that are
worse than the median of the others at the same epoch are given up.
"""

from __future__ import annotations

import dataclasses
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import optuna
from optuna.trial import FrozenTrial, Trial, TrialState

from nukki.codecs.atomic import write_whole
from nukki.core.errors import OptionError, OutputError
from nukki.train.conductor import REASONS, Row
from nukki.train.data.dataset import Dataset
from nukki.train.loop import train
from nukki.train.opening import open_run
from nukki.train.pictures import Answers
from nukki.train.quiet import quiet
from nukki.train.run_folder import RunFolder
from nukki.train.search import command, draw_settings, settings_of
from nukki.train.settings import TrainingSettings, read_settings
from nukki.train.tune_report import write_report

NAME = "nukki"
STARTUP_TRIALS = 5
"""Trials that are drawn at random, and never given up, before there is anything to learn from."""


class TuningListener(Protocol):
    """Told how a search goes."""

    def trial_begun(self, number: int, params: dict[str, object]) -> None:
        """A trial begins, with what was drawn for it."""

    def trial_epoch(self, number: int, row: Row) -> None:
        """An epoch of a trial was measured."""

    def trial_done(self, number: int, value: float | None, best: float | None) -> None:
        """It ended; None when it was given up. The best so far."""


@dataclass
class TrialListener:
    """A `nukki.train.conductor.TrainingListener` that reports epochs and gives bad trials up."""

    trial: Trial
    monitor: str
    more_is_better: bool
    listener: TuningListener
    value: float | None = None
    pruned: bool = False

    def begun(self, run: RunFolder, batches: int, epoch: int) -> None:
        """Nothing to do."""

    def batch_done(self, epoch: int, batch: int, loss: float, pictures_s: float) -> None:
        """Nothing to do."""

    def measuring(self) -> None:
        """Nothing to do."""

    def start_measured(self, row: Row) -> None:
        """Nothing to do: all trials begin with the same weights."""

    def epoch_done(self, row: Row, best: bool) -> bool:
        """Report the measure; whether to give up."""
        value = row[self.monitor]
        if self.value is None or (value > self.value) == self.more_is_better:
            self.value = value
        self.listener.trial_epoch(self.trial.number, row)
        self.trial.report(row[self.monitor], int(row["epoch"]))
        self.pruned = self.trial.should_prune()
        return self.pruned


@dataclass(frozen=True)
class Search:
    """A search on disk.

    Attributes:
        path: Its folder.
        dataset: The pictures.
        base: Settings that all trials share.
        answers: Mattes of pictures without truth.
    """

    path: Path
    dataset: Dataset
    base: TrainingSettings
    answers: Answers | None = None

    def run(self, trials: int, listener: TuningListener) -> tuple[optuna.Study, bool]:
        """Go on until there are so many trials, given-up ones among them; whether a user ended it.

        Raises:
            OptionError: The search there was begun with other settings or other pictures.
            OutputError: It cannot be written there.
        """
        with quiet("optuna"):
            study = self._open()
            interrupted = False
            while len(done := _done(study)) < trials and not interrupted:
                interrupted = self._one(study, len(done), listener)
                self._tell(study)
            self._tell(study)
        return study, interrupted

    def best_command(self, study: optuna.Study) -> str:
        """``nukki train`` with the best settings; "" before a trial was finished."""
        if not _complete(study):
            return ""
        best = settings_of(study.best_params, self.base)
        best = dataclasses.replace(best, epochs=None, minutes=None)  # trials are shorter than runs
        return command(str(self.dataset.path), "run", best)

    def _open(self) -> optuna.Study:
        self._make_folder()
        place = f"sqlite:///{self.path / 'study.db'}"
        study = optuna.create_study(
            storage=place,
            study_name=NAME,
            direction="maximize" if self.base.more_is_better else "minimize",
            sampler=optuna.samplers.TPESampler(
                seed=self.base.seed, n_startup_trials=STARTUP_TRIALS
            ),
            pruner=optuna.pruners.MedianPruner(n_startup_trials=STARTUP_TRIALS, n_warmup_steps=1),
            load_if_exists=True,
        )
        self._check_same(study)
        # of the trials so far, too: else a later sitting would draw the first one's again
        seed = self.base.seed + len(study.get_trials(deepcopy=False))
        study.sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=STARTUP_TRIALS)
        for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            study.tell(trial.number, state=TrialState.FAIL)  # was killed
        return study

    def _make_folder(self) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"cannot write {self.path}: {error.strerror or error}") from error

    def _check_same(self, study: optuna.Study) -> None:
        mark = {"settings": self.base.as_json(), "digest": self.dataset.digest}
        kept = study.user_attrs.get("begun_with")
        if kept is None:
            study.set_user_attr("begun_with", mark)
        elif kept["digest"] != mark["digest"] or read_settings(kept["settings"]) != read_settings(
            self.base.as_json()
        ):
            raise OptionError(
                f"{self.path}: the search there was begun with other settings or pictures; "
                "choose another -o"
            )

    def _one(self, study: optuna.Study, number: int, listener: TuningListener) -> bool:
        """One trial; whether the user wants to end."""
        trial = study.ask()
        settings = draw_settings(trial, self.base)
        listener.trial_begun(number, dict(trial.params))
        folder = self.path / "trials" / f"{trial.number:04d}"
        shutil.rmtree(folder, ignore_errors=True)  # of a trial that was killed
        told = TrialListener(trial, self.base.monitor, self.base.more_is_better, listener)
        run = open_run(folder, self.dataset, settings)
        train(run, self.dataset, told, settings=settings, answers=self.answers)
        run.last_checkpoint.unlink(missing_ok=True)  # three times the weights, for nothing
        if run.record.reason == REASONS["interrupted"]:
            study.tell(trial, state=TrialState.FAIL)
            return True
        if told.pruned or told.value is None:
            study.tell(trial, state=TrialState.PRUNED)
        else:
            study.tell(trial, told.value)
        best = study.best_value if _complete(study) else None
        listener.trial_done(number, None if told.pruned else told.value, best)
        return False

    def _tell(self, study: optuna.Study) -> None:
        best = self.best_command(study)
        write_report(self.path / "report.html", study, best)
        if best:
            write_whole(self.path / "best.txt", f"{best}\n".encode())


def _done(study: optuna.Study) -> list[FrozenTrial]:
    return study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED))


def _complete(study: optuna.Study) -> list[FrozenTrial]:
    return study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
