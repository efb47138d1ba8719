"""The window's server answers the window alone."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from nukki.desktop.lock import COOKIE, Locked


async def inside(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"inside"})


def asked(headers: dict[str, str]) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Locked(inside, "secret"))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get("/", headers=headers)

    with ThreadPoolExecutor(1) as apart:  # a browser's driver may hold this thread's event loop
        return apart.submit(lambda: asyncio.run(ask())).result()


def test_the_token_opens() -> None:
    assert asked({"cookie": f"other=1; {COOKIE}=secret"}).text == "inside"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"cookie": f"{COOKIE}=wrong"},
        {"cookie": f"{COOKIE}="},
        {"cookie": "secret"},
        {"authorization": "secret"},
    ],
)
def test_nothing_else_does(headers: dict[str, str]) -> None:
    answer = asked(headers)
    assert answer.status_code == 403
    assert "nukki window" in answer.text
