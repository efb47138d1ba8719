"""A ZIP of two pictures: colour and alpha apart, small and with the background kept."""

from __future__ import annotations

import io
import zipfile
from typing import BinaryIO

import numpy as np

from nukki.codecs.dateless_zip import put
from nukki.codecs.format import Format, WriteSettings, starts_with
from nukki.codecs.pillow_save import jpeg_bytes
from nukki.codecs.png_stream import write_still
from nukki.codecs.quantise import bands, matte_band
from nukki.core.arrays import Pixels
from nukki.core.errors import EncodeError
from nukki.core.values import Cutout
from nukki.ops.depth import EIGHT, to_depth


def _write(stream: BinaryIO, cutout: Cutout, settings: WriteSettings) -> None:
    if settings.matte_only:
        raise EncodeError("a zip holds colour and alpha; for the matte alone choose png")
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        colours = _colour_everywhere(cutout)
        put(archive, "color.jpg", jpeg_bytes(colours, cutout, settings))
        put(archive, "alpha.png", _alpha_png(cutout))


def _colour_everywhere(cutout: Cutout) -> Pixels:
    """(H, W, 3) uint8: the subject's own colours, and the source's where nothing of it is."""
    foreground = to_depth(cutout.foreground, EIGHT)
    if cutout.source.size_hw != cutout.size_hw:
        return foreground
    outside = matte_band(cutout, slice(None), EIGHT) == 0
    merged: Pixels = np.where(
        outside[..., np.newaxis], to_depth(cutout.source.pixels, EIGHT), foreground
    )
    return merged


def _alpha_png(cutout: Cutout) -> bytes:
    buffer = io.BytesIO()
    write_still(
        buffer, bands(cutout, EIGHT, matte_only=True), size_hw=cutout.size_hw, channels=1, bits=8
    )
    return buffer.getvalue()


FORMAT = Format(
    name="zip",
    suffixes=(".zip",),
    media_type="application/zip",
    matches=starts_with(b"PK\x03\x04"),
    write=_write,
    alpha=True,
    lossy=True,
)
