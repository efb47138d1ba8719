"""A TIFF encoder for bands of rows: 8 or 16 bits, grey or RGBA, deflated.

Pillow writes no 16-bit colour. Layout, after TIFF 6.0 and its technical notes:
header, strips (one per band), then the directory that says where they are.
"""

from __future__ import annotations

import struct
import sys
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import PIL.Image

from nukki.codecs.guard import encoding
from nukki.codecs.metadata import SUB_DIRECTORIES
from nukki.codecs.ordered_pool import in_order
from nukki.core.arrays import Pixels
from nukki.core.errors import EncodeError

if TYPE_CHECKING:
    from PIL.TiffImagePlugin import ImageFileDirectory_v2

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_STRIP_OFFSETS, _SAMPLES, _ROWS_PER_STRIP, _STRIP_BYTES = 273, 277, 278, 279
_ACROSS, _DOWN, _RESOLUTION_UNIT, _PREDICTOR, _EXTRA_SAMPLES = 282, 283, 296, 317, 338
_SAMPLE_FORMAT, _ICC_PROFILE = 339, 34675
_DEFLATE, _HORIZONTAL, _INCH, _STRAIGHT_ALPHA, _UNSIGNED = 8, 2, 2, 2, 1
_BLACK_IS_ZERO, _RGB = 1, 2

_BYTE_ORDER, _FIRST_DIRECTORY = (b"II*\0", "<I") if sys.byteorder == "little" else (b"MM\0*", ">I")
_MAX_BYTES = 2**32 - 2**20
_LEVEL = 1


@dataclass(frozen=True)
class TiffFacts:
    """What is kept of the source beside its pixels."""

    icc_profile: bytes | None
    dpi: tuple[float, float] | None
    exif: bytes | None


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
    stream.write(_BYTE_ORDER + struct.pack(_FIRST_DIRECTORY, 0))
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
    at = stream.tell() - start
    tags = _layout(size_hw, channels, bits) | {
        _STRIP_OFFSETS: tuple(offsets),
        _STRIP_BYTES: tuple(lengths),
        _ROWS_PER_STRIP: rows_per_strip,
    }
    stream.write(_directory(tags | _facts(facts), facts.exif, at))
    stream.seek(start + 4)
    stream.write(struct.pack(_FIRST_DIRECTORY, at))
    stream.seek(0, 2)


def _strip(band: Pixels) -> bytes:
    """A band, each sample less its left neighbour's, as a zlib stream."""
    differences = band.copy()
    differences[:, 1:] -= band[:, :-1]
    return zlib.compress(differences.data, _LEVEL)


def _layout(size_hw: tuple[int, int], channels: int, bits: int) -> dict[int, object]:
    height, width = size_hw
    tags: dict[int, object] = {
        _WIDTH: width,
        _HEIGHT: height,
        _BITS: (bits,) * channels,
        _COMPRESSION: _DEFLATE,
        _PHOTOMETRIC: _BLACK_IS_ZERO if channels == 1 else _RGB,
        _SAMPLES: channels,
        _PREDICTOR: _HORIZONTAL,
        _SAMPLE_FORMAT: (_UNSIGNED,) * channels,
    }
    return tags if channels == 1 else tags | {_EXTRA_SAMPLES: _STRAIGHT_ALPHA}


def _facts(facts: TiffFacts) -> dict[int, object]:
    tags: dict[int, object] = {}
    if facts.icc_profile:
        tags[_ICC_PROFILE] = facts.icc_profile
    if facts.dpi:
        tags |= {_ACROSS: facts.dpi[0], _DOWN: facts.dpi[1], _RESOLUTION_UNIT: _INCH}
    return tags


def _directory(tags: dict[int, object], exif: bytes | None, at: int) -> bytes:
    """The image file directory with its values and sub-directories, to be written at ``at``."""
    from PIL.TiffImagePlugin import ImageFileDirectory_v2

    directory = ImageFileDirectory_v2(ifh=_BYTE_ORDER + b"\0\0\0\0")
    with encoding("tiff"):
        for number, value in tags.items():
            directory[number] = value
        directory.tagtype[_ICC_PROFILE] = 7  # opaque bytes
        if exif:
            _add_exif(directory, exif)
        return directory.tobytes(at)


def _add_exif(directory: ImageFileDirectory_v2, exif: bytes) -> None:
    block = PIL.Image.Exif()
    block.load(exif)
    for number in block:
        directory[number] = block.get_ifd(number) if number in SUB_DIRECTORIES else block[number]
