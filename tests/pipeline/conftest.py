"""A network that is counted, and homes without weights or network."""

from __future__ import annotations

import io
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray

from nukki.engines import open_session
from nukki.pipeline import sessions

DARK, BRIGHT = 20, 230


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in this room may reach out; what tries to fails the test."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(subprocess, "Popen", refuse)


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which no weights lie, neither nukki's nor rembg's."""
    for variable in ("U2NET_HOME", "REMBG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("NUKKI_HOME", str(tmp_path / "nukki"))
    return tmp_path


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the graphs that were loaded since the test began; the pool starts empty."""
    names: list[str] = []
    real = open_session

    def counted(path: Path, options: Any) -> Any:
        names.append(path.name)
        return real(path, options)

    monkeypatch.setattr(sessions, "open_session", counted)
    sessions.POOL.clear()
    return names


def drawn(size_hw: tuple[int, int] = (48, 64), shift: int = 0) -> NDArray[np.uint8]:
    """A bright square of half the height on a dark ground, moved to the right by ``shift``."""
    height, width = size_hw
    pixels = np.full((height, width, 3), DARK, np.uint8)
    left = width // 4 + shift
    pixels[height // 4 : height * 3 // 4, left : left + height // 2] = BRIGHT
    return pixels


Encode = Callable[..., bytes]


@pytest.fixture(scope="session")
def draw() -> Callable[..., NDArray[np.uint8]]:
    """Draws a bright square on a dark ground: ``draw(size_hw, shift)``."""
    return drawn


@pytest.fixture(scope="session")
def encode() -> Encode:
    """Encodes an array with Pillow, as other programs' files come."""

    def encoded(pixels: NDArray[Any], plugin: str = "PNG", **parameters: Any) -> bytes:
        stream = io.BytesIO()
        PIL.Image.fromarray(pixels).save(stream, plugin, **parameters)
        return stream.getvalue()

    return encoded


@pytest.fixture(scope="session")
def animated_gif(encode: Encode) -> bytes:
    """Three frames of 60, 80 and 100 ms, played twice: the square moves to the right."""
    frames = [PIL.Image.fromarray(drawn(shift=4 * step)) for step in (1, 2)]
    durations = [60, 80, 100]
    return encode(drawn(), "GIF", save_all=True, append_images=frames, duration=durations, loop=1)
