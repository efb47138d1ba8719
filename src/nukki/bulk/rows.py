"""Photos by the batch, free of any engine: what Ray, Spark, Dask or a loop of one's own calls.

    rows of (photo, key, stamp, names)  ─▶  rows of (key, status, outputs, confidence, error, ...)

Rows are plain mappings of texts and numbers. An error is a column of its row, and never fatal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nukki.bulk.bench import Bench
from nukki.bulk.entry import Entry, from_json, to_json
from nukki.bulk.ledger import Ledger
from nukki.bulk.order import Order
from nukki.bulk.photo import Photo, Task
from nukki.bulk.stores import open_store
from nukki.outlets import Maker

Row = Mapping[str, Any]

TEXTS = ("key", "photo", "status", "outputs", "error_kind", "error", "line")
NUMBERS = ("seconds", "confidence")
"""Columns of the rows that come back; ``line`` is the photo's line in the ledger, as JSON."""

UNKNOWN = -1.0
"""Stands for no confidence: not all engines tell a missing number from a number."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """What each worker of a cluster is given; small, and picklable.

    Attributes:
        order: What is asked for; workers reach its photos and its target themselves.
        run: The ledger's number of this run.
        threads: CPU threads inside one run of the network.
    """

    order: Order
    run: int
    threads: int = 1


class Cutter:
    """Cuts photos out by the batch; the network is loaded once.

    Raises:
        WeightsError, EngineError, LicenceError: The model cannot be used on this worker.
    """

    def __init__(self, job: Job) -> None:
        order = job.order
        store = open_store(order.target)
        self._ledger = Ledger(store, run=job.run).part_writer()
        make = Maker(order.recipe, threads=job.threads)
        make.load()
        digest = order.recipe.digest
        self._bench = Bench(make, digest, store, self._ledger, order.max_megapixels)

    def __call__(self, rows: Iterable[Row]) -> list[dict[str, Any]]:
        """What became of each photo; the ledger has it when this returns."""
        told = [to_row(self._bench(task_of(row))) for row in rows]
        self._ledger.flush()
        return told


def to_task_row(task: Task) -> dict[str, str]:
    """A task as a row of texts."""
    photo = task.photo
    return {
        "key": photo.key,
        "photo": photo.address,
        "stamp": photo.stamp,
        "names": json.dumps(task.names),
        "content": task.content,
    }


def task_of(row: Row) -> Task:
    """The task of such a row."""
    photo = Photo(str(row["key"]), str(row["photo"]), str(row["stamp"]))
    return Task(photo, tuple(json.loads(str(row["names"]))), str(row["content"]))


def to_row(entry: Entry) -> dict[str, Any]:
    """What became of a photo, as a row."""
    failure = entry.failure
    return {
        "key": entry.key,
        "photo": entry.address,
        "status": entry.status,
        "outputs": json.dumps(entry.outputs),
        "error_kind": failure.kind if failure else "",
        "error": failure.message if failure else "",
        "line": json.dumps(to_json(entry)),
        "seconds": entry.seconds,
        "confidence": UNKNOWN if entry.confidence is None else entry.confidence,
    }


def entry_of(row: Row) -> Entry:
    """The entry of such a row."""
    return from_json(json.loads(str(row["line"])))
