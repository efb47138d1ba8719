"""One photo, from its bytes to its line in the ledger; whatever happens is an `Entry`."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Protocol

from nukki import codecs
from nukki.batch.one import failure_of
from nukki.bulk.addresses import absolute, fetch
from nukki.bulk.entry import Entry
from nukki.bulk.ledger_writers import Writer
from nukki.bulk.photo import Photo, Task
from nukki.bulk.stores import Staged, Store
from nukki.bulk.twins import Twins
from nukki.core.errors import OptionError, OutputError
from nukki.outlets import Made


class Make(Protocol):
    """What cuts photos out; see `nukki.outlets.Maker`."""

    def __call__(self, source: codecs.Source) -> tuple[Made, ...]:
        """All products of one photo."""


@dataclass
class Bench:
    """Where photos are cut out; safe to use from many threads.

    Attributes:
        make: What cuts them out.
        recipe: Digest of what is asked for.
        store: Where results go.
        ledger: Where lines go.
        max_megapixels: Larger photos are refused.
        twins: What was cut out of which content.
    """

    make: Make
    recipe: str
    store: Store
    ledger: Writer
    max_megapixels: int
    twins: Twins = field(default_factory=Twins)

    def __call__(self, task: Task) -> Entry:
        """Cut one photo out, deliver its results, and keep the line."""
        begun = time.perf_counter()
        content = ""
        try:
            check_apart(task.photo, self.store)
            data = fetch(task.photo.address, max_megapixels=self.max_megapixels)
            content = hashlib.sha256(data).hexdigest()
            results = self._results(task, content, data)
            del data
            entry = replace(results.entry, seconds=time.perf_counter() - begun)
            self._deliver(entry, results.files)
        except Exception as error:  # noqa: BLE001 - a bug must cost one photo, not the others
            entry = self._failed(task, content, error, time.perf_counter() - begun)
        if content:
            self.twins.settle(content, entry)
        return entry

    def _results(self, task: Task, content: str, data: bytes) -> Results:
        """The files of a photo's products: there already, those of its twin, or made now."""
        entry = replace(self._line(task, content), outputs=task.names)
        if content == task.content and all(map(self.store.holds, task.names)):
            return Results(_told_like(entry, self.twins.known(content)))
        twin = self.twins.first(content)
        if twin is not None:
            with suppress(OSError):  # someone took its results away
                files = tuple(map(self.store.read, twin.outputs))
                return Results(replace(_told_like(entry, twin), same_as=twin.key), files)
        made = self.make(data)
        return Results(
            replace(
                entry,
                confidence=min(one.encoded.confidence for one in made),
                notes=tuple(dict.fromkeys(note for one in made for note in one.notes)),
            ),
            tuple(one.encoded.data for one in made),
        )

    def _deliver(self, entry: Entry, files: Sequence[bytes]) -> None:
        """Have results take their names, and keep the line.

        In a folder the line comes first: what a run that is killed in between has told of but not
        delivered, the next one finds. Where something has a result's name already, that would not
        be seen, and the line comes after, as it does in an object store.
        """
        named = zip(entry.outputs, files, strict=False)
        early = self.ledger.early and not any(map(self.store.holds, entry.outputs))
        staged: list[Staged] = []
        try:
            staged.extend(self.store.stage(name, data) for name, data in named)
            if early:
                self.ledger.add(entry)
            for one in staged:
                one.take_place()
        except BaseException:
            for one in staged:
                one.drop()
            raise
        if not early:
            self.ledger.add(entry)

    def _failed(self, task: Task, content: str, error: Exception, seconds: float) -> Entry:
        entry = replace(
            self._line(task, content), status="failed", seconds=seconds, failure=failure_of(error)
        )
        with suppress(OutputError):  # it is told of all the same, and comes again in the next run
            self.ledger.add(entry)
        return entry

    def _line(self, task: Task, content: str) -> Entry:
        photo = task.photo
        return Entry(
            key=photo.key,
            address=photo.address,
            stamp=photo.stamp,
            content=content,
            recipe=self.recipe,
        )


@dataclass(frozen=True)
class Results:
    """An entry, and the files that are to be delivered for it."""

    entry: Entry
    files: tuple[bytes, ...] = ()


def _told_like(entry: Entry, other: Entry | None) -> Entry:
    """With what is said of the same content."""
    if other is None:
        return entry
    return replace(entry, confidence=other.confidence, notes=other.notes)


def check_apart(photo: Photo, store: Store) -> None:
    """Raise `OptionError` for a photo that lies among the results."""
    if absolute(photo.address).startswith(f"{absolute(store.address).rstrip('/')}/"):
        raise OptionError("it lies among the results; give them a place of their own")
