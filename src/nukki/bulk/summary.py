"""What a run has come to so far."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from nukki.batch.crew import Shares
from nukki.batch.report import EXIT_MIXED, Status
from nukki.bulk.entry import Entry
from nukki.core.values import REVIEW_BELOW


@dataclass
class Summary:
    """All photos of a set that are settled, and how long those of this run took.

    Attributes:
        total: How many photos are in the set.
        shares: Workers and threads.
        interrupted: Whether the user stopped it.
        started: When it began.
    """

    total: int = 0
    shares: Shares | None = None
    interrupted: bool = False
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    _before: dict[str, Entry] = field(default_factory=dict)
    _now: dict[str, Entry] = field(default_factory=dict)
    _begun_s: float = field(default_factory=time.perf_counter)
    _ended_s: float | None = None

    def expect(self, total: int, settled: Iterable[Entry]) -> None:
        """So many photos are in the set, of which these need nothing more."""
        self.total = total
        self._before |= {entry.key: entry for entry in settled if entry.key not in self._now}

    def add(self, entry: Entry) -> None:
        """A photo is settled; may come from any thread."""
        self._now[entry.key] = entry

    def end(self) -> None:
        """Nothing more comes: the clock stops."""
        self._ended_s = time.perf_counter()

    @property
    def seconds(self) -> float:
        """How long this run has taken."""
        return (self._ended_s or time.perf_counter()) - self._begun_s

    @property
    def now(self) -> list[Entry]:
        """What this run has settled."""
        return list(self._now.values())

    @property
    def entries(self) -> dict[str, Entry]:
        """What is settled, by key: of this run, and of earlier ones."""
        return self._before | self._now

    @property
    def failures(self) -> Iterator[Entry]:
        """Photos of the set that have no result, by key."""
        found = self.entries
        return (found[key] for key in sorted(found) if found[key].status == "failed")

    def count(self, status: Status) -> int:
        """How many of this run ended so."""
        return sum(entry.status == status for entry in self.now)

    @property
    def exit_code(self) -> int:
        """0 when nothing failed, the failures' own code when they agree, else `EXIT_MIXED`."""
        codes = {entry.failure.exit_code for entry in self.now if entry.failure}
        return codes.pop() if len(codes) == 1 else EXIT_MIXED if codes else 0


def needs_review(entry: Entry) -> bool:
    """Whether a person should look at the results."""
    return entry.confidence is not None and entry.confidence < REVIEW_BELOW
