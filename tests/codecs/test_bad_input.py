"""Files that are no pictures, are damaged, or are far too large."""

from __future__ import annotations

import io
import struct
import sys
import threading
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nukki import codecs
from nukki.codecs.guard import decoding
from nukki.codecs.png_stream import SIGNATURE, chunk
from nukki.core.errors import (
    CorruptImageError,
    ImageTooLargeError,
    InputError,
    InputNotFoundError,
    MissingExtraError,
    NotAnImageError,
)

Encode = Callable[..., bytes]


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises a size and holds hardly any data."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return SIGNATURE + chunk(b"IHDR", header) + data + chunk(b"IEND", b"")


def test_an_empty_file_is_named_as_such() -> None:
    with pytest.raises(NotAnImageError, match="empty"):
        codecs.read(b"")


def test_a_page_is_no_picture() -> None:
    with pytest.raises(NotAnImageError, match=r"got a pdf file; .* save its page as a picture"):
        codecs.read(b"%PDF-1.7")


@pytest.mark.parametrize(
    "data", [b"\0" * 4096, b"hello, world", b"%!PS-Adobe", b"BMW is a car", b"\xff"]
)
def test_what_begins_like_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NotAnImageError, match="begins like none of them"):
        codecs.read(data)


def test_an_archive_is_named() -> None:
    with pytest.raises(NotAnImageError, match="got a zip file; unpack it"):
        codecs.read(b"PK\x03\x04" + bytes(60))


def test_the_bytes_count_and_not_the_files_name(
    tmp_path: Path, sample: Callable[[str], bytes]
) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(sample("jpeg"))
    assert codecs.read(path).info.format == "jpeg"


@pytest.mark.parametrize("size", [(20_000, 20_000), (2**31 - 1, 2**31 - 1), (65_000, 65_000)])
def test_a_huge_picture_is_refused_from_its_header(size: tuple[int, int]) -> None:
    with pytest.raises(ImageTooLargeError, match=r"at most 200 megapixels, got .* raise max_"):
        codecs.read(png_header(*size))


def test_a_huge_webp_is_refused_before_its_canvas_is_reserved() -> None:
    vp8x = b"VP8X" + struct.pack("<I", 10) + bytes(4) + b"\xff\x3f\0\xff\x3f\0"
    with pytest.raises(ImageTooLargeError):
        codecs.read(b"RIFF" + struct.pack("<I", 4 + len(vp8x)) + b"WEBP" + vp8x)


def test_the_limit_can_be_set(sample: Callable[[str], bytes], encode: Encode) -> None:
    data = encode(np.zeros((1100, 1000, 3), np.uint8), "PNG")
    with pytest.raises(ImageTooLargeError, match="at most 1 megapixels"):
        codecs.read(data, max_megapixels=1)
    assert codecs.read(data, max_megapixels=2).size_hw == (1100, 1000)


@pytest.mark.parametrize("name", ["png", "jpeg", "bmp"])
def test_a_ribbon_of_65000_pixels_is_read(name: str, encode: Encode) -> None:
    data = encode(np.zeros((1, 65_000, 3), np.uint8), name.upper())
    assert codecs.read(data).size_hw == (1, 65_000)


@pytest.mark.parametrize("name", ["png", "jpeg", "bmp", "webp", "gif", "tiff"])
def test_a_single_pixel_is_read(name: str, encode: Encode) -> None:
    assert codecs.read(encode(np.zeros((1, 1, 3), np.uint8), name.upper())).size_hw == (1, 1)


def test_a_photo_cut_short_by_a_little_is_corrupt(sample: Callable[[str], bytes]) -> None:
    with pytest.raises(CorruptImageError, match="cut short"):
        codecs.read(sample("jpeg")[:-40])


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError, match="no such file"):
        codecs.read(tmp_path / "none.jpg")


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError, match=r"folder|cannot be opened"):
        codecs.read(tmp_path)


def test_a_path_that_no_system_allows_is_not_found() -> None:
    with pytest.raises(InputNotFoundError):
        codecs.read("a\0b.png")


@pytest.mark.parametrize("source", [None, 3, ["a.png"]])
def test_what_nothing_can_be_read_from_is_refused(source: Any) -> None:
    with pytest.raises(InputError, match="expected bytes, a path or a binary file object"):
        codecs.read(source)


def test_a_file_object_of_text_is_refused() -> None:
    source: Any = io.StringIO("abc")
    with pytest.raises(InputError, match="binary mode"):
        codecs.read(source)


class Pipe(io.RawIOBase):
    """A stream that cannot seek, as standard input is."""

    def __init__(self, data: bytes) -> None:
        self._left = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._left.read(size)


@pytest.mark.parametrize("wrap", [bytes, bytearray, memoryview, io.BytesIO, Pipe])
def test_bytes_come_in_many_forms(
    wrap: Callable[[bytes], Any], sample: Callable[[str], bytes]
) -> None:
    assert codecs.read(wrap(sample("png"))).size_hw == (12, 16)


def test_reading_begins_where_the_file_object_stands(sample: Callable[[str], bytes]) -> None:
    stream = io.BytesIO(b"prefix" + sample("png"))
    stream.seek(6)
    assert codecs.read(stream).size_hw == (12, 16)


def test_a_file_object_is_left_open(sample: Callable[[str], bytes]) -> None:
    stream = io.BytesIO(sample("png"))
    codecs.read(stream)
    assert not stream.closed


def test_heic_without_its_package_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, sample: Callable[[str], bytes]
) -> None:
    data = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40)
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(MissingExtraError, match=r"nukki\[heic\]"):
        codecs.read(data)


def test_a_deep_psd_says_how_to_save_it(sample: Callable[[str], bytes]) -> None:
    data = bytearray(sample("psd"))
    data[22:24] = (16).to_bytes(2, "big")
    with pytest.raises(InputError, match="got 16; save it as 16-bit TIFF"):
        codecs.read(bytes(data))


def test_warnings_are_as_before_once_overlapping_decodes_are_done() -> None:
    before = list(warnings.filters)
    first_inside, second_done = threading.Event(), threading.Event()

    def first() -> None:
        with decoding("png"):
            first_inside.set()
            second_done.wait(5)

    thread = threading.Thread(target=first)
    thread.start()
    first_inside.wait(5)
    with decoding("jpeg"):
        pass
    second_done.set()
    thread.join()
    assert list(warnings.filters) == before
