"""A PNG encoder for bands of rows, compressed side by side.

Pillow writes no 16-bit colour, needs the whole picture in one more copy, and spends its time on
choosing among five filters per row. Here every row uses the Average filter, which suits photos,
and run-length deflate, which suits what is left after it and large transparent areas.

Follows the PNG specification, third edition (W3C, 2025) and RFC 1950/1951: each band is a raw
deflate stream of its own that ends on a byte boundary, so that the bands joined make one stream.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from nukki.codecs.ordered_pool import in_order
from nukki.core.arrays import Pixels

SIGNATURE = b"\x89PNG\r\n\x1a\n"

# Filter and deflate of a 9 MP cut-out, 2 cores: 87 ms and 7.1 MB; Pillow's level 1 takes 486 ms
# and 8.9 MB, its level 6 1486 ms and 7.4 MB.
_LEVEL = 1
_STRATEGY = zlib.Z_RLE

_AVERAGE = 3
_COLOUR_TYPE = {1: 0, 3: 2, 4: 6}
_ZLIB_HEADER = b"\x78\x01"


def chunk(kind: bytes, data: bytes) -> bytes:
    """One PNG chunk: length, type, data and CRC."""
    crc = zlib.crc32(data, zlib.crc32(kind))
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def header(size_hw: tuple[int, int], *, channels: int, bits: int) -> bytes:
    """The IHDR chunk of a picture of 1 (grey), 3 (RGB) or 4 (RGBA) channels of 8 or 16 bits."""
    height, width = size_hw
    return chunk(
        b"IHDR", struct.pack(">IIBBBBB", width, height, bits, _COLOUR_TYPE[channels], 0, 0, 0)
    )


def compressed(bands: Iterable[Pixels]) -> Iterator[bytes]:
    """The zlib stream of a picture in pieces, one or more per (h, W, C) band, in order."""
    checksum = zlib.adler32(b"")
    yield _ZLIB_HEADER
    for _, (filtered, deflated) in in_order(_filter_and_deflate, _with_row_above(bands)):
        checksum = zlib.adler32(filtered.data, checksum)
        yield deflated
    yield zlib.compressobj(wbits=-15).flush() + struct.pack(">I", checksum)


def _with_row_above(bands: Iterable[Pixels]) -> Iterator[tuple[Pixels, Pixels | None]]:
    above: Pixels | None = None
    for band in bands:
        yield band, above
        above = band[-1:]


def _filter_and_deflate(
    piece: tuple[Pixels, Pixels | None],
) -> tuple[NDArray[np.uint8], bytes]:
    band, above = piece
    pixel_bytes = band.shape[2] * band.dtype.itemsize
    before = None if above is None else _big_endian_rows(above)[0]
    filtered = _average_filter(_big_endian_rows(band), before, pixel_bytes)
    deflater = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15, 9, _STRATEGY)
    return filtered, deflater.compress(filtered.data) + deflater.flush(zlib.Z_SYNC_FLUSH)


def _big_endian_rows(band: Pixels) -> NDArray[np.uint8]:
    ordered = np.ascontiguousarray(band, dtype=band.dtype.newbyteorder(">"))
    return ordered.reshape(len(band), -1).view(np.uint8)


def _average_filter(
    rows: NDArray[np.uint8], above: NDArray[np.uint8] | None, pixel_bytes: int
) -> NDArray[np.uint8]:
    """Each byte less the mean of its left and upper neighbours, a filter byte before each row."""
    mean = np.zeros_like(rows)
    mean[1:] = rows[:-1]
    if above is not None:
        mean[0] = above
    mean[:, :pixel_bytes] >>= 1
    # floor((a + b) / 2) without leaving 8 bits: what both share, plus half of what differs
    left, up = rows[:, :-pixel_bytes], mean[:, pixel_bytes:]
    half = (left ^ up) >> 1
    up &= left
    up += half
    filtered = np.empty((len(rows), rows.shape[1] + 1), np.uint8)
    filtered[:, 0] = _AVERAGE
    np.subtract(rows, mean, out=filtered[:, 1:])
    return filtered


def write_still(
    stream: BinaryIO,
    bands: Iterable[Pixels],
    *,
    size_hw: tuple[int, int],
    channels: int,
    bits: int,
    chunks: bytes = b"",
) -> None:
    """Write a whole PNG: ``bands`` are (h, W, channels), ``chunks`` go between IHDR and IDAT."""
    stream.write(SIGNATURE + header(size_hw, channels=channels, bits=bits) + chunks)
    for piece in compressed(bands):
        stream.write(chunk(b"IDAT", piece))
    stream.write(chunk(b"IEND", b""))
