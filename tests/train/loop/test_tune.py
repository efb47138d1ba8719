from __future__ import annotations

import dataclasses
from pathlib import Path

import optuna
import pytest

from nukki.core.errors import OptionError
from nukki.train.data.dataset import Dataset
from nukki.train.settings import TrainingSettings
from nukki.train.tune import Search
from nukki.train.tune_report import importance, render


class Quiet:
    """Remembers which trials began."""

    def __init__(self) -> None:
        self.begun: list[dict[str, object]] = []

    def trial_begun(self, number: int, params: dict[str, object]) -> None:
        """Remember."""
        self.begun.append(params)

    def trial_epoch(self, number: int, row: dict[str, float]) -> None:
        """Nothing."""

    def trial_done(self, number: int, value: float | None, best: float | None) -> None:
        """Nothing."""


def test_three_tiny_trials_in_two_sittings(
    tmp_path: Path, few: Dataset, quick: TrainingSettings
) -> None:
    base, told = dataclasses.replace(quick, epochs=1), Quiet()
    for trials in (2, 3):
        study, interrupted = Search(tmp_path / "study", few, base).run(trials, told)
    assert not interrupted
    assert len(study.trials) == len(told.begun) == 3
    assert told.begun[0] != told.begun[2]
    assert (tmp_path / "study/best.txt").read_text().startswith("nukki train ")
    page = (tmp_path / "study/report.html").read_text()
    assert "<h2>History</h2>" in page
    assert "Not known yet" in page


def test_a_search_goes_on_with_its_own_settings_only(
    tmp_path: Path, few: Dataset, quick: TrainingSettings
) -> None:
    base = dataclasses.replace(quick, epochs=1)
    Search(tmp_path / "study", few, base).run(1, Quiet())
    with pytest.raises(OptionError, match="other settings"):
        Search(tmp_path / "study", few, dataclasses.replace(base, size="64")).run(1, Quiet())


def test_the_page_draws_which_setting_mattered() -> None:
    study = optuna.create_study(direction="maximize")
    for rate in (0.1, 0.2, 0.3, 0.7, 0.8, 0.9):
        trial = optuna.trial.create_trial(
            params={"learning_rate": rate, "batch": 8},
            distributions={
                "learning_rate": optuna.distributions.FloatDistribution(0.0, 1.0),
                "batch": optuna.distributions.CategoricalDistribution((4, 8)),
            },
            value=rate,
        )
        study.add_trial(trial)
    shares = importance(study, study.trials)
    assert shares["learning_rate"] > 0.9
    assert "importance of each setting" in render(study, "nukki train")
