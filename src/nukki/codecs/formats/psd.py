"""Photoshop documents: the composite that is stored beside the layers, read only."""

from __future__ import annotations

from typing import BinaryIO

from nukki.codecs.format import Format, starts_with
from nukki.codecs.limits import SizeLimit
from nukki.codecs.pillow_file import PillowFile
from nukki.core.errors import InputError

_DEPTH_AT = slice(22, 24)


class PsdFile(PillowFile):
    """A PSD's composite."""

    def count_frames(self) -> int:
        """1: Pillow counts the layers."""
        return 1


def _open(stream: BinaryIO, limit: SizeLimit) -> PsdFile:
    from PIL.PsdImagePlugin import PsdImageFile

    bits = int.from_bytes(stream.read(26)[_DEPTH_AT], "big")
    stream.seek(0)
    if bits in {16, 32}:
        raise InputError(
            f"expected a PSD of 8 bits per channel, got {bits}; save it as 16-bit TIFF"
        )
    return PsdFile("psd", PsdImageFile, stream, limit)


FORMAT = Format(
    name="psd",
    suffixes=(".psd",),
    media_type="image/vnd.adobe.photoshop",
    matches=starts_with(b"8BPS"),
    open=_open,
    alpha=True,
)
