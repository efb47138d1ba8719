"""Stages that run side by side, with bounded queues between them.

    reader ──Channel──▶ model (the caller's own thread) ──Channel──▶ finisher ──Channel──▶ writer

When one of them fails, or the caller is interrupted, all stop; the first error is the one raised.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Generic, TypeVar

Item = TypeVar("Item")

PATIENCE_S = 0.1
"""How long a stage waits for its neighbour before it looks whether all shall stop."""


class HaltedError(Exception):
    """Another stage failed; this one is to stop."""


class Channel(Generic[Item]):
    """A queue of at most ``capacity`` items: who feeds it waits until there is room."""

    def __init__(self, halt: threading.Event, *, capacity: int) -> None:
        self._halt = halt
        self._queue: queue.Queue[tuple[Item, ...]] = queue.Queue(capacity)

    def feed(self, items: Iterable[Item]) -> None:
        """Put all items in, and the end after them.

        Raises:
            HaltedError: Another stage failed meanwhile.
        """
        for item in items:
            self._put((item,))
        self._put(())

    def _put(self, entry: tuple[Item, ...]) -> None:
        while not self._halt.is_set():
            try:
                self._queue.put(entry, timeout=PATIENCE_S)
            except queue.Full:
                continue
            return
        raise HaltedError

    def __iter__(self) -> Iterator[Item]:
        while True:
            try:
                entry = self._queue.get(timeout=PATIENCE_S)
            except queue.Empty:
                if self._halt.is_set():
                    raise HaltedError from None
                continue
            if not entry:
                return
            yield entry[0]


class Crew:
    """Threads that live as long as the ``with`` block, and end together."""

    def __init__(self) -> None:
        self.halt = threading.Event()
        self._threads: list[threading.Thread] = []
        self._errors: list[BaseException] = []
        self._lock = threading.Lock()

    def channel(self, capacity: int) -> Channel[Item]:
        """A queue between two of its stages."""
        return Channel(self.halt, capacity=capacity)

    def start(self, work: Callable[[], None]) -> None:
        """Do ``work`` in a thread of its own."""
        thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except HaltedError:
            return
        except BaseException as error:  # noqa: BLE001 - raised again where the crew was called
            with self._lock:
                self._errors.append(error)
            self.halt.set()

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self.halt.set()
        for thread in self._threads:
            thread.join()
        if self._errors and (error is None or isinstance(error, HaltedError)):
            raise self._errors[0]
