"""AVIF, still and animated (AV1 Image File Format 1.1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from nukki.codecs.format import Format, WriteSettings
from nukki.codecs.iso_media import brands
from nukki.codecs.limits import SizeLimit
from nukki.codecs.pillow_file import PillowFile
from nukki.codecs.pillow_save import save, save_frames
from nukki.codecs.quantise import whole
from nukki.core.values import Cutout, CutoutFrame, Image
from nukki.ops.depth import EIGHT

_SEARCHED_BYTES = 4096
_HIGH_DEPTH, _TWELVE_BITS = 0x40, 0x20
_FULL_CHROMA = "4:4:4"
"""Halved colour resolution would draw the black beside the subject into its edge."""


class AvifFile(PillowFile):
    """An AVIF; of 10 and 12 bits Pillow gives 8, so that a still of these is read by OpenCV."""

    def __init__(self, stream: BinaryIO, limit: SizeLimit) -> None:
        from PIL.AvifImagePlugin import AvifImageFile

        self._stream = stream
        self._bits = _stated_depth(stream.read(_SEARCHED_BYTES))
        stream.seek(0)
        super().__init__("avif", AvifImageFile, stream, limit)

    def bit_depth(self) -> int:
        """Bits per channel in the file."""
        return self._bits

    def decode(self) -> Image:
        """The present frame, in 16 bits where a still has more than 8."""
        return self.decode_deep(self._stream)


def _stated_depth(start: bytes) -> int:
    """Bits per channel from the AV1 configuration box."""
    at = start.find(b"av1C")
    flags = start[at + 6] if 0 <= at < len(start) - 6 else 0
    if not flags & _HIGH_DEPTH:
        return 8
    return 12 if flags & _TWELVE_BITS else 10


def _write(stream: BinaryIO, cutout: Cutout, settings: WriteSettings) -> None:
    from PIL.AvifImagePlugin import AvifImageFile

    pixels = whole(cutout, EIGHT, matte_only=settings.matte_only)
    chroma = {} if settings.matte_only else {"subsampling": _FULL_CHROMA}
    save(
        stream,
        pixels,
        AvifImageFile.format,
        cutout,
        settings,
        quality=settings.quality,
        **chroma,
    )


def _write_frames(stream: BinaryIO, frames: Iterable[CutoutFrame], settings: WriteSettings) -> None:
    from PIL.AvifImagePlugin import AvifImageFile

    save_frames(stream, frames, AvifImageFile.format, settings, quality=settings.quality)


FORMAT = Format(
    name="avif",
    suffixes=(".avif", ".avifs"),
    media_type="image/avif",
    matches=lambda head: bool(brands(head) & {b"avif", b"avis"}),
    open=AvifFile,
    write=_write,
    write_frames=_write_frames,
    alpha=True,
    sixteen_bit=True,
    lossy=True,
)
