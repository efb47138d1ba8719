"""The measures of each epoch for TensorBoard."""

from __future__ import annotations

from pathlib import Path

from lightning.pytorch import Callback, Trainer
from torch.utils.tensorboard import SummaryWriter

from nukki.train.module import Training

LEFT_OUT = ("epoch", "step")


class TensorBoard(Callback):
    """Event files that ``tensorboard --logdir run/tb`` shows; the conductor tells of each epoch."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.writer: SummaryWriter | None = None

    def on_train_start(self, trainer: Trainer, training: Training) -> None:
        """Steps that a killed run had done and lost are taken back."""
        if trainer.is_global_zero:
            self.writer = SummaryWriter(str(self.folder), purge_step=training.place.step + 1)

    def write(self, row: dict[str, float]) -> None:
        """One epoch."""
        if self.writer is None:
            return
        for name, value in row.items():
            if name not in LEFT_OUT:
                group = "speed" if name in ("minutes", "pictures_s") else "quality"
                self.writer.add_scalar(f"{group}/{name}", value, int(row["step"]))
        self.writer.flush()

    def on_train_end(self, trainer: Trainer, training: Training) -> None:
        """Close the file."""
        if self.writer is not None:
            self.writer.close()
