"""``/healthz``, ``/readyz`` and ``/metrics``: for those who run the server."""

from __future__ import annotations

from functools import partial

import anyio.to_thread
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from nukki.server import metrics
from nukki.server.accounts.database import can_answer
from nukki.server.faults import ApiError
from nukki.server.service import service_of

router = APIRouter(tags=["health"])

DATABASE_S = 2.0
"""A database that takes longer to say anything is as good as gone."""


@router.get("/healthz", summary="Whether the process answers at all")
async def healthz() -> JSONResponse:
    """Yes."""
    return JSONResponse({"status": "ok"})


@router.get(
    "/readyz",
    summary="Whether it takes pictures now",
    responses={503: {"description": "Still loading, going down, or without its database."}},
)
async def readyz(request: Request) -> JSONResponse:
    """Yes, unless the network is still being loaded, the server ends, or its database is gone."""
    service = service_of(request)
    reason = "draining" if service.work.draining else request.app.state.not_ready
    reason = reason or await _trouble(request)
    body = {"status": "not ready" if reason else "ready", "open": service.work.inside}
    if reason:
        body["reason"] = reason
    return JSONResponse(body, status_code=503 if reason else 200)


@router.get(
    "/metrics",
    summary="Figures in Prometheus's format",
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    response_class=PlainTextResponse,
)
async def figures(request: Request) -> Response:
    """All figures of this process."""
    service = service_of(request)
    if not service.settings.metrics:
        raise ApiError(404, "not_found", "Not found", "metrics are switched off on this server")
    return Response(service.metrics.text(), media_type=metrics.TYPE)


async def _trouble(request: Request) -> str:
    """What keeps a loaded server from working, "" when nothing does."""
    jobs = getattr(request.app.state, "jobs", None)
    if jobs is None:
        return ""
    answered = False
    with anyio.move_on_after(DATABASE_S):
        ask = partial(can_answer, jobs.engine)
        answered = await anyio.to_thread.run_sync(ask, abandon_on_cancel=True)
    return "" if answered else "the database does not answer"
