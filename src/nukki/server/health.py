"""``/healthz``, ``/readyz`` and ``/metrics``: for those who run the server."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from nukki.server import metrics
from nukki.server.faults import ApiError
from nukki.server.service import service_of

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Whether the process answers at all")
async def healthz() -> JSONResponse:
    """Yes."""
    return JSONResponse({"status": "ok"})


@router.get(
    "/readyz",
    summary="Whether it takes pictures now",
    responses={503: {"description": "Still loading, or going down."}},
)
async def readyz(request: Request) -> JSONResponse:
    """Yes, unless the network is still being loaded or the server is going down."""
    service = service_of(request)
    state = request.app.state
    reason = "draining" if service.work.draining else state.not_ready
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
