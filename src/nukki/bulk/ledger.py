"""The ledger: a line of JSON for every photo, from which a run that was killed goes on.

    OUT/.nukki/ledger/000001.jsonl         a folder: one file for each run, a line at a time
    OUT/.nukki/ledger/000002-begin.jsonl   an object store: a run took its number
    OUT/.nukki/ledger/000002-9f3c.jsonl    ... some of its lines
    OUT/.nukki/ledger/000002-end.jsonl     ... it came to its end

Runs are counted, and within one a photo has one line: no clock says which line is newer. Where a
run in a folder was killed, its last lines may tell of results that had not taken their names yet;
the next run looks whether they are there. Lines that cannot be read, as a killed run leaves, are
passed over.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nukki.bulk.entry import Entry, from_json
from nukki.bulk.ledger_writers import LineWriter, PartWriter, Writer
from nukki.bulk.stores import BOOKS, FolderStore, Store

FOLDER = f"{BOOKS}/ledger"
RUN_DIGITS = 6


class Ledger:
    """What became of all photos of a target so far.

    Args:
        store: The target.
        run: The number of this run; 0 is the next.
    """

    def __init__(self, store: Store, *, run: int = 0) -> None:
        self._store = store
        self._in_a_folder = isinstance(store, FolderStore)
        self.run = run or 1 + max((_run_of(name) for name in store.names(FOLDER)), default=0)

    def latest(self) -> dict[str, Entry]:
        """The last entry of each photo, by key; results that a killed run named are looked for."""
        found: dict[str, Entry] = {}
        for names in _by_run(self._store.names(FOLDER)):
            lines = [line for name in names for line in self._lines(name)]
            entries = [entry for line in lines if (entry := _entry(line))]
            if self._in_a_folder and not any(line.get("ended") for line in lines):
                entries = list(self._delivered(entries))
            found |= {entry.key: entry for entry in entries}
        return found

    def writer(self) -> Writer:
        """For the lines of this run, on one machine."""
        if isinstance(self._store, FolderStore):
            return LineWriter(self._store.root / FOLDER / f"{self._run_name}.jsonl")
        parts = self.part_writer()
        parts.begin()
        return parts

    def part_writer(self) -> PartWriter:
        """For some lines of this run, of many machines."""
        return PartWriter(self._store, f"{FOLDER}/{self._run_name}")

    @property
    def _run_name(self) -> str:
        return f"{self.run:0{RUN_DIGITS}}"

    def _lines(self, name: str) -> Iterator[dict[str, Any]]:
        text = self._store.read(f"{FOLDER}/{name}").decode("utf-8", "replace")
        for line in text.splitlines():
            try:
                told = json.loads(line)
            except ValueError:
                continue
            if isinstance(told, dict):
                yield told

    def _delivered(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Without those whose results did not get their names any more."""
        for entry in entries:
            if entry.status == "failed" or all(map(self._store.holds, entry.outputs)):
                yield entry


def _entry(told: Mapping[str, Any]) -> Entry | None:
    try:
        return from_json(told)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _run_of(name: str) -> int:
    number = name[:RUN_DIGITS]
    return int(number) if number.isdecimal() else 0


def _by_run(names: Iterable[str]) -> Iterator[list[str]]:
    """The files of each run, from the first to the last."""
    for _, part in itertools.groupby(sorted(names), _run_of):
        yield list(part)
