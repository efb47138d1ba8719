"""The newest item and no other: what makes a live picture late is waiting in line."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from nukki.video.crew import PATIENCE_S

Item = TypeVar("Item")


class Latest(Generic[Item]):
    """A place for one item between two threads.

    Who puts one never waits: an item that nobody took is dropped for the newer one. Who takes one
    waits for it, and never gets the same twice. When all shall stop it ends like any other
    iterator, so that a recording keeps what was recorded until then.

    Args:
        halt: Set when all stages shall stop.
    """

    def __init__(self, halt: threading.Event) -> None:
        self._halt = halt
        self._changed = threading.Condition()
        self._waiting: tuple[Item, ...] = ()
        self._newest: tuple[Item, ...] = ()
        self._ended = False
        self.dropped = 0

    def feed(self, items: Iterable[Item]) -> None:
        """Put all items in as they come, and end after them, whatever happens."""
        try:
            for item in items:
                self.put(item)
        finally:
            self.end()

    def put(self, item: Item) -> None:
        """Replace what is there."""
        with self._changed:
            self.dropped += len(self._waiting)
            self._waiting = self._newest = (item,)
            self._changed.notify_all()

    def end(self) -> None:
        """No more will come."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def newest(self) -> Item | None:
        """The newest item, whether it was taken or not; None before the first."""
        with self._changed:
            return self._newest[0] if self._newest else None

    def first(self) -> Item | None:
        """An item as soon as there is one; it can still be taken. None when none will come."""
        with self._changed:
            while not (self._newest or self._ended or self._halt.is_set()):
                self._changed.wait(PATIENCE_S)
        return self.newest()

    def __iter__(self) -> Iterator[Item]:
        while (taken := self._take()) is not None:
            yield taken[0]

    def _take(self) -> tuple[Item] | None:
        with self._changed:
            while not self._waiting:
                if self._ended or self._halt.is_set():
                    return None
                self._changed.wait(PATIENCE_S)
            (item,), self._waiting = self._waiting, ()
            return (item,)
