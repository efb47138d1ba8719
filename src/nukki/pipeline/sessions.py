"""Loaded networks, kept warm and shared between threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np

from nukki.core.errors import EngineError
from nukki.engines import Session, SessionOptions, open_session
from nukki.pipeline.gathering import GatheringSession, RunTally
from nukki.pipeline.memory import give_back_freed_memory, keep_freed_memory, resident_bytes

Key: TypeAlias = tuple[str, SessionOptions]

MAX_WARM = 4
"""How many networks stay loaded; the one unused for longest goes first."""


@dataclass(frozen=True)
class Loaded:
    """A network that is kept.

    Attributes:
        session: To run it.
        n_bytes: What it takes; 0 where that is not watched.
    """

    session: Session
    n_bytes: int = 0


class SessionPool:
    """Sessions by file and settings; each is loaded once, however many threads ask."""

    def __init__(self, limit: int = MAX_WARM) -> None:
        self._limit = limit
        self._budget_bytes: int | None = None
        self._together: int | None = None
        self._loaded: OrderedDict[Key, Loaded] = OrderedDict()
        self._taken: dict[Path, int] = {}
        self._lock = threading.Lock()
        self._loading: dict[Key, threading.Lock] = {}
        self.tally = RunTally()

    def get(self, path: Path, options: SessionOptions) -> Session:
        """The session of a weight file, loaded if it is not there yet.

        Raises:
            EngineError: The runtime refused the file or the device.
        """
        key = (str(path), options)
        with self._lock:
            if key in self._loaded:
                self._loaded.move_to_end(key)
                return self._loaded[key].session
            gate = self._loading.setdefault(key, threading.Lock())
        with gate:
            found = self._loaded.get(key) or self._load(key, path, options)
            return found.session

    def serve(self, *, budget_bytes: int, together: int = 0) -> None:
        """Keep networks for many callers: by the memory they take instead of by their number.

        Args:
            budget_bytes: What they may take together, by `footprint`; one stays whatever it takes.
            together: Pictures in one run of a network that is loaded from now on; see
                `GatheringSession`.
        """
        with self._lock:
            self._budget_bytes, self._together = budget_bytes, together

    def clear(self) -> None:
        """Drop every session; runs in progress keep theirs until they end."""
        with self._lock:
            self._loaded.clear()

    def _load(self, key: Key, path: Path, options: SessionOptions) -> Loaded:
        if options.warm:
            keep_freed_memory()
        made = self._open(path, options)
        with self._lock:
            self._loaded[key] = made
            self._loading.pop(key, None)
            there = len(self._loaded)
            while len(self._loaded) > 1 and self._is_over():
                self._loaded.popitem(last=False)
            dropped = len(self._loaded) < there
        if dropped and self._budget_bytes is not None:
            give_back_freed_memory()
        return made

    def _open(self, path: Path, options: SessionOptions) -> Loaded:
        if self._together is None:
            return Loaded(open_session(path, options))
        before = resident_bytes()
        session = open_session(path, options)
        made = GatheringSession(session, most=self._together, tally=self.tally)
        taken = footprint(path, session, before=before, pictures=made.most)
        # Loaded again, it may lie in memory that others left, and seem to take little.
        self._taken[path] = max(self._taken.get(path, 0), taken)
        return Loaded(made, self._taken[path])

    def _is_over(self) -> bool:
        if self._budget_bytes is None:
            return len(self._loaded) > self._limit
        return sum(made.n_bytes for made in self._loaded.values()) > self._budget_bytes


def footprint(path: Path, session: Session, *, before: int, pictures: int = 1) -> int:
    """What a network takes in bytes, its working memory included: its first run is made here.

    Working memory is most of it: u2netp has a file of 4.6 MB and keeps 170 MiB. Where the system
    does not tell what a process takes, or sizes of the input are free, it is the file's size.

    Args:
        path: Its file.
        session: The network, just loaded.
        before: What the process took before that.
        pictures: As many as it may be shown at once.
    """
    _run_once(session, pictures)
    return max(_file_bytes(path), resident_bytes() - before)


def _run_once(session: Session, pictures: int) -> None:
    """Show it empty pictures, as large as they always are."""
    feed = {}
    for name, (first, *sides) in session.inputs.items():
        sizes = [side for side in sides if isinstance(side, int)]
        if len(sizes) < len(sides):
            return
        shape = (first if isinstance(first, int) else pictures, *sizes)
        feed[name] = np.zeros(shape, session.input_dtypes[name])
    with suppress(EngineError):  # an empty picture is none for every graph
        session.run(feed, outputs=[0])


def _file_bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # removed since it was loaded
        return 0


POOL = SessionPool()
"""The process's own pool."""
