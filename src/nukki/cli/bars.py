"""Standard error as every display uses it: bars on a terminal, and lines that stay."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import click

from nukki.cli.text import printable

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn, TaskID


class Bars:
    """What displays derive from; rich is imported with the first bar, and never for a pipe.

    Args:
        terminal: Whether bars can be drawn; None asks standard error.
    """

    def __init__(self, *, terminal: bool | None = None) -> None:
        self._terminal = sys.stderr.isatty() if terminal is None else terminal
        self._progress: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def _columns(self) -> tuple[ProgressColumn, ...]:
        """What stands in a bar's line, from left to right, before its description."""
        raise NotImplementedError

    def _draw(self, description: str, *, total: int | None, **fields: Any) -> TaskID | None:
        """A new bar, None where none can be drawn; ``fields`` are for the columns."""
        if not self._terminal:
            return None
        if self._progress is None:
            self._progress = _progress(self._columns())
            self._progress.start()
        return self._progress.add_task(description, total=total, **fields)

    def _advance(self, bar: TaskID | None, steps: int = 1) -> None:
        if self._progress is not None and bar is not None:
            self._progress.advance(bar, steps)

    def _change(self, bar: TaskID | None, **changes: Any) -> None:
        """Another ``description``, ``total`` or ``completed``."""
        if self._progress is not None and bar is not None:
            self._progress.update(bar, **changes)

    def _drop(self, bar: TaskID | None) -> None:
        if self._progress is not None and bar is not None:
            self._progress.remove_task(bar)

    def _close(self) -> None:
        """Take all bars away."""
        if self._progress is not None:
            self._progress.stop()
        self._progress = None

    def _say(self, line: str) -> None:
        """A line that stays, above the bars."""
        if self._progress is None:
            click.echo(printable(line), err=True)
        else:
            self._progress.console.out(printable(line), highlight=False)


def _progress(columns: tuple[ProgressColumn, ...]) -> Progress:
    """Bars with these columns and a description; gone when all is done."""
    from rich.console import Console
    from rich.progress import Progress, TextColumn

    said = TextColumn("{task.description}", markup=False)
    return Progress(*columns, said, console=Console(stderr=True), transient=True)
