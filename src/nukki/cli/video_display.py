"""What is said while clips are cut out: a bar with frames per second on a terminal."""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any

import click

from nukki.cli.text import printable, seconds

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from nukki.video import Converted


class VideoDisplay:
    """A `nukki.video.Listener` on standard error.

    Args:
        terminal: Whether a bar can be drawn; None asks standard error.
    """

    def __init__(self, *, terminal: bool | None = None) -> None:
        self._terminal = sys.stderr.isatty() if terminal is None else terminal
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._began = monotonic()

    def __enter__(self) -> VideoDisplay:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._clear()

    def started(self, name: str, total: int | None) -> None:
        """A clip begins."""
        self._began = monotonic()
        if self._terminal:
            self._bar = _bar()
            self._bar.start()
            self._task = self._bar.add_task(printable(name), total=total)

    def advanced(self) -> None:
        """One more frame was written."""
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task)

    def checking(self) -> None:
        """All frames are written; the file is read again."""
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description="reading it again", total=None)

    def finished(self, source: str, done: Converted) -> None:
        """Say what came of a clip."""
        self._clear()
        took_s = monotonic() - self._began
        rate = done.frames / max(took_s, 1e-6)
        proof = f"; verified: {', '.join(done.proven)}" if done.proven else ""
        click.echo(
            printable(
                f"{source} -> {done.target}: {done.frames} frames in {seconds(took_s)} "
                f"({rate:.1f} a second){proof}"
            ),
            err=True,
        )
        for note in done.notes:
            click.echo(printable(f"nukki: note: {source}: {note}"), err=True)

    def _clear(self) -> None:
        if self._bar is not None:
            self._bar.stop()
        self._bar = self._task = None


def _bar() -> Progress:
    """A bar that counts frames, their rate and the time that is left; gone when all is done."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class RateColumn(ProgressColumn):
        """Frames per second."""

        def render(self, task: Any) -> Text:
            return Text(f"{task.speed:.1f} fps" if task.speed else "", style="progress.data.speed")

    return Progress(
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
        console=Console(stderr=True),
        transient=True,
    )
