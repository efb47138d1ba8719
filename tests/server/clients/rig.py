"""api.remove.bg on this machine: a certificate, a TLS port, and a proxy that leads there.

Published clients hold the address as a constant. They are run unchanged: with a proxy in their
environment that answers ``CONNECT api.remove.bg:443`` by our own port, and a certificate authority
of the test's that they are told to trust. Where a client knows no proxies, its process gets a hosts
file of its own (``unshare -m``).
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

HOST = "api.remove.bg"
DAYS = "2"


@dataclass(frozen=True)
class Certificates:
    """Files of the test's own authority and of the server's certificate."""

    authority: Path
    certificate: Path
    key: Path


def make_certificates(folder: Path) -> Certificates:
    """An authority, and a certificate for the host that clients believe to speak to."""
    openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key",
            "-out", "ca.pem", "-days", DAYS, "-subj", "/CN=nukki tests",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")  # fmt: skip
    openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "leaf.key",
            "-out", "leaf.csr", "-subj", f"/CN={HOST}")  # fmt: skip
    (folder / "leaf.ext").write_text(
        f"subjectAltName=DNS:{HOST}\nauthorityKeyIdentifier=keyid\n"
        "basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n"
    )
    signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "leaf.ext")
    openssl(folder, "x509", "-req", "-in", "leaf.csr", *signing, "-days", DAYS, "-out", "leaf.pem")
    return Certificates(folder / "ca.pem", folder / "leaf.pem", folder / "leaf.key")


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@contextlib.contextmanager
def listening(app: Any, **config: Any) -> Iterator[int]:
    """The application on a port of this machine, in a thread; without its lifespan."""
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", lifespan="off", log_level="error", **config)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started:
        if not thread.is_alive() or time.monotonic() > until:
            raise OSError("the port could not be listened on")
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(5)


class Proxy:
    """Answers every ``CONNECT`` by a pipe to one port of this machine."""

    def __init__(self, port: int) -> None:
        self._target = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(4096)
            assert head.startswith(b"CONNECT api.remove.bg:443 ")
            with socket.create_connection(self._target) as server:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=pipe, args=(server, client), daemon=True)
                back.start()
                pipe(client, server)
                back.join(30)


def pipe(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@dataclass(frozen=True)
class Rig:
    """What a client's process needs to come to us.

    Attributes:
        environment: Variables of the proxy and the authority.
        folder: Where it may write.
    """

    environment: dict[str, str]
    folder: Path

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a client to its end."""
        return subprocess.run(
            command,
            cwd=self.folder,
            env={**self.environment, **variables},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
