"""What is said while the camera is on: a line that changes on a terminal, a summary at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nukki.cli.bars import Bars
from nukki.cli.text import seconds

if TYPE_CHECKING:
    from rich.progress import ProgressColumn, TaskID

    from nukki.video.live import Reading
    from nukki.video.live.schedule import Schedule


class WebcamDisplay(Bars):
    """A `nukki.video.live.Watcher` on standard error.

    Args:
        model: The network's name.
        terminal: Whether a line can be drawn anew; None asks standard error.
    """

    def __init__(self, model: str, *, terminal: bool | None = None) -> None:
        super().__init__(terminal=terminal)
        self._model = model
        self._line: TaskID | None = None

    def began(self, where: str, size_hw: tuple[int, int]) -> None:
        """The first frame came."""
        size = f"{size_hw[1]}x{size_hw[0]}"
        self._say(f"nukki: {size} by {self._model}, to {where}; Ctrl-C ends it")
        self._line = self._draw("waiting for the first pictures", total=None)

    def goes_on(self, reading: Reading, schedule: Schedule, *, watched: bool) -> None:
        """Draw the line anew."""
        told = _told(reading)
        if schedule.interval > 1:
            told += f" · mask of every {schedule.interval} frames"
        self._change(self._line, description=told if watched else "nobody looks; resting")

    def ended(self, reading: Reading) -> None:
        """Say what came of it."""
        self._close()
        self._say(f"nukki: {seconds(reading.seconds)}: {_told(reading)}")

    def _columns(self) -> tuple[ProgressColumn, ...]:
        from rich.progress import SpinnerColumn

        return (SpinnerColumn(),)


def _told(reading: Reading) -> str:
    return (
        f"{reading.frames} frames · {reading.fps:.1f} fps · late by {reading.p50_ms} ms "
        f"(95%: {reading.p95_ms}) · {reading.dropped} dropped"
    )
