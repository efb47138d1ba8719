"""Photos or clips measured one by one: what fails is told, what is known is not repeated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from nukki.core.errors import InputError
from nukki.evaluate.evaluation import Row
from nukki.evaluate.journal import Journal
from nukki.evaluate.pairs import Problem


class Named(Protocol):
    """Anything that is measured."""

    @property
    def name(self) -> str:
        """What it is called in results."""


Item = TypeVar("Item", bound=Named)


class Listener(Protocol):
    """Told how an evaluation goes."""

    def planned(self, total: int) -> None:
        """So many photos will come."""

    def started(self, name: str) -> None:
        """This one is under way."""

    def finished(self, name: str, problem: str = "") -> None:
        """It is measured, or left out for this reason."""


class Silent:
    """A `Listener` that does nothing."""

    def planned(self, total: int) -> None:
        """Nothing."""

    def started(self, name: str) -> None:
        """Nothing."""

    def finished(self, name: str, problem: str = "") -> None:
        """Nothing."""


class Measuring(Generic[Item]):
    """Measures items, and remembers what came of them.

    Args:
        journal: Keeps rows.
        key: Changes with whatever an item's row depends on.
        measure: Gives an item's row.

    Attributes:
        rows: What was measured.
        problems: What could not be.
    """

    def __init__(
        self, journal: Journal[Row], key: Callable[[Item], str], measure: Callable[[Item], Row]
    ) -> None:
        self._journal = journal
        self._key = key
        self._measure = measure
        self.rows: list[Row] = []
        self.problems: list[Problem] = []

    def run(self, items: Sequence[Item], known: Sequence[Problem], listener: Listener) -> bool:
        """Measure every item; True when the user interrupted.

        Args:
            items: In order.
            known: What cannot be used, as is known already.
            listener: Told of all of them.
        """
        listener.planned(len(known) + len(items))
        for problem in known:
            listener.finished(problem.name, problem.message)
        try:
            for item in items:
                listener.started(item.name)
                listener.finished(item.name, self._take(item))
        except KeyboardInterrupt:
            return True
        return False

    def _take(self, item: Item) -> str:
        """Measure one item; what is wrong with it, "" when nothing is."""
        key = self._key(item)
        row = self._journal.find(key)
        try:
            if row is None:
                row = self._measure(item)
                self._journal.add(key, row)
        except InputError as error:
            self.problems.append(Problem(item.name, str(error)))
            return str(error)
        self.rows.append(row)
        return ""


def stamp(path: Path) -> tuple[str, int, int]:
    """A file's name, size and time; zeros where it is not there."""
    try:
        status = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path.absolute()), status.st_size, status.st_mtime_ns
