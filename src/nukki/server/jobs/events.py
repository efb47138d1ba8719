"""Progress as server-sent events.

    event: item      one picture was settled; its ``id`` counts them, for Last-Event-ID
    event: progress  the sums have changed
    event: end       the job is finished, and the stream with it

The database is looked at, not a channel of this process: any replica can tell of any job.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import anyio

from nukki.server.jobs import store, telling
from nukki.server.jobs.service import Jobs
from nukki.server.work import in_thread

LOOK_S = 0.5
STILL_ALIVE_S = 15.0
"""Proxies close what is silent for longer than half a minute or so."""

SETTLED = ("done", "failed", "cancelled")


@dataclass
class Progress:
    """What one listener has been told.

    Attributes:
        jobs: Where the job is.
        job_id: Which.
        told: How many settled pictures the listener knows of.
        is_ending: Whether the server is going down: listeners come again, with Last-Event-ID.
    """

    jobs: Jobs
    job_id: str
    told: int = 0
    is_ending: Callable[[], bool] = lambda: False
    _last: dict[str, Any] = field(default_factory=dict)
    _known: set[tuple[int, int]] | None = None

    async def stream(self) -> AsyncIterator[bytes]:
        """The events, until the job is finished or gone, or the server ends."""
        silent_s = 0.0
        while True:
            lines, ended = await in_thread(self._look)
            if lines:
                yield "".join(lines).encode()
                silent_s = 0.0
            if ended or self.is_ending():
                return
            await anyio.sleep(LOOK_S)
            silent_s += LOOK_S
            if silent_s >= STILL_ALIVE_S:
                yield b": still there\n\n"
                silent_s = 0.0

    def _look(self) -> tuple[list[str], bool]:
        """What is new, and whether it was the last."""
        job = store.find(self.jobs.engine, self.job_id)
        if job is None or job.expired_at is not None:
            return [_event("end", {"id": self.job_id, "state": "expired"})], True
        settled = self._newly_settled()
        numbers = [row.number for row in settled]
        outputs = store.list_outputs(self.jobs.engine, self.job_id, numbers)
        lines = [self._item(row, outputs.get(row.number, [])) for row in settled]
        counts = store.counts(self.jobs.engine, self.job_id)
        summary = telling.summary(job, counts, self.jobs.settings.retention_s)
        if summary != self._last:
            self._last = summary
            lines.append(_event("progress", summary))
        ended = job.finished_at is not None
        return lines + [_event("end", summary)] * ended, ended

    def _newly_settled(self) -> list[Any]:
        """What was not told yet, whenever it was settled: commits overtake each other."""
        rows = store.list_items(self.jobs.engine, self.job_id)
        settled = [row for row in rows if row.state in SETTLED]
        settled.sort(key=lambda row: (row.settled_at, row.number))
        if self._known is None:
            self._known = {(row.number, row.attempt) for row in settled[: self.told]}
        new = [row for row in settled if (row.number, row.attempt) not in self._known]
        self._known.update((row.number, row.attempt) for row in new)
        return new

    def _item(self, row: Any, outputs: list[Any]) -> str:
        self.told += 1
        return _event("item", telling.item(row, outputs), number=self.told)


def _event(name: str, data: dict[str, Any], *, number: int | None = None) -> str:
    head = "" if number is None else f"id: {number}\n"
    return f"{head}event: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n"
