"""The photos without a result, as a list that people read and `nukki bulk` takes again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from nukki.bulk.addresses import absolute
from nukki.bulk.entry import Entry
from nukki.bulk.stores import BOOKS, Store

NAME = f"{BOOKS}/failed.csv"
COLUMNS = ("photo", "key", "kind", "error")


def write_dead_letters(store: Store, failures: Iterable[Entry]) -> None:
    """Write the list, whole; without failures it holds its head alone.

    Raises:
        OutputError: It cannot be written.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in failures:
        if entry.failure is not None:
            place = absolute(entry.address or entry.key)  # the list lies elsewhere
            writer.writerow((place, entry.key, entry.failure.kind, entry.failure.message))
    store.write(NAME, stream.getvalue().encode("utf-8", errors="backslashreplace"))
