"""Photoshop documents: layers are written; the composite that is stored beside them is read."""

from __future__ import annotations

from dataclasses import replace
from typing import BinaryIO

import numpy as np

from nukki.codecs.format import Format, WriteSettings, starts_with
from nukki.codecs.layers import layers_of
from nukki.codecs.limits import SizeLimit
from nukki.codecs.pillow_file import PillowFile
from nukki.codecs.psd_stream import write_layers
from nukki.codecs.quantise import matte_band
from nukki.core.arrays import FloatMap, Pixels
from nukki.core.errors import InputError
from nukki.core.values import Cutout, Image

_DEPTH_AT = slice(22, 24)


class PsdFile(PillowFile):
    """A PSD's composite."""

    def count_frames(self) -> int:
        """1: Pillow counts the layers."""
        return 1

    def decode(self) -> Image:
        """The composite, whose colours lie on white where it is transparent, without the white."""
        image = super().decode()
        alpha = image.unit_alpha()
        return image if alpha is None else replace(image, pixels=_off_white(image.pixels, alpha))


def _off_white(pixels: Pixels, alpha: FloatMap) -> Pixels:
    """F of  C = a F + (1 - a) 255;  0 where a is 0."""
    share = alpha[:, :, None]
    colours = (pixels - 255 * (1 - share)) / np.maximum(share, 1 / 255)
    return np.asarray(np.rint(np.clip(colours, 0, 255)) * (share > 0), np.uint8)


def _open(stream: BinaryIO, limit: SizeLimit) -> PsdFile:
    from PIL.PsdImagePlugin import PsdImageFile

    bits = int.from_bytes(stream.read(26)[_DEPTH_AT], "big")
    stream.seek(0)
    if bits in {16, 32}:
        raise InputError(
            f"expected a PSD of 8 bits per channel, got {bits}; save it as 16-bit TIFF"
        )
    return PsdFile("psd", PsdImageFile, stream, limit)


def _write(stream: BinaryIO, cutout: Cutout, settings: WriteSettings) -> None:
    shown = _matte_of(cutout) if settings.matte_only else cutout
    write_layers(stream, shown, layers_of(shown), settings)


def _matte_of(cutout: Cutout) -> Cutout:
    """The matte as an opaque grey picture."""
    levels = matte_band(cutout, slice(None), cutout.foreground.dtype)
    grey = np.repeat(levels[:, :, None], 3, axis=2)
    info = replace(cutout.source.info, icc_profile=None)
    return Cutout(grey, np.ones_like(cutout.alpha), Image(grey, info=info))


FORMAT = Format(
    name="psd",
    suffixes=(".psd",),
    media_type="image/vnd.adobe.photoshop",
    matches=starts_with(b"8BPS"),
    open=_open,
    write=_write,
    alpha=True,
    layered=True,
    paths=True,
)
