"""One step of training: what Lightning asks of a module."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from lightning.pytorch import LightningModule
from torch import Tensor, nn

from nukki.train.augment import chance_of
from nukki.train.ema import RunningMean
from nukki.train.initial import begins_trained
from nukki.train.losses.mix import LossMix, parse_mix
from nukki.train.networks import NetworkSpec
from nukki.train.render import Batch, Layers, render
from nukki.train.schedule import Clock, Extent, rate_at
from nukki.train.settings import TrainingSettings

NORMS = (nn.modules.batchnorm._BatchNorm, nn.GroupNorm, nn.LayerNorm)


@dataclass
class Place:
    """Where a run stands.

    Attributes:
        epoch: Epochs done.
        batch: Batches done of the next one.
        step: Optimizer steps done in all.
    """

    epoch: int = 0
    batch: int = 0
    step: int = 0


@dataclass
class LossTally:
    """The mean loss of an epoch so far."""

    total: float = 0.0
    count: int = 0

    def add(self, loss: float) -> None:
        """One step's loss."""
        self.total += loss
        self.count += 1

    @property
    def mean(self) -> float:
        """Of all steps; NaN before the first."""
        return self.total / self.count if self.count else float("nan")


class Training(LightningModule):
    """A network, its losses, its optimizer and the mean of its weights.

    Args:
        network: What learns.
        spec: How photos are normalised for it, and which of its parts come with weights.
        settings: What was asked for.
        extent: How long the run is.
        clock: How long it has run.
    """

    def __init__(
        self,
        network: nn.Module,
        spec: NetworkSpec,
        settings: TrainingSettings,
        *,
        size_hw: tuple[int, int],
        extent: Extent,
        clock: Clock,
    ) -> None:
        super().__init__()
        self.network = network.to(memory_format=torch.channels_last)
        trained = begins_trained(spec, settings)
        self.mean_network = (
            RunningMean(self.network, settings.ema, trained=trained) if settings.ema else None
        )
        self.spec, self.settings, self.size_hw = spec, settings, size_hw
        self.mix: LossMix = parse_mix(settings.loss)
        self.extent, self.clock = extent, clock
        self.losses = LossTally()
        self.place = Place()
        self.register_buffer("photo_mean", torch.tensor(spec.mean).view(1, 3, 1, 1), False)
        self.register_buffer("photo_std", torch.tensor(spec.std).view(1, 3, 1, 1), False)
        self.frozen = {"none": (), "early": spec.early, "encoder": spec.encoder}[settings.freeze]
        for _, parameter in _below(self.network, self.frozen):
            parameter.requires_grad_(False)

    @property
    def best_network(self) -> nn.Module:
        """What is measured and kept: the mean of weights, or the weights as they are."""
        return self.mean_network.network if self.mean_network else self.network

    def normalised(self, photo: Tensor) -> Tensor:
        """(B, 3, H, W) in [0, 1] as the network was made to see it."""
        seen = (photo - self.photo_mean) / self.photo_std
        return seen.contiguous(memory_format=torch.channels_last)

    def train(self, mode: bool = True) -> Training:
        """Training mode, but for what is frozen: its BatchNorm keeps the statistics it has."""
        super().train(mode)
        for name, part in self.network.named_modules():
            if any(f"{name}.".startswith(_dotted(prefix)) for prefix in self.frozen):
                part.training = False
        return self

    def transfer_batch_to_device(self, batch: Any, device: torch.device, index: int) -> Any:
        """Layers go as bytes; they become pictures there."""
        return batch.to(device) if isinstance(batch, Layers) else batch

    def on_after_batch_transfer(self, batch: Any, index: int) -> Any:
        """The batch as the network sees it, augmented."""
        return render(batch, self.size_hw) if isinstance(batch, Layers) else batch

    def training_step(self, batch: Batch, index: int) -> Tensor:
        """The loss of one batch."""
        outputs = self.network(self.normalised(batch.photo))
        loss = self.mix(
            outputs, batch.target, batch.weight, batch.photo, supervision=self.settings.supervision
        )
        self.losses.add(float(loss.detach()))
        return loss

    def on_train_batch_start(self, batch: Any, index: int) -> None:
        """Set chance and the learning rate for this place of the run."""
        torch.manual_seed(
            int(chance_of(self.settings.seed, self.place.step, self.place.batch).integers(2**62))
        )
        share = self.extent.share(self.place.step, self.clock.seconds)
        warmup = self.spec.warmup if self.settings.warmup is None else self.settings.warmup
        factor = rate_at(share, warmup)
        for group in self.optimizers().param_groups:
            group["lr"] = group["peak"] * factor

    def optimizer_step(self, *given: Any, **named: Any) -> None:
        """A step, and the mean follows."""
        super().optimizer_step(*given, **named)
        self.place.step += 1
        if self.mean_network is not None:
            self.mean_network.follow(self.network)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """AdamW (Loshchilov and Hutter 2017); see `parameter_groups`."""
        return torch.optim.AdamW(
            parameter_groups(self.network, self.spec, self.settings),
            weight_decay=self.settings.weight_decay,
        )


def peak_rate(spec: NetworkSpec, settings: TrainingSettings) -> float:
    """The highest learning rate of a run."""
    return settings.learning_rate or spec.learning_rate


def parameter_groups(
    network: nn.Module, spec: NetworkSpec, settings: TrainingSettings
) -> list[dict[str, Any]]:
    """What learns, in up to four groups: encoder or not, pulled towards 0 or not.

    Biases and the scales of norms are not pulled: that would only make them small. An encoder
    that begins at random learns as fast as the rest.
    """
    encoder = (
        {id(p) for _, p in _below(network, spec.encoder)} if settings.init != "none" else set()
    )
    single = {id(p) for m in network.modules() if isinstance(m, NORMS) for p in m.parameters()}
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for parameter in network.parameters():
        if parameter.requires_grad:
            still = id(parameter) in single or parameter.ndim <= 1
            groups.setdefault((id(parameter) in encoder, still), []).append(parameter)
    peak = peak_rate(spec, settings)
    return [
        {
            "params": parameters,
            "peak": peak * (settings.encoder_factor if in_encoder else 1.0),
            "lr": peak,
            **({"weight_decay": 0.0} if still else {}),
        }
        for (in_encoder, still), parameters in groups.items()
    ]


def _below(network: nn.Module, prefixes: Sequence[str]) -> Iterator[tuple[str, nn.Parameter]]:
    for name, parameter in network.named_parameters():
        if any(name.startswith(_dotted(prefix)) for prefix in prefixes):
            yield name, parameter


def _dotted(prefix: str) -> str:
    return prefix if prefix.endswith(".") else f"{prefix}."
