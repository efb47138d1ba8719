"""Which photos are to be cut out, by what the ledger says of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nukki.batch.discover import Problem
from nukki.batch.one import failure_of
from nukki.bulk.entry import Entry
from nukki.bulk.names import namer_after
from nukki.bulk.photo import Photo, Task
from nukki.outlets import Recipe


@dataclass(frozen=True)
class Work:
    """A set, sorted out.

    Attributes:
        tasks: Photos to be cut out.
        settled: What became of those that need nothing more.
        unfound: What leads to no photo.
    """

    tasks: list[Task] = field(default_factory=list)
    settled: list[Entry] = field(default_factory=list)
    unfound: list[Entry] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.tasks) + len(self.settled) + len(self.unfound)


def sort_out(
    photos: Iterable[Photo | Problem],
    known: Mapping[str, Entry],
    recipe: Recipe,
    *,
    retry_failed: bool = False,
) -> Work:
    """What is still to do of a set.

    Settled is what was cut out by the same recipe and has not changed since; likewise what failed
    for a reason of its own, unless that is to be tried again.

    Args:
        photos: All of the set.
        known: What the ledger says, by key.
        recipe: What is asked for.
        retry_failed: Try lasting failures again, too.
    """
    work, namer = Work(), namer_after(recipe, known)
    for photo in photos:
        if isinstance(photo, Problem):
            failure = failure_of(photo.error)
            lost = Entry(key=photo.path, recipe=recipe.digest, status="failed", failure=failure)
            work.unfound.append(lost)
            continue
        names = namer.names(photo.key)
        before = known.get(photo.key)
        if before is None or before.recipe != recipe.digest:
            work.tasks.append(Task(photo, names))
        elif before.stamp == photo.stamp and _is_settled(before, retry_failed):
            work.settled.append(before)
        else:
            done = before.status == "ok"
            work.tasks.append(Task(photo, names, before.content if done else ""))
    return work


def _is_settled(before: Entry, retry_failed: bool) -> bool:
    return before.status == "ok" or (before.lasting and not retry_failed)
