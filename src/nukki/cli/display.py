"""Progress on standard error: bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from nukki.batch import Item, Outcome
from nukki.cli.downloads import Downloads
from nukki.cli.summary import remarks, told
from nukki.cli.text import printable

if TYPE_CHECKING:
    from rich.progress import TaskID

SHOWN_NAMES = 3
"""How many of the pictures under way are named beside the bar."""


class Display(Downloads):
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

    def _rename(self, *, add: str = "", drop: str = "") -> None:
        with self._lock:
            if add:
                self._under_way.append(add)
            if drop in self._under_way:
                self._under_way.remove(drop)
            names = ", ".join(printable(name) for name in self._under_way[:SHOWN_NAMES])
        self._change(self._pictures, description=names)
