"""From the many modes of Pillow to 8-bit grey, RGB or RGBA, a band of rows at a time."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import PIL.Image

from nukki.codecs.metadata import profile_space
from nukki.core.errors import InputError

PilImage: TypeAlias = PIL.Image.Image

_RGB_BYTES = frozenset({"1", "P", "RGBX", "YCbCr", "HSV"})
_ALPHA_BYTES = frozenset({"LA", "PA", "La", "RGBa"})


class Conversion(NamedTuple):
    """How a picture's bands become one of the three plain modes."""

    mode: str
    convert: Callable[[PilImage], PilImage]


def conversion_for(picture: PilImage) -> Conversion:
    """The conversion that loses nothing of ``picture`` but its colour space.

    Raises:
        InputError: A mode whose values have no place in 8-bit RGB.
    """
    mode = picture.mode
    if _has_transparent_colour(picture):
        return Conversion("RGBA", lambda band: band.convert("RGBA"))
    if mode in {"L", "RGB", "RGBA"}:
        return Conversion(mode, lambda band: band)
    if mode == "P" and picture.palette and picture.palette.mode == "RGBA":
        return Conversion("RGBA", lambda band: band.convert("RGBA"))
    if mode in _RGB_BYTES:
        return Conversion("RGB", lambda band: band.convert("RGB"))
    if mode in _ALPHA_BYTES:
        return Conversion("RGBA", _to_rgba)
    if mode in {"CMYK", "LAB"}:
        return Conversion("RGB", _managed(picture))
    raise InputError(
        f"expected grey, RGB, CMYK or palette pixels of 1 to 16 bits, got {mode} samples; "
        "convert the picture to 8 or 16 bits first"
    )


def _has_transparent_colour(picture: PilImage) -> bool:
    """Whether one colour, or some palette entries, are transparent."""
    key = picture.info.get("transparency")
    if picture.mode == "RGB":
        return isinstance(key, tuple)
    return key is not None and picture.mode in {"1", "L", "P"}


def _to_rgba(band: PilImage) -> PilImage:
    if band.mode == "La":
        band = band.convert("LA")
    return band.convert("RGBA")


def _managed(picture: PilImage) -> Callable[[PilImage], PilImage]:
    """Ink or Lab to sRGB: through the embedded profile when it fits, else plainly."""
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    source: Any = None
    if picture.mode == "LAB":
        source = ImageCms.createProfile("LAB")
    elif profile is not None and profile_space(profile) == b"CMYK":
        source = io.BytesIO(profile)
    if source is None:
        return lambda band: band.convert("RGB")
    try:
        transform = ImageCms.buildTransform(
            source, ImageCms.createProfile("sRGB"), picture.mode, "RGB"
        )
    except ImageCms.PyCMSError:  # a damaged profile; the inks themselves are still readable
        return lambda band: band.convert("RGB")
    return lambda band: _applied(transform, band)


def _applied(transform: Any, band: PilImage) -> PilImage:
    target = PIL.Image.new("RGB", band.size)
    transform.apply(band, target)
    return target
