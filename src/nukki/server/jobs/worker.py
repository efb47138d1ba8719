"""A server without a door: it works on the jobs of those that share its database and storage."""

from __future__ import annotations

import logging
import secrets
import signal
import socket
import time
from dataclasses import replace

import anyio

from nukki.server.jobs.cutting import Cut
from nukki.server.jobs.sharing import check_places
from nukki.server.jobs.wiring import make_jobs, running
from nukki.server.making import engine_of, make_gate, make_service, warm_up
from nukki.server.settings import ServerSettings
from nukki.server.work import in_thread

LOG = logging.getLogger("nukki.server")

ENDS = (signal.SIGTERM, signal.SIGINT)


def work(settings: ServerSettings, *, cut: Cut | None = None) -> None:
    """Work on jobs until told to end (SIGTERM, Ctrl-C); pictures under way may end.

    What a worker that dies was doing, another process that shares the database takes over when it
    has been silent for twelve seconds.

    Args:
        settings: Of a server; those of its door mean nothing here.
        cut: What is done with pictures, when not the pipeline's work.

    Raises:
        OptionError: Database or storage are this machine's own.
        WeightsError, EngineError: The network cannot be used.
        DatabaseError: The database does not answer.
    """
    check_places(settings)
    named = replace(settings, replica=settings.replica or worker_name())
    anyio.run(_until_told, named, cut)


def worker_name() -> str:
    """This machine's and a number: two on one machine are two, and one that starts again is new.

    A name that two live processes shared would have each take up what the other is doing.
    """
    return f"{socket.gethostname()}:jobs-{secrets.token_hex(4)}"


async def _until_told(settings: ServerSettings, cut: Cut | None) -> None:
    service = make_service(settings, time.time, make_gate(settings, time.time))
    await in_thread(warm_up, service)
    jobs = make_jobs(service, await in_thread(engine_of, service), cut=cut)
    facts = {"replica": settings.replica, "workers": settings.workers}
    with anyio.open_signal_receiver(*ENDS) as signals:
        async with running(jobs, drain_s=settings.drain_s):
            LOG.info("working on jobs", extra=facts)
            async for _ in signals:
                break
    LOG.info("ended", extra=facts)
