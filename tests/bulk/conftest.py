"""Sets of drawn photos, and orders that need no weights."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage

from nukki.bulk import Order
from nukki.core.options import Options
from nukki.outlets import Product, Recipe


def drawn(number: int) -> bytes:
    """A PNG, 24 x 24 pixels: a bright square on a dark ground, of which each number has its own."""
    pixels = np.full((24, 24, 3), 20, np.uint8)
    pixels[6:18, 6:18] = 230
    pixels[9, 9] = 180 + number % 70, 180 + number // 70, 255
    stream = io.BytesIO()
    PillowImage.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of all results below a folder, by name."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".nukki" not in path.parts)
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


@pytest.fixture
def photos(tmp_path: Path) -> Callable[[int], Path]:
    """Draws so many photos into the test's folder ``in``, and gives that."""

    def draw(count: int) -> Path:
        folder = tmp_path / "in"
        folder.mkdir()
        for number in range(count):
            (folder / f"{number:03}.png").write_bytes(drawn(number))
        return folder

    return draw


@pytest.fixture
def recipe(tiny_model: str) -> Recipe:
    return Recipe((Product("cutout", Options(model=tiny_model, edges="plain")),))


@pytest.fixture
def order(tmp_path: Path, recipe: Recipe) -> Order:
    """From the test's folder ``in`` to ``out``."""
    return Order(source=str(tmp_path / "in"), target=str(tmp_path / "out"), recipe=recipe)
