"""A photo in every form that the library takes."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray

Forms = Callable[[str], Any]


@pytest.fixture(scope="session")
def pixels() -> NDArray[np.uint8]:
    """(40, 56, 3): a bright square on a dark ground."""
    drawn = np.full((40, 56, 3), 20, np.uint8)
    drawn[10:30, 14:34] = 230
    return drawn


@pytest.fixture
def form(pixels: NDArray[np.uint8], tmp_path: Any) -> Forms:
    """That photo in the form with this name."""
    picture = PIL.Image.fromarray(pixels)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    path = tmp_path / "photo.png"
    path.write_bytes(stream.getvalue())
    opaque = np.full((40, 56, 1), 255, np.uint8)
    forms: dict[str, Callable[[], Any]] = {
        "path": lambda: path,
        "text path": lambda: str(path),
        "bytes": stream.getvalue,
        "bytearray": lambda: bytearray(stream.getvalue()),
        "file": lambda: io.BytesIO(stream.getvalue()),
        "Pillow": lambda: picture,
        "palette": lambda: picture.quantize(4),
        "uint8": lambda: pixels,
        "grey": lambda: pixels[:, :, 0],
        "grey (H, W, 1)": lambda: pixels[:, :, :1],
        "RGBA": lambda: np.dstack((pixels, opaque)),
        "uint16": lambda: pixels.astype(np.uint16) * 257,
        "float32": lambda: pixels.astype(np.float32) / 255,
        "float64": lambda: pixels / 255,
    }
    return lambda name: forms[name]()
