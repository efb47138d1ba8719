"""A server in this process with a network that needs no weights; a web server that misbehaves."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray
from tests.server.asgi import client_of
from tests.server.databases import clock, cluster, database_url, engine
from tests.server.origin import Origin, running_origin
from tests.server.stand_ins import KEY, CountingGate, FixedKinds

from nukki.server.app import create_app
from nukki.server.settings import ServerSettings

__all__ = ["clock", "cluster", "database_url", "engine"]

DARK, BRIGHT = 20, 230


@pytest.fixture
def origin() -> Iterator[Origin]:
    """A web server on loopback; ``origin.pages[path]`` is what it answers."""
    with running_origin() as found:
        yield found


def drawn(size_hw: tuple[int, int] = (60, 80)) -> NDArray[np.uint8]:
    """A bright square of half the height in the middle of a dark ground."""
    height, width = size_hw
    pixels = np.full((height, width, 3), DARK, np.uint8)
    top, left, side = height // 4, (width - height // 2) // 2, height // 2
    pixels[top : top + side, left : left + side] = BRIGHT
    return pixels


def encoded(pixels: NDArray[Any], plugin: str = "PNG", **parameters: Any) -> bytes:
    stream = io.BytesIO()
    PIL.Image.fromarray(pixels).save(stream, plugin, **parameters)
    return stream.getvalue()


@pytest.fixture(scope="session")
def photo() -> bytes:
    """A PNG of 80x60 pixels: a bright square of 30 on a dark ground, at (25, 15)."""
    return encoded(drawn())


@pytest.fixture(scope="session")
def empty_photo() -> bytes:
    """A PNG in which there is nothing to find."""
    return encoded(np.full((60, 80, 3), DARK, np.uint8))


@dataclass
class Server:
    """An application, its accounts, and a client of it that has a key."""

    gate: CountingGate
    kinds: FixedKinds
    client: httpx.Client
    app: Any
    defaults: dict[str, str] = field(default_factory=dict)

    def cut(self, photo: bytes | None = None, *, accept: str = "*/*", **fields: str) -> Any:
        """``POST /v1.0/removebg`` as multipart; the picture is the file part."""
        files: dict[str, Any] = {name: (None, value) for name, value in fields.items()}
        if photo is not None:
            files["image_file"] = ("photo.bin", photo)
        files = files or {"nothing": (None, "")}
        return self.client.post("/v1.0/removebg", files=files, headers={"Accept": accept})


@pytest.fixture
def make_server(tiny_model: str) -> Callable[..., Server]:
    """Makes a server: settings by keyword."""

    def made(**settings: Any) -> Server:
        gate, kinds = CountingGate(), FixedKinds()
        told = ServerSettings(**{"model": tiny_model, "preset": "fast"} | settings)
        app = create_app(told, gate=gate, kinds=kinds)
        return Server(gate, kinds, client_of(app, {"X-Api-Key": KEY}), app)

    return made


@pytest.fixture
def server(make_server: Callable[..., Server]) -> Server:
    """A server that may fetch pictures from this machine."""
    return make_server(allow_loopback_sources=True)


def opened(data: bytes) -> Any:
    """A picture as other programs read it: Pillow types a pixel as anything."""
    return PIL.Image.open(io.BytesIO(data))


def error_of(response: httpx.Response) -> dict[str, str]:
    """The one error of an answer, in whose shape nothing is missing."""
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["access-control-allow-origin"] == "*"
    (error,) = response.json()["errors"]
    assert set(error) == {"title", "code", "detail"}
    assert all(isinstance(text, str) and text for text in error.values())
    return dict(error)
