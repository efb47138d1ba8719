"""How a network is trained, as one frozen value; the flags of ``nukki train`` are made from it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from nukki.core.errors import OptionError
from nukki.core.fields import check_options, make, option
from nukki.core.grammar import parse_size
from nukki.core.parameters import pairs

Strength = Literal["none", "light", "normal", "strong"]
Precision = Literal["auto", "32", "bf16", "16"]
Freeze = Literal["none", "early", "encoder"]
Monitor = Literal["iou", "mae", "s_measure", "max_f", "boundary_f"]
Prompts = Literal["none", "clicks"]

DEFAULT_EPOCHS = 40
"""How long a run is when neither epochs nor minutes are given."""

CHANCE = "none"
"""What ``--init`` says to begin with random weights."""

LESS_IS_BETTER = ("mae",)
"""Measures that fall as a network improves."""


@dataclass(frozen=True, kw_only=True)
class TrainingSettings:
    """What a run was asked for; None leaves a choice to the network or the machine.

    Raises:
        OptionError: A value is outside its grammar.
    """

    arch: str = option("unet", "Network to train: unet, u2netp, lite, ...", metavar="NAME")
    parameters: Mapping[str, Any] | tuple[str, ...] = option(
        (), "Set a parameter of the network.", flags=("--set",), metavar="KEY=VALUE", many=True
    )
    size: str | None = option(
        None, "What the network sees, in pixels; its own size if not given.", metavar="SIZE"
    )
    epochs: int | None = option(
        None, f"Times through all pictures; {DEFAULT_EPOCHS} without --minutes.", kind=int,
        metavar="N",
    )  # fmt: skip
    minutes: float | None = option(
        None, "Train this long; the learning rate follows the time.", kind=float, metavar="N"
    )
    batch: int = option(8, "Pictures a step, over all devices.", metavar="N")
    accumulate: int = option(1, "Batches whose gradients are summed to one step.", metavar="N")
    learning_rate: float | None = option(
        None, "Highest learning rate; the network's own if not given.", kind=float, metavar="RATE"
    )
    encoder_factor: float = option(
        0.1, "Learning rate of a pretrained encoder, as a share.", metavar="SHARE"
    )
    weight_decay: float = option(0.01, "Pull of weights towards 0 (AdamW).", metavar="RATE")
    warmup: float | None = option(
        None,
        "Share of the run in which the learning rate rises; the network's own if not given.",
        kind=float,
        metavar="SHARE",
    )
    loss: str = option("bce+iou", "Losses and their shares, such as bce+0.5*ssim.", metavar="MIX")
    supervision: float = option(
        1.0, "Weight of side outputs' losses, of networks that have such.", metavar="SHARE"
    )
    augment: Strength = option(
        "normal", "How much pictures are varied.", choices=get_args(Strength)
    )
    ema: float = option(
        0.999, "Decay of the running mean of weights that is kept; 0 takes the last.",
        metavar="SHARE",
    )  # fmt: skip
    clip: float = option(1.0, "Longest gradient; 0 does not clip.", metavar="NORM")
    freeze: Freeze = option(
        "none", "Leave published weights as they are: early layers, or all of the encoder's.",
        choices=get_args(Freeze),
    )  # fmt: skip
    init: str | None = option(
        None,
        "Begin with these weights: a file, a run, a model's name; none for chance.",
        metavar="FILE|NAME",
    )
    teacher: str | None = option(
        None, "Learn unlabelled photos from a model's mattes, or several joined by +.",
        metavar="NAME",
    )  # fmt: skip
    agreement: float = option(
        4.0, "How fast a pixel's weight falls where teachers disagree.", metavar="N"
    )
    prompts: Prompts = option(
        "none", "What is told beside the photo: clicks train interactive segmentation.",
        choices=get_args(Prompts),
    )  # fmt: skip
    monitor: Monitor = option(
        "iou", "Measure by which the best epoch is chosen.", choices=get_args(Monitor)
    )
    patience: int = option(0, "Stop after so many epochs without a better one.", metavar="N")
    validate: int = option(
        200, "Measure at most N pictures after each epoch; 0 takes all.", metavar="N"
    )
    precision: Precision = option(
        "auto", "Arithmetic: mixed where the device is faster so.", choices=get_args(Precision)
    )
    device: str = option("auto", "auto, cpu, cuda or mps; fails if not there.", metavar="NAME")
    devices: int = option(
        0, "How many of them; 0 takes all GPUs that the batch can be divided over.", metavar="N"
    )
    workers: int = option(0, "Threads that read pictures; 0 takes one a core.", metavar="N")
    threads: int = option(
        0, "CPU threads that calculate; 0 takes one a core. On a busy machine, 1 may be fastest.",
        metavar="N",
    )  # fmt: skip
    memory: int = option(1024, "Megabytes in which pictures are kept between epochs.", metavar="MB")
    save_minutes: float = option(
        5.0, "Also save within an epoch, this often; 0 only after epochs.", metavar="N"
    )
    seed: int = option(0, "Where all chance begins.", metavar="N")

    def __post_init__(self) -> None:
        check_options(self)
        pairs(self.parameters)
        if self.size is not None:
            parse_size(self.size)
        for name in ("batch", "accumulate"):
            self._expect(name, getattr(self, name) >= 1, "at least 1")
        for name in ("epochs", "minutes", "learning_rate"):
            self._expect(
                name, getattr(self, name) is None or getattr(self, name) > 0, "more than 0"
            )
        for name in ("patience", "validate", "devices", "workers", "threads", "memory", "seed",
                     "clip", "supervision", "weight_decay", "agreement",
                     "save_minutes"):  # fmt: skip
            self._expect(name, getattr(self, name) >= 0, "at least 0")
        for name in ("encoder_factor", "warmup", "ema"):
            self._expect(name, 0 <= (getattr(self, name) or 0) <= 1, "0 to 1")
        self._expect("ema", self.ema < 1, "less than 1")

    def _expect(self, name: str, holds: bool, expected: str) -> None:
        if not holds:
            raise OptionError(f"{name}: expected {expected}, got {getattr(self, name)}")

    @property
    def last_epoch(self) -> int | None:
        """Epochs to train, None when only time ends the run."""
        return self.epochs or (None if self.minutes else DEFAULT_EPOCHS)

    @property
    def more_is_better(self) -> bool:
        """Whether high values of the monitored measure are good."""
        return self.monitor not in LESS_IS_BETTER

    def as_json(self) -> dict[str, Any]:
        """Its fields as JSON values."""
        return dataclasses.asdict(self) | {"parameters": dict(pairs(self.parameters))}


ELSEWHERE = ("device", "devices", "workers", "threads", "memory", "precision", "save_minutes")
"""Settings of the machine, not of what is trained: a run may go on with others."""


def read_settings(values: Mapping[str, Any]) -> TrainingSettings:
    """Settings from what `TrainingSettings.as_json` gave.

    Raises:
        UnknownNameError: A key is no setting; the nearest is named.
        OptionError: A value is outside its grammar.
    """
    return make(TrainingSettings, values)


def differences(one: TrainingSettings, other: TrainingSettings) -> tuple[str, ...]:
    """Names of the settings that make two runs train different things."""
    first, second = one.as_json(), other.as_json()
    return tuple(key for key in first if key not in ELSEWHERE and first[key] != second[key])
