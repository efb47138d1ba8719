"""Windows bitmaps, read only."""

from __future__ import annotations

from typing import BinaryIO

from nukki.codecs.format import Format
from nukki.codecs.limits import SizeLimit
from nukki.codecs.pillow_file import PillowFile

_HEADER_SIZES = frozenset({12, 16, 40, 52, 56, 64, 108, 124})


def _matches(head: bytes) -> bool:
    """Two letters prove little, so the size of the second header counts too."""
    return head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _HEADER_SIZES


def _open(stream: BinaryIO, limit: SizeLimit) -> PillowFile:
    from PIL.BmpImagePlugin import BmpImageFile

    return PillowFile("bmp", BmpImageFile, stream, limit)


FORMAT = Format(
    name="bmp",
    suffixes=(".bmp", ".dib"),
    media_type="image/bmp",
    matches=_matches,
    open=_open,
    alpha=True,
)
