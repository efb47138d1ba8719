"""Where a run stands, and everything that going on from there needs.

Lightning's own checkpoints are not used: what they need to go on amid an epoch changes from
version to version, and a run should be continued with the Lightning of next year.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nukki.train.checkpoint import WEIGHTS, read_checkpoint, write_checkpoint
from nukki.train.module import LossTally, Place, Training


def save_state(path: Path, training: Training) -> None:
    """Write all of it, whole or not at all.

    Raises:
        OutputError: It cannot be written; what was saved before still is.
    """
    mean = training.mean_network
    content: dict[str, Any] = {
        "place": asdict(training.place),
        "seconds": training.clock.seconds,
        "losses": asdict(training.losses),
        "network": training.network.state_dict(),
        "mean": None if mean is None else mean.state_dict(),
        "optimizer": training.optimizers().optimizer.state_dict(),
        "precision": training.trainer.precision_plugin.state_dict(),
    }
    write_checkpoint(path, content)


def save_best(path: Path, training: Training) -> None:
    """Write the weights that were measured, whole or not at all."""
    state = training.best_network.state_dict()
    write_checkpoint(path, {WEIGHTS: {name: value.cpu() for name, value in state.items()}})


@dataclass(frozen=True)
class Saved:
    """A state that was read; applied in two steps, since the optimizer is made in between."""

    content: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> Saved:
        """What `save_state` wrote.

        Raises:
            InputError: It is none.
        """
        return cls(read_checkpoint(path))

    def restore_network(self, training: Training) -> None:
        """Its place, weights, their mean, the time, and the loss of the epoch so far."""
        training.place = Place(**self.content["place"])
        training.network.load_state_dict(self.content["network"])
        if training.mean_network is not None:
            training.mean_network.load_state_dict(self.content["mean"])
        training.clock.before_s = self.content["seconds"]
        training.losses = LossTally(**self.content["losses"])

    def restore_optimizer(self, training: Training) -> None:
        """The optimizer's moments and the scale of 16-bit gradients."""
        training.optimizers().optimizer.load_state_dict(self.content["optimizer"])
        if self.content["precision"]:  # empty where the run had another arithmetic
            training.trainer.precision_plugin.load_state_dict(self.content["precision"])
