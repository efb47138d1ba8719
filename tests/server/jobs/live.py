"""An application on a port of this machine, with its jobs running, and accounts to call it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp

from nukki.core.errors import CorruptImageError
from nukki.core.options import Options
from nukki.server.jobs.cutting import Product

PATIENCE_S = 30.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(app: ASGIApp, port: int) -> Iterator[str]:
    """The application's address, for as long as the block runs."""
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_for(lambda: server.started or not thread.is_alive())
    assert server.started
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)


def wait_for(happened: Callable[[], Any], *, within_s: float = PATIENCE_S) -> Any:
    """What ``happened`` gives, once it is true."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        found = happened()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"did not happen within {within_s:g} s")


@dataclass
class StandIn:
    """Instead of a network: gives the picture back; "bad" ones fail while ``failing``.

    Attributes:
        held: Clear it, and everything waits.
        seen: Options and sandbox of each picture.
    """

    failing: bool = True
    held: Event = field(default_factory=Event)
    seen: list[tuple[Options, bool]] = field(default_factory=list)
    megapixels: float = 1.0

    def __post_init__(self) -> None:
        self.held.set()

    def __call__(self, data: bytes, options: Options, *, sandbox: bool) -> Product:
        self.held.wait(PATIENCE_S)
        self.seen.append((options, sandbox))
        if data.startswith(b"bad") and self.failing:
            raise CorruptImageError("it is bad")
        if data.startswith(b"bug"):
            raise ZeroDivisionError("a bug")
        return Product(b"cut " + data, ".png", "image/png", 80, 60, self.megapixels)


@dataclass
class Caller:
    """Calls a server with a key."""

    client: httpx.Client

    def batch(self, *pictures: bytes, **fields: str) -> httpx.Response:
        """``POST /v2/batches`` with files a0.jpg, a1.jpg, ..."""
        files: list[tuple[str, Any]] = [
            ("files", (f"a{number}.jpg", data)) for number, data in enumerate(pictures)
        ]
        files += [(name, (None, value)) for name, value in fields.items()]
        return self.client.post("/v2/batches", files=files)

    def ended(self, submitted: httpx.Response, *, within_s: float = PATIENCE_S) -> dict[str, Any]:
        """A job or batch, once it is finished."""
        assert submitted.status_code == 202, submitted.text
        here = submitted.json()["links"]["self"]
        return self.until(here, lambda told: told["finished_at"], within_s=within_s)

    def until(
        self, path: str, happened: Callable[[dict[str, Any]], Any], *, within_s: float = PATIENCE_S
    ) -> dict[str, Any]:
        """What ``path`` tells, once something of it is so."""
        last: dict[str, Any] = {}

        def look() -> bool:
            last.update(self.client.get(path, params={"limit": 1000}).json())
            return bool(happened(last))

        wait_for(look, within_s=within_s)
        return last


@dataclass(frozen=True)
class Call:
    """One request that a receiver got."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Gets webhooks; answers 204, or what ``statuses`` say in turn, or sends elsewhere."""

    port: int = 0
    calls: list[Call] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    elsewhere: str = ""

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.calls.append(Call(self.path, headers, body))
                moved = 302 if receiver.elsewhere else 204
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else moved)
                self.send_header("Location", receiver.elsewhere)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing."""

        return Handler


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()
    with ThreadingHTTPServer(("127.0.0.1", 0), receiver.handler()) as server:
        receiver.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield receiver
        server.shutdown()
