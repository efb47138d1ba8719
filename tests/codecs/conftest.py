"""Drawn pictures, and small valid files of every format that is read."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray

from nukki.core.values import Cutout, Image, ImageInfo

Encode = Callable[..., bytes]


@pytest.fixture(scope="session")
def colours() -> NDArray[np.uint8]:
    """(12, 16, 3): red grows to the right, green downwards, blue along the diagonal."""
    down, across = np.mgrid[:12, :16]
    return np.dstack([across * 15, down * 20, (across + down) * 8]).astype(np.uint8)


@pytest.fixture(scope="session")
def deep_colours(colours: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """The same in 16 bits, with low bytes that differ from the high ones."""
    low = np.arange(colours.size, dtype=np.uint16).reshape(colours.shape) % 251
    return colours.astype(np.uint16) * 256 + low.astype(np.uint16)


@pytest.fixture(scope="session")
def ramp() -> NDArray[np.float32]:
    """(12, 16) alpha: 0 in the first columns, 1 in the last."""
    row = np.clip(np.linspace(-0.3, 1.3, 16, dtype=np.float32), 0, 1)
    return np.repeat(row[np.newaxis], 12, axis=0)


def cut(pixels: NDArray[Any], alpha: NDArray[np.float32], info: ImageInfo) -> Cutout:
    kept = np.where(alpha[..., np.newaxis] > 0, pixels, 0).astype(pixels.dtype)
    return Cutout(kept, alpha, Image(pixels, None, info))


@pytest.fixture(scope="session")
def cutout(colours: NDArray[np.uint8], ramp: NDArray[np.float32]) -> Cutout:
    return cut(colours, ramp, ImageInfo())


@pytest.fixture(scope="session")
def deep_cutout(deep_colours: NDArray[np.uint16], ramp: NDArray[np.float32]) -> Cutout:
    return cut(deep_colours, ramp, ImageInfo(bit_depth=16))


@pytest.fixture(scope="session")
def encode() -> Encode:
    """Encodes an array or a Pillow picture with Pillow, as other programs' files come."""

    def encoded(picture: Any, plugin: str, **parameters: Any) -> bytes:
        if not isinstance(picture, PIL.Image.Image):
            picture = PIL.Image.fromarray(picture)
        buffer = io.BytesIO()
        picture.save(buffer, plugin, **parameters)
        return buffer.getvalue()

    return encoded


def psd(pixels: NDArray[np.uint8], *, bits: int = 8) -> bytes:
    """A Photoshop document without layers: header, three empty sections, raw planes."""
    height, width, channels = pixels.shape
    head = b"8BPS" + struct.pack(">H6xHIIHH", 1, channels, height, width, bits, 3)
    return head + bytes(12) + b"\0\0" + np.moveaxis(pixels, 2, 0).tobytes()


def heic(pixels: NDArray[np.uint8]) -> bytes:
    pillow_heif = pytest.importorskip("pillow_heif", reason="HEIC needs the heic extra")
    height, width, _ = pixels.shape
    buffer = io.BytesIO()
    made = pillow_heif.from_bytes(mode="RGB", size=(width, height), data=pixels.tobytes())
    made.save(buffer, quality=90)
    return buffer.getvalue()


@pytest.fixture(scope="session")
def sample(colours: NDArray[np.uint8], encode: Encode) -> Callable[[str], bytes]:
    """A small valid file of the format with this name, showing `colours`."""
    makers: dict[str, Callable[[], bytes]] = {
        "avif": lambda: encode(colours, "AVIF", quality=95),
        "bmp": lambda: encode(colours, "BMP"),
        "gif": lambda: encode(colours, "GIF"),
        "heic": lambda: heic(colours),
        "jpeg": lambda: encode(colours, "JPEG", quality=95),
        "jpeg2000": lambda: encode(colours, "JPEG2000"),
        "png": lambda: encode(colours, "PNG"),
        "psd": lambda: psd(colours),
        "tiff": lambda: encode(colours, "TIFF", compression="tiff_deflate"),
        "webp": lambda: encode(colours, "WEBP", quality=95),
    }
    return lambda name: makers[name]()


def deep_tiff(samples: NDArray[np.uint16], **options: Any) -> bytes:
    tifffile = pytest.importorskip("tifffile", reason="drawn by tifffile, which comes with skimage")
    planes = options.get("planarconfig") == "separate"
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, np.moveaxis(samples, 2, 0) if planes else samples, **options)
    return buffer.getvalue()


def deep_avif(samples: NDArray[np.uint16], bits: int) -> bytes:
    settings = [cv2.IMWRITE_AVIF_DEPTH, bits, cv2.IMWRITE_AVIF_QUALITY, 100]
    return cv2.imencode(".avif", in_bgr(samples) >> (16 - bits), settings)[1].tobytes()


def deep_jpeg2000(samples: NDArray[np.uint16]) -> bytes:
    lossless = [cv2.IMWRITE_JPEG2000_COMPRESSION_X1000, 1000]
    return cv2.imencode(".jp2", in_bgr(samples), lossless)[1].tobytes()


def in_bgr(samples: NDArray[np.uint16]) -> NDArray[np.uint16]:
    return samples[..., [2, 1, 0, 3][: samples.shape[2]]]


@pytest.fixture(scope="session")
def deep_file() -> Callable[..., bytes]:
    """Encodes (H, W, C) uint16 as "tiff", "avif" or "jpeg2000" of more than 8 bits."""
    makers: dict[str, Callable[..., bytes]] = {
        "tiff": deep_tiff,
        "avif": deep_avif,
        "jpeg2000": deep_jpeg2000,
    }
    return lambda kind, samples, **options: makers[kind](samples, **options)
