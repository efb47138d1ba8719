"""JPEG: photos in, opaque pictures out (ISO/IEC 10918-1)."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np

from nukki.codecs.format import Format, WriteSettings, starts_with
from nukki.codecs.guard import decoding
from nukki.codecs.image_resources import clipping_path, jpeg_segments
from nukki.codecs.limits import SizeLimit
from nukki.codecs.orientation import upright_hw
from nukki.codecs.outlined import outlined
from nukki.codecs.pillow_file import PillowFile
from nukki.codecs.pillow_save import save
from nukki.codecs.quantise import is_opaque, whole
from nukki.core.errors import EncodeError
from nukki.core.values import Cutout, Image
from nukki.ops.depth import EIGHT, to_depth

_FULL_CHROMA_FROM = 90
"""Quality from which colour keeps the full resolution: subsampling blurs coloured edges."""


class JpegFile(PillowFile):
    """A JPEG; decodes at 1/2, 1/4 or 1/8 of its size when that is enough."""

    def count_frames(self) -> int:
        """1: what a multi-picture file holds beside the photo (depth, previews) is no animation."""
        return 1

    def load(self, at_least_hw: tuple[int, int] | None = None) -> Image:
        """The picture, upright, shrunk by libjpeg as far as ``at_least_hw`` allows."""
        if at_least_hw is not None:
            height, width = upright_hw(at_least_hw, self.orientation)
            with decoding(self.name):
                self.picture.draft(self.picture.mode, (max(1, width), max(1, height)))
        return super().load()


def _open(stream: BinaryIO, limit: SizeLimit) -> JpegFile:
    from PIL.JpegImagePlugin import JpegImageFile

    return JpegFile("jpeg", JpegImageFile, stream, limit)


def _write(stream: BinaryIO, cutout: Cutout, settings: WriteSettings) -> None:
    extra = b""
    if settings.clipping_path:
        pixels = to_depth(outlined(cutout).foreground, EIGHT)
        extra = b"".join(jpeg_segments(clipping_path(cutout, settings)))
    elif settings.matte_only:
        pixels = whole(cutout, EIGHT, matte_only=True)
    elif is_opaque(cutout):
        pixels = to_depth(cutout.foreground, EIGHT)
    else:
        raise EncodeError(
            "JPEG holds no transparency; lay the cut-out over a colour "
            "(--background white) or choose png or webp"
        )
    subsampling = 0 if settings.quality >= _FULL_CHROMA_FROM else 2
    save(
        stream,
        np.ascontiguousarray(pixels),
        "JPEG",
        cutout,
        settings,
        quality=settings.quality,
        subsampling=subsampling,
        extra=extra,
    )


FORMAT = Format(
    name="jpeg",
    suffixes=(".jpg", ".jpeg", ".jpe", ".jfif"),
    media_type="image/jpeg",
    matches=starts_with(b"\xff\xd8\xff"),
    open=_open,
    write=_write,
    lossy=True,
    paths=True,
)
