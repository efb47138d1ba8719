"""The application: doors, layers and what they share, from one `ServerSettings`."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from nukki._version import __version__
from nukki.core.errors import NukkiError
from nukki.server import health, studio
from nukki.server.accounts import admin, own, own_keys
from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.accounts.gate import Clock, Gate
from nukki.server.body_memory import BodyMemory
from nukki.server.edge import Edge
from nukki.server.faults import ApiError, fault_of, shaped
from nukki.server.idempotency import Idempotency
from nukki.server.jobs import routes as jobs
from nukki.server.jobs.cutting import Cut
from nukki.server.jobs.wiring import make_jobs, running
from nukki.server.making import engine_of, make_gate, make_service, warm_up
from nukki.server.pages import routes as pages
from nukki.server.pages.openapi import openapi
from nukki.server.rembg import routes as rembg
from nukki.server.removebg import routes as removebg
from nukki.server.removebg.improve import DailyLimit
from nukki.server.removebg.kinds import Kinds
from nukki.server.service import Service
from nukki.server.settings import MEGA, ServerSettings
from nukki.server.v2 import checking, classes, composites, recipe_checks, refining
from nukki.server.v2 import routes as v2
from nukki.server.withoutbg import routes as withoutbg
from nukki.server.work import in_thread

LOG = logging.getLogger("nukki.server")

DESCRIPTION = """Cut the subject out of pictures, on this machine.

The routes under `/v1.0` are remove.bg's: its clients work unchanged when pointed here.
"""


class Application(FastAPI):
    """FastAPI, whose description of itself is corrected."""

    def openapi(self) -> dict[str, Any]:
        """The API's description, OpenAPI 3.1."""
        return openapi(self)


def create_app(
    settings: ServerSettings | None = None,
    *,
    clock: Clock = time.time,
    gate: Gate | None = None,
    kinds: Kinds | None = None,
    cut: Cut | None = None,
) -> FastAPI:
    """The application of a server.

    Args:
        settings: How it runs; as `ServerSettings` comes when None.
        clock: Unix seconds; tests bring one that they can move.
        gate: Accounts, when not those that the settings say.
        kinds: Tells what a foreground is, when not the shelf's networks.
        cut: What is done with pictures of jobs, when not the pipeline's work.
    """
    settings = settings or ServerSettings()
    gate = gate or make_gate(settings, clock)
    app = Application(
        title="nukki",
        version=__version__,
        description=DESCRIPTION,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.gate = gate
    app.state.trust_proxy = settings.trust_proxy
    app.state.service = make_service(settings, clock, gate, kinds=kinds)
    app.state.improve_limit = DailyLimit()
    app.state.not_ready = "loading the network"
    app.state.cut = cut
    doors = (
        health, pages, removebg, withoutbg, rembg, v2, composites, checking, recipe_checks, classes,
        refining, jobs, studio,
    )  # fmt: skip
    for door in doors:
        app.include_router(door.router)
    for kind in (NukkiError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _tell)
    if isinstance(gate, DatabaseGate):
        _add_accounts(app, gate, settings)
    metrics = app.state.service.metrics
    memory = BodyMemory(settings.body_memory_mb * MEGA, metrics)
    app.add_middleware(Edge, metrics=metrics, max_body_bytes=settings.longest_body, memory=memory)
    return app


def _add_accounts(app: FastAPI, gate: DatabaseGate, settings: ServerSettings) -> None:
    """What is there only with accounts: their routes, and answers that are kept for repeats."""
    for router in (own.router, own_keys.router, admin.router):
        app.include_router(router)
    app.add_middleware(
        Idempotency,
        engine=gate.engine,
        gate=gate,
        clock=gate.clock,
        deadline_s=settings.deadline_s,
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Load the network before the first request; let those inside end after the last."""
    service: Service = app.state.service
    await in_thread(warm_up, service)
    app.state.not_ready = ""
    engine = await in_thread(engine_of, service)
    app.state.jobs = make_jobs(service, engine, cut=app.state.cut)
    async with running(app.state.jobs, drain_s=service.settings.drain_s):
        yield
    service.work.close()
    if not await service.work.drained(within_s=service.settings.drain_s):
        LOG.warning(
            "requests were still under way at shut-down", extra={"open": service.work.inside}
        )


async def _tell(request: Request, error: Exception) -> Response:
    if isinstance(error, RequestValidationError):
        error = ApiError(422, "validation_error", "Validation error", _first(error))
    return shaped(fault_of(error), request.url.path, request.state.request_id)


def _first(error: RequestValidationError) -> str:
    """What is wrong with the first field that is."""
    found = error.errors()[0]
    return f"{'.'.join(map(str, found['loc']))}: {found['msg']}"
