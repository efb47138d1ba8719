"""What holds for every request, before and after any door: an id, limits, headers, a log line.

    id ─▶ CORS ─▶ body's length and pace ─▶ the doors ─▶ security headers ─▶ figures and log

A plain ASGI middleware, since Starlette's own reads bodies in tasks that outlive the request.
"""

from __future__ import annotations

import json
import logging
import re
import time
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nukki.server.body_memory import BodyMemory, Share
from nukki.server.faults import ApiError, fault_of, shaped
from nukki.server.metrics import Metrics
from nukki.server.settings import waits_in_files

LOG = logging.getLogger("nukki.server")

ALLOWED_HEADERS = "X-Api-Key, Content-Type, Accept, Authorization, Idempotency-Key"
EXPOSED_HEADERS = (
    "X-Type, X-Width, X-Height, X-Max-Width, X-Max-Height, X-Credits-Charged, "
    "X-Foreground-Top, X-Foreground-Left, X-Foreground-Width, X-Foreground-Height, "
    "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-ID, X-Confidence, "
    "X-Review, X-Notes, X-Object-Finder, Idempotent-Replayed, Retry-After, Location, "
    "Content-Disposition"
)
METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS"

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Set where a route has not set its own."""

MAX_HEADERS = 100

PACE_START_S, PACE_BYTES_PER_S = 20.0, 25_000.0
"""A body may take this long, and a second more for every so many bytes that came."""

_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)


@dataclass(frozen=True)
class Edge:
    """The outermost layer of the application.

    Attributes:
        app: What is inside.
        metrics: Where requests are counted.
        max_body_bytes: The longest body that is read, by path.
        memory: What all bodies may take together that are read into memory.
    """

    app: ASGIApp
    metrics: Metrics
    max_body_bytes: Callable[[str], int]
    memory: BodyMemory

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with self.metrics.under_way(), self._share(scope["path"]) as share:
            exchange = _Exchange(scope, receive, send, self.max_body_bytes(scope["path"]), share)
            try:
                await self._serve(exchange)
            finally:
                self._tell(exchange)

    def _share(self, path: str) -> AbstractContextManager[Share | None]:
        return nullcontext() if waits_in_files(path) else self.memory.share()

    async def _serve(self, exchange: _Exchange) -> None:
        try:
            exchange.check()
            if exchange.is_preflight:
                await exchange.answer(_preflight())
                return
            await self.app(exchange.scope, exchange.receive, exchange.send)
        except Exception as error:  # the outermost layer: nobody else would answer
            fault = fault_of(error)
            if fault.http_status >= 500 and not isinstance(error, ApiError):
                LOG.exception("unexpected error", extra={"request_id": exchange.id})
            if exchange.status:  # half an answer is out: nothing can be said any more
                raise
            await exchange.answer(shaped(fault, exchange.scope["path"], exchange.id))

    def _tell(self, exchange: _Exchange) -> None:
        """Count and log; never a query, file name, key or picture."""
        taken_s = time.perf_counter() - exchange.started
        route = route_of(exchange.scope)
        method = exchange.scope["method"]
        self.metrics.answered(route, method, exchange.status, taken_s)
        facts = {
            "request_id": exchange.id,
            "method": method,
            "route": route,
            "status": exchange.status,
            "ms": round(taken_s * 1000),
            "bytes_in": exchange.bytes_in,
            "bytes_out": exchange.bytes_out,
        }
        LOG.info("answered", extra=facts | exchange.scope["state"].get("facts", {}))


class _Exchange:
    """One request and its answer, watched."""

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, max_bytes: int, share: Share | None
    ) -> None:
        self.scope = scope
        self._share = share
        self.started = time.perf_counter()
        self.status = self.bytes_in = self.bytes_out = 0
        self._receive, self._send, self._max_bytes = receive, send, max_bytes
        self.headers = Headers(scope=scope)
        given = self.headers.get("x-request-id", "")
        self.id = given if _ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = self.id

    @property
    def is_preflight(self) -> bool:
        """Whether a browser asks what it may send."""
        asked = "access-control-request-method" in self.headers
        return asked and self.scope["method"] == "OPTIONS"

    def check(self) -> None:
        """Refuse what can be refused by the head alone.

        Raises:
            ApiError: 431 too many headers, a body over the limit, or 503 no memory for it now.
        """
        if len(self.headers) > MAX_HEADERS:
            raise ApiError(431, "too_many_headers", "Too many headers")
        text = self.headers.get("content-length", "0")
        stated = int(text) if text.isdecimal() else 0
        if stated > self._max_bytes:
            raise too_large(self._max_bytes)
        if self._share is not None:
            self._share.grow(stated)

    async def receive(self) -> Message:
        """The next piece of the body, if it comes in time and is not too much.

        Raises:
            ApiError: 408 it comes too slowly; 400 it is longer than allowed; 503 there is no
                memory for it now.
        """
        pace_s = PACE_START_S + self.bytes_in / PACE_BYTES_PER_S
        if self.status:  # the answer is out: whoever waits now waits for the end
            return await self._receive()
        with anyio.move_on_after(max(0.0, pace_s - (time.perf_counter() - self.started))):
            message = await self._receive()
            self.bytes_in += len(message.get("body", b""))
            if self.bytes_in > self._max_bytes:
                raise too_large(self._max_bytes)
            if self._share is not None:
                self._share.grow(self.bytes_in)
            return message
        raise ApiError(
            408, "request_timeout", "Request timeout", "the body comes too slowly; send it again"
        )

    async def send(self, message: Message) -> None:
        """Pass the answer on, with the headers that every answer has."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["Access-Control-Allow-Origin"] = "*"
            headers["Access-Control-Expose-Headers"] = EXPOSED_HEADERS
            headers["X-Request-ID"] = self.id
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
        self.bytes_out += len(message.get("body", b""))
        await self._send(message)

    async def answer(self, response: Response) -> None:
        """Send a whole answer; an unread body's connection is closed after it."""
        if self.status == 0 and self.bytes_in == 0 and response.status_code >= 400:
            response.headers["Connection"] = "close"
        await response(self.scope, self._receive, self.send)


def too_large(max_bytes: int) -> ApiError:
    """The answer to a body over the limit, as remove.bg words it."""
    limit = max_bytes * 3 / 8 // 1_000_000  # of two pictures in base64
    return ApiError(400, "file_too_large", "File too large", f"File exceeds limit of {limit:g}MB")


def route_of(scope: Scope) -> str:
    """The pattern of the route that answered, so that no id or name is ever counted or logged."""
    route = scope.get("route")
    return str(getattr(route, "path", "")) or "(none)"


def _preflight() -> Response:
    return Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": ALLOWED_HEADERS,
            "Access-Control-Max-Age": "86400",
        },
    )


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        known = logging.makeLogRecord({}).__dict__
        facts: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        facts |= {key: value for key, value in record.__dict__.items() if key not in known}
        facts.pop("taskName", None)
        if record.exc_info:
            facts["trace"] = self.formatException(record.exc_info)
        return json.dumps(facts, default=str)
