"""The bar while photos are read, measured or examined, and what is left out of them."""

from __future__ import annotations

from pathlib import Path

from nukki.batch import Failure, Item, Outcome
from nukki.cli.display import Display
from nukki.core.errors import InputError


class Watcher:
    """A `nukki.evaluate.Listener` that moves the bar and names what is left out."""

    def __init__(self, display: Display) -> None:
        self._display = display

    def planned(self, total: int) -> None:
        """So many photos will come."""
        self._display.planned(total)

    def started(self, name: str) -> None:
        """Name it beside the bar."""
        self._display.started(Item(Path(name), None, ""))

    def finished(self, name: str, problem: str = "") -> None:
        """Move the bar; say why a photo is left out."""
        if problem:
            failure = Failure("InputError", f"left out: {problem}", InputError.exit_code)
            self._display.finished(Outcome(name, None, "failed", failure=failure))
        else:
            self._display.finished(Outcome(name, None, "ok"))
