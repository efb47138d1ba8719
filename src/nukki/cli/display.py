"""Progress on standard error: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from nukki.batch import Item, Outcome
from nukki.cli.bars import Bars
from nukki.cli.summary import remarks, told
from nukki.cli.text import file_size, printable

if TYPE_CHECKING:
    from rich.progress import ProgressColumn, TaskID

SHOWN_NAMES = 3
"""How many of the pictures under way are named beside the bar."""


class Display(Bars):
    """What a user sees meanwhile: a `nukki.batch.Listener` and a `nukki.weights.Progress`.

    Args:
        each: Say a line for every picture instead of drawing a bar.
        terminal: Whether bars can be drawn; None asks standard error.
    """

    def __init__(self, *, each: bool = False, terminal: bool | None = None) -> None:
        super().__init__(terminal=terminal)
        self._each = each
        self._lock = threading.Lock()
        self._under_way: list[str] = []
        self._pictures: TaskID | None = None
        self._download: TaskID | None = None

    def planned(self, total: int) -> None:
        """A bar for several pictures; one alone needs none."""
        if total > 1 and not self._each:
            self._pictures = self._draw("", total=total, unit="pictures")

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
        self._advance(self._pictures)

    def start(self, name: str, total_bytes: int | None) -> None:
        """A download begins."""
        self._download = self._draw(name, total=total_bytes, unit="bytes")
        if self._download is None:
            size = f" ({file_size(total_bytes)})" if total_bytes else ""
            self._say(f"nukki: fetching {name}{size}")

    def advance(self, n_bytes: int) -> None:
        """So many more bytes have come."""
        self._advance(self._download, n_bytes)

    def finish(self) -> None:
        """The download ended."""
        self._drop(self._download)
        self._download = None

    def _columns(self) -> tuple[ProgressColumn, ...]:
        from rich.progress import BarColumn, TimeRemainingColumn

        return BarColumn(), _amount_column(), TimeRemainingColumn()

    def _rename(self, *, add: str = "", drop: str = "") -> None:
        with self._lock:
            if add:
                self._under_way.append(add)
            if drop in self._under_way:
                self._under_way.remove(drop)
            names = ", ".join(printable(name) for name in self._under_way[:SHOWN_NAMES])
        self._change(self._pictures, description=names)


def _amount_column() -> ProgressColumn:
    """So many of so many: pictures are counted, downloads told in bytes."""
    from rich.progress import DownloadColumn, MofNCompleteColumn, ProgressColumn

    by_unit: dict[str, ProgressColumn] = {
        "pictures": MofNCompleteColumn(),
        "bytes": DownloadColumn(),
    }

    class AmountColumn(ProgressColumn):
        """So many of so many, in the task's own unit."""

        def render(self, task: Any) -> Any:
            return by_unit[task.fields["unit"]].render(task)

    return AmountColumn()
