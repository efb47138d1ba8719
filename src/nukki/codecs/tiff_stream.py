"""A TIFF encoder for bands of rows: 8 or 16 bits, grey or RGBA, deflated.

Pillow writes no 16-bit colour. Layout, after TIFF 6.0 and its technical notes:
header, strips (one per band), then the directory that says where they are.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

import PIL.Image

from nukki.codecs import deflate
from nukki.codecs.guard import encoding
from nukki.codecs.metadata import SUB_DIRECTORIES
from nukki.codecs.ordered_pool import in_order
from nukki.codecs.tiff_directory import (
    BYTE_ORDER_MARK,
    ORDER,
    Field,
    directory,
    longs,
    octets,
    opaque,
    rational,
    shorts,
    text,
)
from nukki.core.arrays import Pixels
from nukki.core.errors import EncodeError

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_STRIP_OFFSETS, _SAMPLES, _ROWS_PER_STRIP, _STRIP_BYTES = 273, 277, 278, 279
_ACROSS, _DOWN, _RESOLUTION_UNIT, _PREDICTOR, _EXTRA_SAMPLES = 282, 283, 296, 317, 338
_SAMPLE_FORMAT, _PHOTOSHOP, _ICC_PROFILE = 339, 34377, 34675
_DEFLATE, _HORIZONTAL, _INCH, _STRAIGHT_ALPHA, _UNSIGNED = 8, 2, 2, 2, 1
_BLACK_IS_ZERO, _RGB = 1, 2

_MAX_BYTES = 2**32 - 2**20


@dataclass(frozen=True)
class TiffFacts:
    """What is kept of the source beside its pixels, and Photoshop's image resources."""

    icc_profile: bytes | None
    dpi: tuple[float, float] | None
    exif: bytes | None
    resources: bytes = b""


def write_tiff(
    stream: BinaryIO,
    bands: Iterable[Pixels],
    *,
    size_hw: tuple[int, int],
    channels: int,
    bits: int,
    facts: TiffFacts,
) -> None:
    """Write a whole TIFF; ``bands`` are (h, W, channels) of the same height but for the last.

    Raises:
        EncodeError: The file would pass TIFF's 4 GB.
    """
    start = stream.tell()
    stream.write(BYTE_ORDER_MARK + b"\0\0\0\0")
    offsets: list[int] = []
    lengths: list[int] = []
    rows_per_strip = 0
    for band, strip in in_order(_strip, bands):
        rows_per_strip = rows_per_strip or len(band)
        offsets.append(stream.tell() - start)
        lengths.append(len(strip))
        if offsets[-1] + lengths[-1] > _MAX_BYTES:
            raise EncodeError("a TIFF holds at most 4 GB; choose png or make the picture smaller")
        stream.write(strip)
    stream.write(b"\0" * (-(stream.tell() - start) % 2))  # directories begin at even offsets
    fields = _layout(size_hw, channels, bits) | {
        _STRIP_OFFSETS: longs(offsets),
        _STRIP_BYTES: longs(lengths),
        _ROWS_PER_STRIP: longs([rows_per_strip]),
    }
    with encoding("tiff"):
        fields |= _fact_fields(facts) | _exif_fields(stream, facts.exif, start)
    at = stream.tell() - start
    stream.write(directory(fields, at))
    stream.seek(start + 4)
    stream.write(struct.pack(f"{ORDER}I", at))
    stream.seek(0, 2)


def _strip(band: Pixels) -> bytes:
    """A band, each sample less its left neighbour's, as a zlib stream."""
    differences = band.copy()
    differences[:, 1:] -= band[:, :-1]
    return deflate.stream(differences.data)


def _layout(size_hw: tuple[int, int], channels: int, bits: int) -> dict[int, Field]:
    height, width = size_hw
    fields = {
        _WIDTH: longs([width]),
        _HEIGHT: longs([height]),
        _BITS: shorts([bits] * channels),
        _COMPRESSION: shorts([_DEFLATE]),
        _PHOTOMETRIC: shorts([_BLACK_IS_ZERO if channels == 1 else _RGB]),
        _SAMPLES: shorts([channels]),
        _PREDICTOR: shorts([_HORIZONTAL]),
        _SAMPLE_FORMAT: shorts([_UNSIGNED] * channels),
    }
    return fields if channels != 4 else fields | {_EXTRA_SAMPLES: shorts([_STRAIGHT_ALPHA])}


def _fact_fields(facts: TiffFacts) -> dict[int, Field]:
    fields: dict[int, Field] = {}
    if facts.icc_profile:
        fields[_ICC_PROFILE] = opaque(facts.icc_profile)
    if facts.resources:
        fields[_PHOTOSHOP] = octets(facts.resources)
    if facts.dpi:
        fields |= {
            _ACROSS: rational(facts.dpi[0]),
            _DOWN: rational(facts.dpi[1]),
            _RESOLUTION_UNIT: shorts([_INCH]),
        }
    return fields


def _exif_fields(stream: BinaryIO, exif: bytes | None, start: int) -> dict[int, Field]:
    """The EXIF block's texts as tags of their own, and its sub-directories, written here."""
    from PIL.TiffImagePlugin import ImageFileDirectory_v2

    block = PIL.Image.Exif()
    if exif:
        block.load(exif)
    fields: dict[int, Field] = {}
    for number in block:
        if number not in SUB_DIRECTORIES:
            fields[number] = text(str(block[number]))
            continue
        nested = ImageFileDirectory_v2(ifh=BYTE_ORDER_MARK + b"\0\0\0\0", group=number)
        for tag, value in block.get_ifd(number).items():
            nested[tag] = value
        at = stream.tell() - start
        stream.write(nested.tobytes(at))
        stream.write(b"\0" * (-(stream.tell() - start) % 2))
        fields[number] = longs([at])
    return fields
