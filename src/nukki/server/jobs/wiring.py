"""Jobs in an application: put together from its settings, running as long as it does."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from sqlalchemy import Engine

from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.jobs.cutting import Bench, Cut, PipelineCut
from nukki.server.jobs.durable import Durable, DurableSettings, replica_name
from nukki.server.jobs.orders import OrderLimits
from nukki.server.jobs.service import Jobs, JobSettings
from nukki.server.jobs.storage import open_storage
from nukki.server.jobs.sweep import Sweep
from nukki.server.service import Service
from nukki.server.settings import MEGA, default_storage
from nukki.server.work import in_thread


def make_jobs(service: Service, engine: Engine, *, cut: Cut | None = None) -> Jobs:
    """The jobs of a server.

    Args:
        service: What its doors share.
        engine: The database, in which jobs are even where there are no accounts.
        cut: What is done with a picture, when not the pipeline's work.
    """
    told = service.settings
    storage = open_storage(told.storage or str(default_storage()))
    bench = Bench(
        engine=engine,
        storage=storage,
        clock=service.clock,
        cut=cut or PipelineCut(),
        fetcher=service.sources.fetcher,
        max_file_bytes=told.max_file_bytes,
        base=service.options,
        turns=threading.Semaphore(told.workers),
    )
    limits = OrderLimits(
        items=told.max_batch,
        file_bytes=told.max_file_bytes,
        total_bytes=int(told.max_batch_mb * MEGA),
        field_bytes=told.max_field_bytes,
    )
    settings = JobSettings(
        limits=limits,
        retention_s=told.retention_minutes * 60,
        charges=isinstance(service.gate, DatabaseGate),
        any_model=told.any_model,
        loopback=told.allow_loopback_sources,
    )
    url = engine.url.render_as_string(hide_password=False)
    replica = told.replica or replica_name(told.port)
    durable = Durable(engine, DurableSettings(url, replica, told.workers))
    return Jobs(engine, storage, bench, durable, settings, service.clock, service.recipes)


@asynccontextmanager
async def running(jobs: Jobs, *, drain_s: float) -> AsyncIterator[None]:
    """Work on jobs for as long as the block runs; what is not ended then is taken up later."""
    await in_thread(jobs.durable.start, jobs)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(Sweep(jobs).run)
        try:
            yield
        finally:
            tasks.cancel_scope.cancel()
            with anyio.CancelScope(shield=True):
                await in_thread(jobs.durable.stop, within_s=drain_s)
