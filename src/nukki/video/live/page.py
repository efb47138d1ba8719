"""Live pictures as a page: MJPEG over HTTP, on this machine alone unless asked otherwise.

It is the window, too: OpenCV comes without one, and every machine has a browser
(docs/decisions/0022-live-pictures.md).
"""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

from nukki.codecs.quick_jpeg import jpeg_of
from nukki.core.errors import OutputError
from nukki.video.live.board import Board
from nukki.video.live.sink import Output, Shown

HOST, PORT = "127.0.0.1", 8765

PATIENCE_S = 3.0
"""How long one who looks may take for a picture before the connection is given up."""

PAGE = b"""<!doctype html><html lang="en"><meta charset="utf-8"><title>nukki webcam</title>
<meta name="viewport" content="width=device-width">
<style>html,body{margin:0;height:100%;background:#111}
img{width:100%;height:100%;object-fit:contain;display:block}</style>
<img src="live.mjpg" alt="What the camera sees, without its background"></html>
"""

BOUNDARY = "nukki-frame"
START = f"--{BOUNDARY}\r\n".encode()


@dataclass(frozen=True)
class Page:
    """A `Sink` that is a page, ``/``, and its pictures alone, ``/live.mjpg``.

    Attributes:
        host: Where it listens.
        port: Likewise; 0 takes one that is free.
        show: Open it in the browser.
        quality: Of its pictures, 1 to 100.
    """

    host: str = HOST
    port: int = PORT
    show: bool = False
    quality: int = 90

    @contextmanager
    def open(self, size_hw: tuple[int, int], rate: Fraction) -> Iterator[Output]:
        """See `nukki.video.live.sink.Sink.open`."""
        board = Board()
        try:
            server = _Server((self.host, self.port), _handler(board, self.host))
        except OSError as error:
            raise OutputError(
                f"cannot listen on {self.host}:{self.port}: {error.strerror or error}; choose "
                "another with --port, or 0 for one that is free"
            ) from error
        thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
        thread.start()
        try:
            address = f"http://{self.host}:{server.server_port}/"
            if self.show:
                webbrowser.open(address)
            yield _Serving(board, address, self.quality)
        finally:
            board.close()
            server.shutdown()
            server.server_close()
            thread.join()


@dataclass(frozen=True)
class _Serving:
    board: Board
    where: str
    quality: int

    def watched(self) -> bool:
        return self.board.watchers > 0

    def take(self, pictures: Iterable[Shown]) -> None:
        for picture in pictures:
            if self.watched():
                self.board.put(jpeg_of(picture.pixels, self.quality))


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # they are waited for, so that none is left behind

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: people go away when they like."""


def _handler(board: Board, host: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = PATIENCE_S

        def do_GET(self) -> None:
            if not allowed(self.headers.get("Host", ""), host, self.headers.get("Sec-Fetch-Site")):
                self._answer(403, b"This page answers this machine's own addresses only.\n")
            elif self.path == "/":
                self._answer(200, PAGE, "text/html; charset=utf-8")
            elif self.path == "/live.mjpg":
                self._stream()
            else:
                self._answer(404, b"Here are / and /live.mjpg.\n")

        def _answer(self, status: int, body: bytes, media_type: str = "text/plain") -> None:
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)

        def _stream(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY}")
            self.send_header("Cache-Control", "no-store")
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(START)
            with board.watching():
                for jpeg in board.pictures():
                    head = f"Content-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                    # A browser shows a part when the next one begins.
                    self.wfile.write(head.encode() + jpeg + b"\r\n" + START)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the status line is there."""

    return Handler


def allowed(asked: str, host: str, site: str | None) -> bool:
    """Whether a request may see the camera.

    A page on the web may have its own name lead to this machine, or show our pictures as its own:
    such requests name another host, or say that they come from another site.

    >>> allowed("localhost:8765", "127.0.0.1", None), allowed("evil.example", "127.0.0.1", None)
    (True, False)
    """
    if site not in (None, "none", "same-origin"):
        return False
    name = asked.rpartition(":")[0] if not asked.endswith("]") and ":" in asked else asked
    return name in ("localhost", host) or _is_address(name.strip("[]"))


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
