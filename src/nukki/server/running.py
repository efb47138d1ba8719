"""The application on a port: uvicorn with time limits, logs in JSON, and an end that drains."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from nukki.core.errors import OutputError
from nukki.server.app import create_app
from nukki.server.edge import LOG, JsonLines
from nukki.server.settings import ServerSettings

HEAD_S = 10.0
"""A request's head must be there this long after its connection, or the request before it."""

KEEP_ALIVE_S = 5
MAX_CONNECTIONS = 4096
LOOPBACK = "127.0.0.1"


class PatientProtocol(HttpToolsProtocol):
    """HTTP/1.1 whose patience with slow heads ends; bodies have their own pace (`Edge`)."""

    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """A client connects: the clock starts."""
        super().connection_made(transport)
        self._start_clock()

    def on_message_begin(self) -> None:
        """A next request begins on the same connection."""
        super().on_message_begin()
        if self._head_timer is None:
            self._start_clock()

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._stop_clock()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._stop_clock()
        super().connection_lost(exc)

    def _start_clock(self) -> None:
        self._head_timer = self.loop.call_later(HEAD_S, self._give_up)

    def _stop_clock(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


class DrainingServer(uvicorn.Server):
    """A server that lets nobody in from the moment it is told to end.

    Args:
        config: uvicorn's.
        close: Lets nobody in: what comes on connections that are still open gets 503, and who
            listens to events is sent away, so that only pictures under way are waited for.
    """

    def __init__(self, config: uvicorn.Config, close: Callable[[], None]) -> None:
        super().__init__(config)
        self._close = close

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Wait for requests under way, as uvicorn does."""
        self._close()
        await super().shutdown(sockets)


_MANNERS: dict[str, Any] = {
    "http": PatientProtocol,
    "ws": "none",
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,
    "timeout_keep_alive": KEEP_ALIVE_S,
}


def serve(settings: ServerSettings) -> None:
    """Serve until told to stop; requests under way may end.

    Raises:
        OutputError: The port cannot be listened on.
    """
    log_as_json()
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        **_MANNERS,
        timeout_graceful_shutdown=int(settings.drain_s),
        backlog=2048,
    )
    server = DrainingServer(config, app.state.service.work.close)
    try:
        server.run()
    except SystemExit as error:
        raise OutputError(
            f"cannot listen on {settings.host}:{settings.port}; is it taken? choose another --port"
        ) from error
    if not server.started:
        raise OutputError("the server did not start; its log says why")


@contextmanager
def in_background(app: Any, *, port: int) -> Iterator[int]:
    """Serve an application to this machine from a thread; the port on which it listens.

    Args:
        app: ASGI.
        port: Preferred; where it is taken, any free one is.
    """
    log_as_json()
    with _listener(port) as listener:
        server = uvicorn.Server(uvicorn.Config(app, **_MANNERS))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()


def _listener(port: int) -> socket.socket:
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError:
        return socket.create_server((LOOPBACK, 0))


def log_as_json() -> None:
    """The server's log as lines of JSON on standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    LOG.handlers[:] = [handler]
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    for name in ("uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(logging.WARNING)
        logger.propagate = False
