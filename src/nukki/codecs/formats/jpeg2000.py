"""JPEG 2000, boxed (JP2) or bare (ISO/IEC 15444-1), read only."""

from __future__ import annotations

from typing import BinaryIO

from nukki.codecs.format import Format, starts_with
from nukki.codecs.limits import SizeLimit
from nukki.codecs.pillow_file import PillowFile
from nukki.core.values import Image

_CODESTREAM = b"\xff\x4f\xff\x51"
_BOXED = b"\x00\x00\x00\x0cjP  \x0d\x0a\x87\x0a"
_SEARCHED_BYTES = 1 << 16
_LUMA_CHROMA = b"colr\1\0\0\0\0\0\x12"
"""The box that says sYCC, which OpenCV would take for RGB."""
_DEPTH_AFTER_CODESTREAM = 42


class Jpeg2000File(PillowFile):
    """A JPEG 2000; of deeper colour Pillow gives 8 bits, so that it is read by OpenCV."""

    def __init__(self, stream: BinaryIO, limit: SizeLimit) -> None:
        from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile

        self._stream = stream
        start = stream.read(_SEARCHED_BYTES)
        self._bits = _stated_depth(start)
        self._is_rgb = _LUMA_CHROMA not in start
        stream.seek(0)
        super().__init__("jpeg2000", Jpeg2KImageFile, stream, limit)

    def bit_depth(self) -> int:
        """Bits per channel in the file."""
        return self._bits

    def decode(self) -> Image:
        """The picture, in 16 bits where it has more than 8."""
        return self.decode_deep(self._stream) if self._is_rgb else super().decode()


def _stated_depth(start: bytes) -> int:
    """Bits of the first component, from the SIZ marker segment."""
    at = start.find(_CODESTREAM) + _DEPTH_AFTER_CODESTREAM
    return (start[at] & 0x7F) + 1 if _CODESTREAM in start and at < len(start) else 8


FORMAT = Format(
    name="jpeg2000",
    suffixes=(".jp2", ".j2k", ".jpf", ".jpx", ".j2c"),
    media_type="image/jp2",
    matches=starts_with(_CODESTREAM, _BOXED),
    open=Jpeg2000File,
    alpha=True,
    sixteen_bit=True,
    lossy=True,
)
