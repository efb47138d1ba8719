"""One step of training: what Lightning asks of a module."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from lightning.pytorch import LightningModule
from torch import Tensor, nn

from nukki.train.augment import chance_of
from nukki.train.ema import RunningMean
from nukki.train.initial import begins_trained
from nukki.train.losses.mix import LossMix, parse_mix
from nukki.train.networks import NetworkSpec
from nukki.train.optimizer import is_below, parameter_groups, parameters_below
from nukki.train.prompts.hinted import HINT_CHANNELS
from nukki.train.prompts.lesson import lesson
from nukki.train.render import Batch, Layers, render
from nukki.train.schedule import Clock, Extent, rate_at
from nukki.train.settings import TrainingSettings


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
        size_hw: Height and width that the network sees, in pixels.
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
        for parameter in parameters_below(self.network, self.frozen):
            parameter.requires_grad_(False)

    @property
    def best_network(self) -> nn.Module:
        """What is measured and kept: the mean of weights, or the weights as they are."""
        return self.mean_network.network if self.mean_network else self.network

    def normalised(self, photo: Tensor) -> Tensor:
        """(B, 3, H, W) in [0, 1] as the network was made to see it."""
        seen = (photo - self.photo_mean) / self.photo_std
        return seen.contiguous(memory_format=torch.channels_last)

    def seen(self, photo: Tensor, hints: Tensor | None = None) -> Tensor:
        """What the network gets: the photo, and hints (none known) where it was made for them."""
        normal = self.normalised(photo)
        if self.settings.prompts == "none":
            return normal
        known = torch.zeros_like(normal[:, :HINT_CHANNELS]) if hints is None else hints
        return torch.cat((normal, known), dim=1).contiguous(memory_format=torch.channels_last)

    @torch.no_grad()
    def answer(self, network: nn.Module, photo: Tensor, hints: Tensor | None = None) -> Tensor:
        """A network's logits (B, 1, H, W), as it will be used; nothing is learnt from it."""
        was_training = network.training
        network.eval()
        # in single precision also where training is mixed: as it will be exported
        logits: Tensor = network(self.seen(photo, hints))[0]
        network.train(was_training)
        return logits

    def train(self, mode: bool = True) -> Training:
        """Training mode, but for what is frozen: its BatchNorm keeps the statistics it has."""
        super().train(mode)
        for name, part in self.network.named_modules():
            if is_below(name, self.frozen):
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
        hints = None
        if self.settings.prompts == "clicks":
            chance = chance_of(self.settings.seed, self.place.step, self.place.batch)
            taught = lesson(batch, partial(self.answer, self.network), chance)
            batch, hints = taught.batch, taught.hints
        outputs = self.network(self.seen(batch.photo, hints))
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
        """AdamW (Loshchilov and Hutter 2017) on `parameter_groups`."""
        return torch.optim.AdamW(
            parameter_groups(self.network, self.spec, self.settings),
            weight_decay=self.settings.weight_decay,
        )
