"""What holds at every door: ids, CORS, headers, pace, logs, faults nobody foresaw."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError
from starlette.types import Message
from tests.server.conftest import Server
from tests.server.stand_ins import KEY

from nukki.server import edge
from nukki.server.edge import JsonLines

PREFLIGHT = {
    "Origin": "null",
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "x-api-key, content-type, accept",
}


def test_a_browser_without_an_origin_may_ask_with_a_key(server: Server) -> None:
    response = server.client.options("/v1.0/removebg", headers=PREFLIGHT)
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == "*"
    allowed = response.headers["access-control-allow-headers"].lower()
    assert all(name in allowed for name in ("x-api-key", "content-type", "accept", "authorization"))
    assert "access-control-allow-credentials" not in response.headers
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("path", ["/healthz", "/v1.0/account", "/nothing", "/v1.0/removebg"])
def test_every_answer_has_an_id_and_is_safe_to_show(path: str, server: Server) -> None:
    headers = server.client.get(path).headers
    assert len(headers["x-request-id"]) == 32
    assert headers["access-control-allow-origin"] == "*"
    assert "X-Credits-Charged" in headers["access-control-expose-headers"]
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize(("given", "kept"), [("trace-1", True), ("a b", False), ("x" * 65, False)])
def test_a_caller_s_id_is_kept_when_it_is_one(given: str, kept: bool, server: Server) -> None:
    found = server.client.get("/healthz", headers={"X-Request-ID": given}).headers["x-request-id"]
    assert (found == given) is kept


def test_an_error_nobody_foresaw_tells_nothing_of_itself(
    server: Server, photo: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> Any:
        raise ZeroDivisionError("the secret inside")

    monkeypatch.setattr("nukki.server.removebg.routes.cut", fail)
    caplog.set_level(logging.INFO, "nukki.server")
    response = server.cut(photo)
    assert response.status_code == 500
    assert response.json()["errors"][0]["code"] == "internal_error"
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert "ZeroDivisionError" in caplog.text
    assert not server.gate.charged
    assert server.gate.credits == 10


def test_without_its_database_a_server_asks_to_come_again(
    server: Server, photo: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> Any:
        raise OperationalError("SELECT secret", {}, ConnectionError("refused"))

    monkeypatch.setattr(server.gate, "spend_rate", fail)
    response = server.cut(photo)
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert "secret" not in response.text
    assert "OperationalError" in caplog.text


def test_the_log_holds_no_names_keys_addresses_or_pictures(
    server: Server, photo: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "nukki.server")
    files = {"image_file": ("holiday-with-anna.jpg", photo)}
    url = "/v1.0/removebg?token=hidden"
    server.client.post(url, files=files, data={"bg_image_url": "http://private.example/x"})
    lines = "".join(JsonLines().format(record) for record in caplog.records)
    assert not [word for word in ("anna", KEY, "hidden", "private.example") if word in lines]
    facts = json.loads(JsonLines().format(caplog.records[-1]))
    assert facts["route"] == "/v1.0/removebg"
    assert {"request_id", "status", "ms", "bytes_in", "bytes_out", "account"} <= set(facts)


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1.0/removebg"), ("PUT", "/v2/cutouts")])
def test_another_method_is_told_which_there_is(method: str, path: str, server: Server) -> None:
    response = server.client.request(method, path)
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


def test_a_hundred_headers_are_enough(server: Server) -> None:
    response = server.client.get("/healthz", headers={f"X-{n}": "v" for n in range(120)})
    assert response.status_code == 431


async def _trickle(
    server: Server, pieces: list[Message], *headers: tuple[bytes, bytes]
) -> httpx.Response:
    """Send a body piece by piece, each a moment after the other."""
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(0.05)
        return pieces.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1.0/removebg",
        "raw_path": b"/v1.0/removebg",
        "query_string": b"",
        "headers": [
            (b"content-type", b"application/json"),
            (b"x-api-key", KEY.encode()),
            *headers,
        ],
        "client": ("127.0.0.1", 1),
        "server": ("test", 80),
        "scheme": "http",
        "http_version": "1.1",
    }
    await server.app(scope, receive, send)
    content = b"".join(message.get("body", b"") for message in sent)
    return httpx.Response(sent[0]["status"], headers=sent[0]["headers"], content=content)


def test_a_body_that_drips_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "PACE_START_S", 0.2)
    pieces: list[Message] = [{"type": "http.request", "body": b" ", "more_body": True}] * 100
    response = asyncio.run(_trickle(server, pieces))
    assert (response.status_code, response.json()["errors"][0]["code"]) == (408, "request_timeout")


def test_a_body_that_never_ends_is_cut_at_the_limit(make_server: Callable[..., Server]) -> None:
    piece: Message = {"type": "http.request", "body": b" " * 2**20, "more_body": True}
    response = asyncio.run(_trickle(make_server(max_upload_mb=0.5), [piece] * 100))
    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, "file_too_large")


def test_health_and_figures_are_there(server: Server, photo: bytes) -> None:
    server.cut(photo)
    assert server.client.get("/healthz").json() == {"status": "ok"}
    text = server.client.get("/metrics").text
    assert 'nukki_requests_total{method="POST",route="/v1.0/removebg",status="200"} 1.0' in text
    assert "nukki_work_seconds_count 1.0" in text
    assert "nukki_credits_total 0.25" in text


def test_figures_can_be_switched_off(make_server: Callable[..., Server]) -> None:
    assert make_server(metrics=False).client.get("/metrics").status_code == 404


def test_a_server_whose_database_is_gone_is_not_ready(server: Server, engine: Engine) -> None:
    server.app.state.not_ready = ""
    server.app.state.jobs = SimpleNamespace(engine=engine)
    assert server.client.get("/readyz").status_code == 200
    gone = create_engine("postgresql+psycopg://nukki@127.0.0.1:1/nukki")
    server.app.state.jobs = SimpleNamespace(engine=gone)
    answer = server.client.get("/readyz")
    assert (answer.status_code, answer.json()["reason"]) == (503, "the database does not answer")


def test_a_server_that_is_loading_or_leaving_is_not_ready(server: Server) -> None:
    assert server.client.get("/readyz").status_code == 503
    server.app.state.not_ready = ""
    assert server.client.get("/readyz").json()["status"] == "ready"
    server.app.state.service.work.close()
    assert server.client.get("/readyz").json()["reason"] == "draining"


async def _crowd(server: Server, n_callers: int) -> list[int]:
    """Statuses of callers who each send three quarters of a megabyte at the same time."""
    piece: Message = {"type": "http.request", "body": b" " * 250_000, "more_body": True}
    last: Message = {**piece, "more_body": False}
    length = (b"content-length", b"750000")
    asked = (_trickle(server, [piece, piece, last], length) for _ in range(n_callers))
    return [answer.status_code for answer in await asyncio.gather(*asked)]


def test_bodies_that_have_no_room_beside_the_others_are_sent_away(
    make_server: Callable[..., Server],
) -> None:
    server = make_server(body_memory_mb=1)
    answers = asyncio.run(_crowd(server, 3))
    assert sorted(answers) == [400, 503, 503]  # the blanks that one could send are no JSON
    assert 'nukki_refused_total{reason="memory"}' in server.client.get("/metrics").text
    assert asyncio.run(_crowd(server, 1)) == [400]
