"""Workers side by side, with nothing waiting in memory but names."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

POLL_S = 0.2
"""How often the main thread looks up: on Windows a wait without end hears no Ctrl-C."""


@dataclass(frozen=True)
class Shares:
    """How the cores are dealt out.

    Attributes:
        workers: Pictures under way at once.
        threads: CPU threads of the network in each.
    """

    workers: int
    threads: int


def deal(n_pictures: int, jobs: int = 0) -> Shares:
    """Workers and threads for so many pictures; ``jobs`` sets the workers, 0 leaves it open.

    One picture gets every core. Several get a worker each, up to the cores, and share them: more
    threads than cores would make N pictures slower than one after another.
    """
    there = cores()
    workers = max(1, min(n_pictures, jobs or there))
    return Shares(workers, max(1, there // workers))


def side_by_side(
    tasks: Iterable[Task], work: Callable[[Task], Result], *, workers: int
) -> Generator[Result, None, None]:
    """The results, as they finish.

    A task is taken from ``tasks`` when a worker is free for it, and not before. Raises what
    ``work`` raises. Closing the iterator lets running tasks end and starts no more.
    """
    if workers <= 1:
        for task in tasks:
            yield work(task)
        return
    crew = _Crew(tasks, work)
    crew.start(workers)
    try:
        yield from crew.results()
    finally:
        crew.stop()


def meanwhile(work: Callable[[], Result]) -> Callable[[], Result]:
    """Start ``work`` in a thread; what is given back waits for it and gives or raises its result.

    The thread is a daemon: nothing waits for work that nobody asks for any more.
    """
    future: Future[Result] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - whoever asks for the result raises it
            future.set_exception(error)

    threading.Thread(target=run, name="nukki-ahead", daemon=True).start()
    return future.result


@dataclass(frozen=True)
class _Raised:
    """What a task raised, on its way to the main thread."""

    error: BaseException


@dataclass(frozen=True)
class _Left:
    """A worker found nothing more to do."""


class _Crew(Generic[Task, Result]):
    """Daemon threads, so that a second Ctrl-C need not wait for a long picture."""

    def __init__(self, tasks: Iterable[Task], work: Callable[[Task], Result]) -> None:
        self._waiting = iter(tasks)
        self._work = work
        self._lock = threading.Lock()
        self._stopped = False
        self._done: queue.SimpleQueue[Result | _Raised | _Left] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []

    def start(self, workers: int) -> None:
        for number in range(workers):
            thread = threading.Thread(target=self._run, name=f"nukki-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def results(self) -> Iterator[Result]:
        at_work = len(self._threads)
        while at_work:
            result = self._next()
            if isinstance(result, _Raised):
                raise result.error
            if isinstance(result, _Left):
                at_work -= 1
            else:
                yield result

    def stop(self) -> None:
        self._stopped = True
        for thread in self._threads:
            while thread.is_alive():
                thread.join(POLL_S)

    def _next(self) -> Result | _Raised | _Left:
        while True:
            try:
                return self._done.get(timeout=POLL_S)
            except queue.Empty:
                continue

    def _run(self) -> None:
        try:
            while not self._stopped:
                with self._lock:
                    task = next(self._waiting, None)
                if task is None:
                    break
                self._done.put(self._work(task))
        except BaseException as error:  # noqa: BLE001 - the main thread raises it
            self._done.put(_Raised(error))
        self._done.put(_Left())


def cores() -> int:
    """Cores this process may use: fewer than the machine's in a container or under taskset."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
