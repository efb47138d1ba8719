"""How lines come into the ledger: one at a time in a folder, some together in an object store."""

from __future__ import annotations

import json
import os
import secrets
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from nukki.bulk.entry import Entry, to_json
from nukki.bulk.stores import Store
from nukki.core.errors import OutputError

END = {"ended": True}

FLUSH_S, FLUSH_LINES = 2.0, 256
"""An object store gets lines together: this often, or so many."""


NEW_AND_GROWING = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)

CLOSED = -1
"""No file has this number: the system refuses to write to it."""


class Writer(Protocol):
    """Where the lines of a run go; safe to use from many threads."""

    @property
    def early(self) -> bool:
        """Whether a line is kept before its results take their names; else after."""

    def add(self, entry: Entry) -> None:
        """Keep a line; raises `OutputError` when it cannot be kept."""

    def flush(self) -> None:
        """Keep what may still be waiting; raises `OutputError` when it cannot be kept."""

    def end(self) -> None:
        """Say that the run came to its end."""

    def close(self) -> None:
        """Nothing more comes."""


class LineWriter:
    """A file that grows by whole lines: each is one write at its end."""

    early = True

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._torn = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, NEW_AND_GROWING, 0o644)
        except OSError as error:
            raise _unwritable(path, error) from error

    def add(self, entry: Entry) -> None:
        """See `Writer`."""
        self._write(to_json(entry))

    def flush(self) -> None:
        """Nothing waits: see `add`."""

    def end(self) -> None:
        """See `Writer`."""
        self._write(END)

    def close(self) -> None:
        """See `Writer`; a worker that nobody waits for any more writes no line after that."""
        with self._lock:
            os.close(self._file)
            self._file = CLOSED

    def _write(self, told: Mapping[str, Any]) -> None:
        with self._lock:
            line = _line(told)
            data = b"\n" + line if self._torn else line
            try:
                self._torn = os.write(self._file, data) < len(data)
            except OSError as error:
                raise _unwritable(self._path, error) from error
        if self._torn:  # a full disk takes a part
            raise OutputError(f"cannot write {self._path}: the disk is full; free some space")


class PartWriter:
    """Objects of some lines each: an object store knows no appending."""

    early = False

    def __init__(self, store: Store, prefix: str) -> None:
        self._store, self._prefix = store, prefix
        self._lock = threading.Lock()
        self._lines: list[bytes] = []
        self._flushed_s = time.monotonic()

    def add(self, entry: Entry) -> None:
        """See `Writer`."""
        with self._lock:
            self._lines.append(_line(to_json(entry)))
            due = time.monotonic() - self._flushed_s > FLUSH_S
        if due or len(self._lines) >= FLUSH_LINES:
            self.flush()

    def flush(self) -> None:
        """Keep the lines that are waiting; raises `OutputError` when they cannot be kept."""
        with self._lock:
            lines, self._lines, self._flushed_s = self._lines, [], time.monotonic()
        if lines:
            name = f"{self._prefix}-{secrets.token_hex(6)}.jsonl"
            self._store.write(name, b"".join(lines))

    def begin(self) -> None:
        """Take the run's number, and find out now whether the store can be written."""
        self._store.write(f"{self._prefix}-begin.jsonl", _line({"begun": True}))

    def end(self) -> None:
        """See `Writer`."""
        self.flush()
        self._store.write(f"{self._prefix}-end.jsonl", _line(END))

    def close(self) -> None:
        """See `Writer`."""
        self.flush()


def _line(told: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(told)}\n".encode()


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(f"cannot write {path}: {error.strerror or error}; free some space")
