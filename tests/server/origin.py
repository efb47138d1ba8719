"""A web server of a few lines that can misbehave in every way."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import TypeAlias

Behaviour: TypeAlias = bytes | Callable[[socket.socket], None]


def reply(body: bytes = b"", *headers: str, status: str = "200 OK", length: int = -1) -> bytes:
    """A whole answer; ``length`` lies about how long it is."""
    stated = len(body) if length < 0 else length
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {stated}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Origin:
    """Listens on loopback; what it answers is in ``pages``, by path."""

    def __init__(self) -> None:
        self.pages: dict[str, Behaviour] = {}
        self.asked: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            request = connection.recv(65536)
            while b"\r\n\r\n" not in request:
                request += connection.recv(65536)
            path = request.split(b" ", 2)[1].decode()
            self.asked.append(path)
            behaviour = self.pages.get(path, reply(status="404 Not Found"))
            if isinstance(behaviour, bytes):
                connection.sendall(behaviour)
            else:
                behaviour(connection)


@contextlib.contextmanager
def running_origin() -> Iterator[Origin]:
    origin = Origin()
    try:
        yield origin
    finally:
        origin.close()
