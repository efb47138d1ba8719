"""An application called in this process, through a client that waits."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import httpx
from starlette.types import ASGIApp


class _Direct(httpx.BaseTransport):
    """Each request in an event loop of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._inner = httpx.ASGITransport(app=app, raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def serve() -> httpx.Response:
            body = request.read()
            copy = httpx.Request(request.method, request.url, headers=request.headers, content=body)
            answer = await self._inner.handle_async_request(copy)
            return httpx.Response(
                answer.status_code, headers=answer.headers, content=await answer.aread()
            )

        return asyncio.run(serve())


def client_of(app: ASGIApp, headers: Mapping[str, str] | None = None) -> httpx.Client:
    """A client whose every request goes to ``app``; errors of the application become 500."""
    return httpx.Client(transport=_Direct(app), base_url="http://test", headers=dict(headers or {}))
