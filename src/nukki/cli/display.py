"""Progress on standard error: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any

import click

from nukki.batch import Item, Outcome
from nukki.cli.summary import remarks, told
from nukki.cli.text import file_size, printable

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

SHOWN_NAMES = 3
"""How many of the pictures under way are named beside the bar."""


class Display:
    """What a user sees meanwhile: a `nukki.batch.Listener` and a `nukki.weights.Progress`.

    Args:
        each: Say a line for every picture instead of drawing a bar.
        terminal: Whether bars can be drawn; None asks standard error.
    """

    def __init__(self, *, each: bool = False, terminal: bool | None = None) -> None:
        self._each = each
        self._terminal = sys.stderr.isatty() if terminal is None else terminal
        self._lock = threading.Lock()
        self._under_way: list[str] = []
        self._bars: Progress | None = None
        self._pictures: TaskID | None = None
        self._download: TaskID | None = None

    def __enter__(self) -> Display:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def planned(self, total: int) -> None:
        """A bar for several pictures; one alone needs none."""
        if total > 1 and not self._each and self._terminal:
            self._pictures = self._opened().add_task("", total=total, unit="pictures")

    def started(self, item: Item) -> None:
        """Name the picture beside the bar."""
        self._rename(add=item.name)

    def finished(self, outcome: Outcome) -> None:
        """Move the bar; say what needs saying."""
        for line in remarks(outcome):
            self._say(line)
        if self._each and outcome.status != "failed":
            self._say(told(outcome))
        self._rename(drop=outcome.source)
        if self._bars is not None and self._pictures is not None:
            self._bars.advance(self._pictures)

    def start(self, name: str, total_bytes: int | None) -> None:
        """A download begins."""
        if self._terminal:
            self._download = self._opened().add_task(name, total=total_bytes, unit="bytes")
            return
        size = f" ({file_size(total_bytes)})" if total_bytes else ""
        self._say(f"nukki: fetching {name}{size}")

    def advance(self, n_bytes: int) -> None:
        """So many more bytes have come."""
        if self._bars is not None and self._download is not None:
            self._bars.advance(self._download, n_bytes)

    def finish(self) -> None:
        """The download ended."""
        if self._bars is not None and self._download is not None:
            self._bars.remove_task(self._download)
        self._download = None

    def _opened(self) -> Progress:
        if self._bars is None:
            self._bars = _bars()
            self._bars.start()
        return self._bars

    def _rename(self, *, add: str = "", drop: str = "") -> None:
        with self._lock:
            if add:
                self._under_way.append(add)
            if drop in self._under_way:
                self._under_way.remove(drop)
            names = ", ".join(printable(name) for name in self._under_way[:SHOWN_NAMES])
        if self._bars is not None and self._pictures is not None:
            self._bars.update(self._pictures, description=names)

    def _say(self, line: str) -> None:
        if self._bars is None:
            click.echo(printable(line), err=True)
        else:
            self._bars.console.out(printable(line), highlight=False)


def _bars() -> Progress:
    """Bars that count pictures or bytes, each in its own way; gone when all is done."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.progress import DownloadColumn as BytesColumn

    by_unit: dict[str, ProgressColumn] = {"pictures": MofNCompleteColumn(), "bytes": BytesColumn()}

    class AmountColumn(ProgressColumn):
        """So many of so many, in the task's own unit."""

        def render(self, task: Any) -> Any:
            return by_unit[task.fields["unit"]].render(task)

    return Progress(
        BarColumn(),
        AmountColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
        console=Console(stderr=True),
        transient=True,
    )
