"""What is deleted, given back and taken up again from time to time.

Nothing of a picture outlives its job by more than the retention: the sweep deletes what would be
older at its next turn.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

import anyio
from sqlalchemy import ColumnElement, select

from nukki.server.accounts import answers, history, quota, rate
from nukki.server.accounts.database import READS
from nukki.server.accounts.time_spans import TWO_YEARS_S
from nukki.server.jobs import items, store
from nukki.server.jobs.models import Job
from nukki.server.jobs.service import Jobs
from nukki.server.work import in_thread

LOG = logging.getLogger("nukki.server")

TURN_S = 30.0
ABANDONED_S = 86_400.0
"""A job that is open for so long is given up."""

REMEMBERED_S = 86_400.0
"""That there was a job is forgotten this long after its pictures."""

ORPHAN_S = 900.0
"""Files that belong to no job may be those of a request that is just coming in."""


@dataclass
class Sweep:
    """The sweep of one process; several may run side by side."""

    jobs: Jobs
    turn_s: float = TURN_S
    _orphans: dict[str, float] = field(default_factory=dict)

    async def run(self) -> None:
        """Sweep, again and again."""
        while True:
            try:
                await in_thread(self.once)
            except Exception:  # whatever it was: without sweeps pictures would stay
                LOG.exception("a sweep failed; the next one follows")
            await anyio.sleep(self.turn_s)

    def once(self) -> None:
        """One turn."""
        now = self.jobs.clock()
        self._give_up(now)
        self._expire(now)
        self._forget(now)
        self._remove_orphans(now)
        self._revive(now)
        engine = self.jobs.engine
        quota.lapse(engine, now=now)
        rate.forget(engine, now=now)
        history.forget_calls(engine, before=now - TWO_YEARS_S)
        answers.forget(engine, now=now, pictures_after_s=self._deadline_s)

    @property
    def _deadline_s(self) -> float:
        """The age at which a result is deleted: at the next turn it would be too old."""
        return max(0.0, self.jobs.settings.retention_s - self.turn_s)

    def _give_up(self, now: float) -> None:
        for job in store.unfinished(self.jobs.engine):
            if job.created_at <= now - ABANDONED_S:
                self.jobs.cancel(job.id)

    def _expire(self, now: float) -> None:
        due = (Job.finished_at <= now - self._deadline_s, Job.expired_at.is_(None))
        for job_id in self._ids(*due):
            self.jobs.storage.remove_tree(job_id)
            store.expire(self.jobs.engine, job_id, now=now)

    def _forget(self, now: float) -> None:
        for job_id in self._ids(Job.expired_at <= now - REMEMBERED_S):
            self.jobs.durable.forget(job_id)
            store.forget(self.jobs.engine, job_id)

    def _remove_orphans(self, now: float) -> None:
        trees = set(self.jobs.storage.trees())
        live = set(self._ids(Job.expired_at.is_(None)))
        self._orphans = {name: self._orphans.get(name, now) for name in trees - live}
        for name, seen_at in self._orphans.items():
            if seen_at <= now - ORPHAN_S:
                self.jobs.storage.remove_tree(name)

    def _revive(self, now: float) -> None:
        """Begin what was kept but not begun, and settle what its workflow did not."""
        for job in store.unfinished(self.jobs.engine):
            if job.created_at > now - self.turn_s:
                continue
            if not self.jobs.durable.is_known(job.id, job.round):
                self.jobs.durable.open_job(job.id, job.round)
            for number, attempt in self.jobs.durable.lost_items(job.id):
                trouble = items.Trouble("worker_lost", "Given up", "its work could not be ended")
                items.fail(self.jobs.engine, job.id, number, attempt, trouble, now=now)
            store.close(self.jobs.engine, job.id, now=now)

    def _ids(self, *conditions: ColumnElement[bool]) -> Sequence[str]:
        wanted = select(Job.id).where(*conditions)
        with self.jobs.engine.connect().execution_options(**READS) as connection:
            return connection.scalars(wanted).all()
