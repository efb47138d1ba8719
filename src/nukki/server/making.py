"""The parts of a running server, made of its settings; with a door (`app`) or without one."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine

from nukki.pipeline import build
from nukki.pipeline.sessions import POOL
from nukki.pipeline.subject import classifier
from nukki.server.accounts.database import open_database
from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.accounts.gate import Clock, Gate, OpenGate
from nukki.server.fetch import Fetcher, Limits
from nukki.server.metrics import Metrics
from nukki.server.recipes import open_recipes
from nukki.server.removebg.kinds import Kinds, ShelfKinds
from nukki.server.service import Service
from nukki.server.settings import MEGA, ServerSettings, default_database
from nukki.server.sources import Sources
from nukki.server.work import Work


def make_service(
    settings: ServerSettings, clock: Clock, gate: Gate, *, kinds: Kinds | None = None
) -> Service:
    """The parts that its doors share.

    Raises:
        NukkiError: A recipe of the folder cannot be used.
    """
    metrics = Metrics()
    fetcher = Fetcher(
        Limits(max_bytes=settings.max_file_bytes), loopback=settings.allow_loopback_sources
    )
    return Service(
        settings=settings,
        gate=gate,
        work=Work(
            workers=settings.workers,
            queue=settings.queue,
            deadline_s=settings.deadline_s,
            metrics=metrics,
        ),
        sources=Sources(fetcher, settings.max_file_bytes),
        recipes=open_recipes(settings.recipes, settings.options),
        kinds=kinds or ShelfKinds(device=settings.device),
        metrics=metrics,
        clock=clock,
    )


def make_gate(settings: ServerSettings, clock: Clock) -> Gate:
    """Accounts, as the settings say."""
    if settings.no_auth:
        return OpenGate(clock)
    return DatabaseGate(
        open_database(_database(settings)),
        clock,
        wrong_keys_per_minute=settings.wrong_keys_per_minute,
    )


def engine_of(service: Service) -> Engine:
    """Where jobs are kept: beside the accounts, or in the same database without them."""
    if isinstance(service.gate, DatabaseGate):
        return service.gate.engine
    return open_database(_database(service.settings))


def _database(settings: ServerSettings) -> str:
    return settings.database or f"sqlite:///{default_database()}"


def warm_up(service: Service) -> None:
    """Load the network that most callers will use; weights that must be fetched are fetched."""
    told = service.settings
    POOL.serve(budget_bytes=told.model_memory_mb * MEGA, together=told.network_batch)
    build(replace(service.options, offline=False)).load()
    if told.classify:
        classifier(offline=False)
