"""WebP, still and animated (RFC 9649)."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, BinaryIO

from nukki.codecs.format import Format, WriteSettings
from nukki.codecs.limits import SizeLimit
from nukki.codecs.pillow_file import PillowFile
from nukki.codecs.pillow_save import save, save_frames
from nukki.codecs.quantise import whole
from nukki.core.values import Cutout, CutoutFrame
from nukki.ops.depth import EIGHT

_LOSSLESS = 100
"""The quality at which nothing is lost."""

_FLAGS_AT, _ALPHA_FLAG = 20, 0x10
"""Where an extended file keeps its flags, and which of them says that there is transparency."""


def _matches(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _stated_size_hw(head: bytes) -> tuple[int, int] | None:
    """Height and width from the first 30 bytes, or None when they say nothing."""
    kind = head[12:16]
    if len(head) < 30:
        return None
    if kind == b"VP8X":
        return _plus_one(head[27:30]), _plus_one(head[24:27])
    if kind == b"VP8L":
        packed = int.from_bytes(head[21:25], "little")
        return (packed >> 14 & 0x3FFF) + 1, (packed & 0x3FFF) + 1
    width, height = head[26:28], head[28:30]
    return (
        max(1, int.from_bytes(height, "little") & 0x3FFF),
        max(1, int.from_bytes(width, "little") & 0x3FFF),
    )


def _plus_one(field: bytes) -> int:
    return int.from_bytes(field, "little") + 1


def _open(stream: BinaryIO, limit: SizeLimit) -> PillowFile:
    from PIL.WebPImagePlugin import WebPImageFile

    # The plugin reserves the whole canvas as soon as it opens the file.
    stated = _stated_size_hw(stream.read(30))
    stream.seek(0)
    if stated is not None:
        limit.check(stated)
    return PillowFile("webp", WebPImageFile, stream, limit)


def _write(stream: BinaryIO, cutout: Cutout, settings: WriteSettings) -> None:
    pixels = whole(cutout, EIGHT, matte_only=settings.matte_only)
    from PIL.WebPImagePlugin import WebPImageFile

    save(stream, pixels, WebPImageFile.format, cutout, settings, **_parameters(settings))


def _parameters(settings: WriteSettings) -> dict[str, Any]:
    """Exact, since WebP else paints transparent areas in the colours beside them."""
    return {
        "quality": settings.quality,
        "lossless": settings.quality == _LOSSLESS,
        "exact": True,
    }


def _write_frames(stream: BinaryIO, frames: Iterable[CutoutFrame], settings: WriteSettings) -> None:
    from PIL.WebPImagePlugin import WebPImageFile

    start = stream.tell()
    save_frames(
        stream,
        frames,
        WebPImageFile.format,
        settings,
        loop=settings.loop,
        **_parameters(settings),
    )
    if not settings.matte_only:
        _announce_alpha(stream, start)


def _announce_alpha(stream: BinaryIO, start: int) -> None:
    """Say in the header that there is transparency.

    The encoder cuts frames down to what is painted in them; where that is a full rectangle it finds
    no transparency, and viewers would show black round it.
    """
    end = stream.seek(0, io.SEEK_END)
    stream.seek(start)
    head = stream.read(_FLAGS_AT + 1)
    if head[12:16] == b"VP8X":  # a single frame may have been stored as a still
        stream.seek(start + _FLAGS_AT)
        stream.write(bytes([head[_FLAGS_AT] | _ALPHA_FLAG]))
    stream.seek(end)


FORMAT = Format(
    name="webp",
    suffixes=(".webp",),
    media_type="image/webp",
    matches=_matches,
    open=_open,
    write=_write,
    write_frames=_write_frames,
    alpha=True,
    lossy=True,
)
