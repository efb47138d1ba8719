"""Pictures of many callers are shown to a network together, and each caller gets its own back."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from tests.server.conftest import drawn, encoded
from tests.server.jobs.live import free_port
from tests.server.networks import add_slow_model
from tests.server.test_running import start, wait_until_ready

from nukki.core.options import Options
from nukki.pipeline import build

N_CALLERS, AT_ONCE = 12, 4


@pytest.fixture
def slow_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A network that takes several pictures at once, alone in its home."""
    monkeypatch.setenv("NUKKI_HOME", str(tmp_path / "home"))
    return add_slow_model(tmp_path)


@pytest.fixture
def address(slow_model: str, tmp_path: Path) -> Iterator[str]:
    """A server as users start it, which shows the network up to four pictures at once."""
    port = free_port()
    process = start(
        port,
        *("--no-auth", "--model", slow_model, "--database", f"sqlite:///{tmp_path}/server.sqlite"),
        *("--network-batch", str(AT_ONCE), "--workers", str(N_CALLERS)),
    )
    try:
        wait_until_ready(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.communicate()


def photo_of(caller: int) -> bytes:
    """A picture of the caller's own: its subject is somewhere else."""
    return encoded(np.roll(drawn((64, 64)), 4 * caller - 24, axis=1))


async def ask_all(address: str) -> list[bytes]:
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        answers = await asyncio.gather(
            *(
                client.post("/v2/mattes", files={"image_file": ("a.png", photo_of(caller))})
                for caller in range(N_CALLERS)
            )
        )
    return [answer.content for answer in answers]


def count(address: str, name: str) -> int:
    text = httpx.get(f"{address}/metrics").text
    return int(float(re.findall(rf"^nukki_network_{name}_total (\S+)", text, re.M)[0]))


def test_a_crowd_is_shown_to_the_network_together_and_gets_what_each_alone_would(
    address: str, slow_model: str
) -> None:
    mattes = asyncio.run(ask_all(address))
    assert count(address, "pictures") == N_CALLERS
    assert N_CALLERS / AT_ONCE <= count(address, "runs") <= N_CALLERS * 2 / 3
    alone = build(Options(model=slow_model, matte_only=True))
    assert mattes == [alone.convert(photo_of(caller)).data for caller in range(N_CALLERS)]
    assert len(set(mattes)) == N_CALLERS
