"""How a training run goes, on standard error: a bar on a terminal, a line for each epoch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from nukki.cli.bars import Bars
from nukki.cli.text import seconds

if TYPE_CHECKING:
    from rich.progress import ProgressColumn, TaskID

    from nukki.train.run_folder import RunFolder

HEADS = ("epoch", "loss", "val. loss", "IoU", "bound. F", "S", "MAE", "img/s", "time")
WIDTHS = (7, 7, 9, 7, 8, 7, 7, 6, 10)


class TrainingDisplay(Bars):
    """A `nukki.train.conductor.TrainingListener` and a `nukki.train.teacher.TeachingListener`.

    Args:
        terminal: Whether a bar can be drawn; None asks standard error.
    """

    def __init__(self, *, terminal: bool | None = None) -> None:
        super().__init__(terminal=terminal)
        self._bar: TaskID | None = None
        self._last: int | None = None
        self._batches = 0
        self._iou = math.nan

    def teaching(self, teacher: str, total: int) -> None:
        """Say who is asked about how many photos."""
        self._say(f"{teacher} is asked about {total} photos without masks")
        self._open(total)

    def taught(self) -> None:
        """Move the bar."""
        self._advance(self._bar)

    def begun(self, run: RunFolder, batches: int, epoch: int) -> None:
        """Say what is trained, and the heads of the table."""
        record = run.record
        size = f"{record.size_hw[1]}x{record.size_hw[0]}"
        self._say(f"{record.network} at {size} on {record.machine}")
        if epoch:
            self._say(f"going on after epoch {epoch}")
        self._say(_aligned(HEADS))
        self._last, self._batches = run.settings.last_epoch, batches
        self._open(batches)

    def batch_done(self, epoch: int, batch: int, loss: float, pictures_s: float) -> None:
        """Move the bar."""
        of = f"/{self._last}" if self._last else ""
        iou = "" if math.isnan(self._iou) else f"  IoU {self._iou:.3f}"
        text = f"epoch {epoch}{of}  loss {loss:.3f}{iou}  {_speed(pictures_s)} img/s"
        self._change(self._bar, description=text, completed=batch)

    def measuring(self) -> None:
        """Say what takes so long."""
        self._change(self._bar, description="measuring", completed=self._batches)

    def start_measured(self, row: dict[str, float]) -> None:
        """A line of the table, as of epoch 0."""
        self._say_row(row, "*", "", "")

    def epoch_done(self, row: dict[str, float], best: bool) -> bool:
        """A line of the table; a star marks the best so far."""
        speed = _speed(row["pictures_s"])
        self._say_row(row, "*" if best else " ", f"{row['loss']:.4f}", speed)
        return False

    def _say_row(self, row: dict[str, float], mark: str, loss: str, speed: str) -> None:
        self._iou = row["iou"]
        names = ("validation_loss", "iou", "boundary_f", "s_measure", "mae")
        measures = (f"{row[name]:.4f}" for name in names)
        epoch = f"{row['epoch']:.0f}{mark}"
        self._say(_aligned((epoch, loss, *measures, speed, seconds(row["minutes"] * 60))))

    def _open(self, total: int) -> None:
        """A bar of so many steps, in place of the one before."""
        self._drop(self._bar)
        self._bar = self._draw("", total=total)

    def _columns(self) -> tuple[ProgressColumn, ...]:
        from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn

        return BarColumn(bar_width=24), MofNCompleteColumn(), TimeRemainingColumn()


def _speed(pictures_s: float) -> str:
    return f"{pictures_s:.0f}" if pictures_s >= 10 else f"{pictures_s:.1f}"


def _aligned(cells: tuple[str, ...]) -> str:
    return "  ".join(cell.rjust(width) for cell, width in zip(cells, WIDTHS, strict=True))
