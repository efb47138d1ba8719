"""Loaded networks, kept warm and shared between threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import TypeAlias

from nukki.engines import Session, SessionOptions, open_session
from nukki.pipeline.memory import keep_freed_memory

Key: TypeAlias = tuple[str, SessionOptions]

MAX_WARM = 4
"""How many networks stay loaded; the one unused for longest goes first."""


class SessionPool:
    """Sessions by file and settings; each is loaded once, however many threads ask."""

    def __init__(self, limit: int = MAX_WARM) -> None:
        self._limit = limit
        self._budget_bytes: int | None = None
        self._sessions: OrderedDict[Key, Session] = OrderedDict()
        self._lock = threading.Lock()
        self._loading: dict[Key, threading.Lock] = {}

    def get(self, path: Path, options: SessionOptions) -> Session:
        """The session of a weight file, loaded if it is not there yet.

        Raises:
            EngineError: The runtime refused the file or the device.
        """
        key = (str(path), options)
        with self._lock:
            if key in self._sessions:
                self._sessions.move_to_end(key)
                return self._sessions[key]
            gate = self._loading.setdefault(key, threading.Lock())
        with gate:
            return self._sessions.get(key) or self._load(key, path, options)

    def limit(self, budget_bytes: int) -> None:
        """Keep networks by the size of their files instead of their number.

        Args:
            budget_bytes: The sum that stays loaded; one network stays whatever its size.
        """
        with self._lock:
            self._budget_bytes = budget_bytes

    def clear(self) -> None:
        """Drop every session; runs in progress keep theirs until they end."""
        with self._lock:
            self._sessions.clear()

    def _load(self, key: Key, path: Path, options: SessionOptions) -> Session:
        if options.warm:
            keep_freed_memory()
        session = open_session(path, options)
        with self._lock:
            self._sessions[key] = session
            self._loading.pop(key, None)
            while len(self._sessions) > 1 and self._is_over():
                self._sessions.popitem(last=False)
        return session

    def _is_over(self) -> bool:
        if self._budget_bytes is None:
            return len(self._sessions) > self._limit
        return sum(_file_bytes(path) for path, _ in self._sessions) > self._budget_bytes


def _file_bytes(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:  # removed since it was loaded
        return 0


POOL = SessionPool()
"""The process's own pool."""
