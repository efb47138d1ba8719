"""The durable-execution engine in this process: DBOS Transact on SQLite or PostgreSQL.

One machine: a process that starts again under its own name finds what it left. Several: each
says every few seconds that it is alive, and takes over from those that no longer do.
"""

from __future__ import annotations

import logging
import os
import socket
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from dbos import DBOS, DBOSConfig, SetWorkflowID
from sqlalchemy import Engine, delete, insert, make_url, select, update

from nukki.server.accounts.database import READS
from nukki.server.jobs import workflows
from nukki.server.jobs.models import Replica

LOG = logging.getLogger("nukki.server")

VERSION = "nukki-jobs-1"
"""Of the workflows' shape; DBOS only takes up again what the same version began."""

POLL_S = 0.2
"""How often the queue of pictures is looked at, whether there is one or not: each look costs some
milliseconds. DBOS's own second would be most of a small picture's time."""

WAITING_PER_WORKER = 8
"""Pictures taken from the queue before their turn, so that no worker waits for the next look."""

BEAT_S, SILENT_S = 2.0, 12.0
"""A replica tells that it is alive this often; it is gone after so long a silence."""

WEBHOOKS_AT_ONCE = 32
_ENDED_BADLY = ("ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")


@dataclass(frozen=True)
class DurableSettings:
    """How the engine runs.

    Attributes:
        url: The accounts' database; SQLite gets a file of its own beside it.
        replica: This process's name, the same when it starts again.
        workers: Pictures of jobs worked on at once.
        poll_s: How often the queues are looked at.
        beat_s, silent_s: See `BEAT_S`.
    """

    url: str
    replica: str
    workers: int
    poll_s: float = POLL_S
    beat_s: float = BEAT_S
    silent_s: float = SILENT_S


def replica_name(port: int) -> str:
    """This machine and port: what starts there again is the same replica."""
    return f"{socket.gethostname()}:{port}"


class Durable:
    """The engine; there is one in a process.

    Args:
        engine: The accounts' database, for the replicas' signs of life.
        settings: How it runs.
    """

    def __init__(self, engine: Engine, settings: DurableSettings) -> None:
        self._engine, self._settings = engine, settings
        self._stop = threading.Event()
        self._beating: threading.Thread | None = None
        self._dbos: DBOS | None = None

    def start(self, desk: workflows.Desk) -> None:
        """Take up what was left, and wait for more."""
        workflows.take_desk(desk)
        _prepare(self._settings.url)
        self._dbos = DBOS(config=self._config())
        DBOS.launch()
        self._set_up_queues()
        self._beat()
        self._beating = threading.Thread(target=self._live, name="nukki-replica", daemon=True)
        self._beating.start()

    def stop(self, *, within_s: float) -> None:
        """End what is under way, up to a time; the rest is taken up by whoever starts next."""
        self._stop.set()
        if self._beating is not None:
            self._beating.join(5)
        self._sign_off()
        DBOS.destroy(workflow_completion_timeout_sec=int(within_s))
        workflows.take_desk(None)

    def open_job(self, job_id: str, round: int) -> None:
        """Begin a job's round; nothing happens when it has begun."""
        with SetWorkflowID(f"{job_id}.{round}"):
            DBOS.start_workflow(workflows.open_job, job_id)

    def is_known(self, job_id: str, round: int) -> bool:
        """Whether a job's round has begun."""
        return DBOS.get_workflow_status(f"{job_id}.{round}") is not None

    def lost_items(self, job_id: str) -> list[tuple[int, int]]:
        """Numbers and attempts of pictures whose workflow ended without settling them."""
        found = DBOS.list_workflows(
            workflow_id_prefix=f"{job_id}.", name="nukki.cut_item", status=list(_ENDED_BADLY),
            load_input=False, load_output=False,
        )  # fmt: skip
        parts = (workflow.workflow_id.split(".") for workflow in found)
        return [(int(number), int(attempt)) for _, number, attempt in parts]

    def forget(self, job_id: str) -> None:
        """Delete the engine's own record of a job."""
        found = DBOS.list_workflows(
            workflow_id_prefix=f"{job_id}.", load_input=False, load_output=False
        )
        DBOS.delete_workflows([workflow.workflow_id for workflow in found])

    def _config(self) -> DBOSConfig:
        return DBOSConfig(
            name="nukki",
            system_database_url=_system_url(self._settings.url),
            application_version=VERSION,
            executor_id=self._settings.replica,
            max_executor_threads=self._taken + WEBHOOKS_AT_ONCE + 16,
            log_level="WARNING",
        )

    def _set_up_queues(self) -> None:
        DBOS.register_queue(
            workflows.PICTURES,
            worker_concurrency=self._taken,
            polling_interval_sec=self._settings.poll_s,
            on_conflict="always_update",
        )
        DBOS.register_queue(
            workflows.WEBHOOKS, worker_concurrency=WEBHOOKS_AT_ONCE, on_conflict="always_update"
        )

    @property
    def _taken(self) -> int:
        """How many pictures are taken from the queue at once."""
        return self._settings.workers * (1 + WAITING_PER_WORKER)

    def _live(self) -> None:
        while not self._stop.wait(self._settings.beat_s):
            _quietly(self._beat)
            _quietly(self._take_over)

    def _beat(self) -> None:
        mine = {"seen_at": time.time()}
        with self._engine.begin() as connection:
            alive = update(Replica).where(Replica.name == self._settings.replica).values(**mine)
            if not connection.execute(alive).rowcount:
                row = insert(Replica).values(name=self._settings.replica, **mine)
                connection.execute(row)

    def _sign_off(self) -> None:
        """Let another one take over at once what does not end here."""
        with self._engine.begin() as connection:
            mine = update(Replica).where(Replica.name == self._settings.replica)
            connection.execute(mine.values(seen_at=0.0))

    def _take_over(self) -> None:
        silent = Replica.seen_at < time.time() - self._settings.silent_s
        others = Replica.name != self._settings.replica
        with self._engine.connect().execution_options(**READS) as connection:
            gone = list(connection.scalars(select(Replica.name).where(silent, others)))
        if not gone:
            return
        DBOS._recover_pending_workflows(gone)  # public only through DBOS's own cloud service
        with self._engine.begin() as connection:
            connection.execute(delete(Replica).where(Replica.name.in_(gone), silent))


def _system_url(url: str) -> str:
    """DBOS's tables: in a schema of their own in PostgreSQL, in a file of their own for SQLite."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return parsed.set(drivername="postgresql").render_as_string(hide_password=False)
    beside = Path(parsed.database or "nukki").absolute()
    return f"sqlite:///{beside.with_name(beside.stem + '.jobs' + beside.suffix)}"


def _prepare(url: str) -> None:
    """Let DBOS's SQLite write ahead, as ours does: it would wait for the disk thrice as often."""
    place = make_url(_system_url(url))
    if place.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(place.database))) as connection:
            connection.execute("PRAGMA journal_mode=WAL")


def _quietly(task: Callable[[], None]) -> None:
    """A sign of life that fails is not the end: the next one comes soon."""
    try:
        task()
    except Exception:  # whatever it was: a thread that ends is taken for a machine that died
        LOG.exception("a replica's sign of life failed", extra={"pid": os.getpid()})
