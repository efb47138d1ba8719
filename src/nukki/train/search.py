"""What a search may vary, and how a trial's settings follow from what was drawn."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Mapping
from typing import Any

from optuna import Trial

from nukki.core.parameters import pairs
from nukki.train.networks import find_network
from nukki.train.optimizer import peak_rate
from nukki.train.settings import TrainingSettings

LOSSES = ("bce", "bce+iou", "bce+dice", "bce+iou+0.5*ssim", "structure")
STRENGTHS = ("light", "normal", "strong")
BATCHES = (4, 8, 16)
WIDTHS = (8, 16, 24, 32)
WIDTH = "width"


def draw_settings(trial: Trial, base: TrainingSettings) -> TrainingSettings:
    """Settings of one trial: ``base`` with what was drawn.

    Varies the learning rate round the network's own, loss, augmentation, batch and weight decay;
    the width of networks that have one, unless ``base`` sets it.
    """
    spec = find_network(base.arch)
    rate = peak_rate(spec, base)
    drawn: dict[str, Any] = {
        "learning_rate": trial.suggest_float("learning_rate", rate / 10, rate * 5, log=True),
        "loss": trial.suggest_categorical("loss", LOSSES),
        "augment": trial.suggest_categorical("augment", STRENGTHS),
        "batch": trial.suggest_categorical("batch", BATCHES),
        "weight_decay": trial.suggest_float("weight_decay", 1e-5, 1e-1, log=True),
    }
    given = dict(pairs(base.parameters))
    if WIDTH in _parameters(spec.options) and WIDTH not in given:
        drawn["parameters"] = given | {WIDTH: str(trial.suggest_categorical(WIDTH, WIDTHS))}
    return dataclasses.replace(base, **drawn)


def settings_of(params: Mapping[str, Any], base: TrainingSettings) -> TrainingSettings:
    """The settings of a trial that is done, by what was drawn for it."""
    drawn = {name: value for name, value in params.items() if name != WIDTH}
    if WIDTH in params:
        drawn["parameters"] = dict(pairs(base.parameters)) | {WIDTH: str(params[WIDTH])}
    return dataclasses.replace(base, **drawn)


def command(dataset: str, output: str, settings: TrainingSettings) -> str:
    """``nukki train`` with these settings, ready to be run."""
    plain = TrainingSettings().as_json()
    words = ["nukki train", shlex.quote(dataset)]
    for name, value in settings.as_json().items():
        if name == "parameters":
            words += [f"--set {key}={each}" for key, each in value.items()]
        elif value != plain[name]:
            words.append(_flag(name, value))
    return " ".join((*words, f"-o {shlex.quote(output)}"))


def _flag(name: str, value: Any) -> str:
    text = f"{value:.3g}" if isinstance(value, float) else str(value)
    return f"--{name.replace('_', '-')} {shlex.quote(text)}"


def _parameters(options: type[Any]) -> tuple[str, ...]:
    return tuple(item.name for item in dataclasses.fields(options))
