"""A server on a port: floods, slow clients, and how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import uvicorn
from tests.server.clients.rig import listening
from tests.server.conftest import Server, drawn, encoded
from tests.server.stand_ins import KEY

from nukki.server import running
from nukki.server.running import DrainingServer, PatientProtocol


def test_a_flood_gets_results_or_503_and_nothing_else(
    make_server: Callable[..., Server], photo: bytes
) -> None:
    server = make_server(queue=8)
    server.gate.rate_left = 10**9

    async def ask(client: httpx.AsyncClient) -> int:
        response = await client.post("/v1.0/removebg", files={"image_file": ("a", photo)})
        if response.status_code == 503:
            assert int(response.headers["retry-after"]) >= 1
        return response.status_code

    async def flood(port: int) -> Counter[int]:
        limits = httpx.Limits(max_connections=200)
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}",
            headers={"X-Api-Key": KEY},
            limits=limits,
            timeout=60,
        ) as client:
            return Counter(await asyncio.gather(*(ask(client) for _ in range(200))))

    with listening(server.app, port=0) as port:
        answers = asyncio.run(flood(port))
    assert set(answers) <= {200, 503}
    assert answers[200] >= 8
    assert server.app.state.service.work.inside == 0


def read_all(connection: socket.socket) -> bytes:
    received = b""
    while piece := connection.recv(4096):
        received += piece
    return received


def test_a_head_that_drips_ends_the_connection(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "HEAD_S", 0.2)
    with listening(server.app, port=0, http=PatientProtocol) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as slow:
            slow.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
            assert read_all(slow) == b""
        with socket.create_connection(("127.0.0.1", port), timeout=5) as quick:
            quick.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert read_all(quick).startswith(b"HTTP/1.1 200")


def test_a_connection_may_be_used_again(server: Server) -> None:
    with (
        listening(server.app, port=0, http=PatientProtocol) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        assert [client.get("/healthz").status_code for _ in range(3)] == [200] * 3


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def start(port: int, *flags: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "nukki", "serve", "--port", str(port), *flags]
    return subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONWARNINGS": "ignore"}
    )


def wait_until_ready(port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError("the server did not get ready")


def test_told_to_end_it_finishes_what_is_under_way(
    tiny_model: str, free_port: int, tmp_path: Path
) -> None:
    url = f"http://127.0.0.1:{free_port}"
    database = f"sqlite:///{tmp_path}/server.sqlite"
    process = start(free_port, "--no-auth", "--model", tiny_model, "--database", database)
    try:
        wait_until_ready(free_port)
        photo = encoded(drawn((2500, 3000)), "JPEG")
        answers: list[httpx.Response] = []

        def ask() -> None:
            files, data = {"image_file": ("a", photo)}, {"size": "full"}
            response = httpx.post(f"{url}/v1.0/removebg", files=files, data=data, timeout=60)
            answers.append(response)

        asking = threading.Thread(target=ask)
        asking.start()
        until = time.monotonic() + 10
        while "nukki_work_open 1.0" not in httpx.get(f"{url}/metrics").text:
            assert time.monotonic() < until
        process.send_signal(signal.SIGTERM)
        asking.join(60)
        assert answers[0].status_code == 200
        assert process.wait(60) in (0, -signal.SIGTERM)
    finally:
        process.kill()
        process.communicate()


def test_told_to_end_it_lets_nobody_in_and_then_waits(server: Server) -> None:
    work = server.app.state.service.work
    config = uvicorn.Config(server.app, port=0, lifespan="off", log_level="error")
    ending = DrainingServer(config, work.close)

    async def scenario() -> None:
        serving = asyncio.create_task(ending.serve())
        while not ending.started:
            await asyncio.sleep(0.01)
        assert not work.draining
        ending.should_exit = True
        await serving

    asyncio.run(scenario())
    assert work.draining
    assert server.client.get("/readyz").json()["reason"] == "draining"
    assert server.cut(b"a photo").status_code == 503


def test_it_does_not_start_open_to_the_network(free_port: int) -> None:
    process = start(free_port, "--no-auth", "--host", "0.0.0.0")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "would let everyone in" in said
    assert "Traceback" not in said


def test_a_port_that_is_taken_is_told_in_one_line(tiny_model: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        database = f"sqlite:///{tmp_path}/server.sqlite"
        process = start(port, "--no-auth", "--model", tiny_model, "--database", database)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 73
    assert "is it taken? choose another --port" in said
    assert "Traceback" not in said
