"""Rows as they are measured, kept in a file of JSON lines, so that a run can go on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar

from nukki.core.errors import InputError, OutputError

Row = TypeVar("Row")


class Journal(Generic[Row]):
    """Rows by key. Lines that cannot be read, as a killed run leaves, are passed over.

    Args:
        path: The file; None keeps nothing.
        encode: A row as JSON values.
        decode: The row of such values; raises ValueError, KeyError, TypeError or AttributeError
            when they are not one.

    Raises:
        InputError: The file is there and cannot be read.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        encode: Callable[[Row], dict[str, Any]],
        decode: Callable[[dict[str, Any]], Row],
    ) -> None:
        self._path = path
        self._encode = encode
        self._rows: dict[str, Row] = {}
        for line in _lines(path):
            try:
                held = json.loads(line)
                self._rows[held["key"]] = decode(held["row"])
            except (ValueError, KeyError, TypeError, AttributeError):
                continue

    def find(self, key: str) -> Row | None:
        """The row that was kept under a key, or None."""
        return self._rows.get(key)

    def add(self, key: str, row: Row) -> None:
        """Keep a row, at once.

        Raises:
            OutputError: It cannot be written.
        """
        if self._path is None:
            return
        line = json.dumps({"key": key, "row": self._encode(row)}, ensure_ascii=True)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as stream:
                stream.write(f"\n{line}\n")  # what a killed run left stays a line of its own
        except OSError as error:
            raise OutputError(f"cannot write {self._path}: {error.strerror or error}") from error


def _lines(path: Path | None) -> list[str]:
    if path is None or not path.is_file():
        return []
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error
