"""Handing arrays to Pillow's encoders, with the facts about the picture that are kept."""

from __future__ import annotations

import io
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, BinaryIO

import numpy as np
import PIL.Image

from nukki.codecs.format import WriteSettings
from nukki.codecs.guard import encoding
from nukki.codecs.quantise import whole
from nukki.codecs.timing import same_size, whole_units
from nukki.core.arrays import Pixels
from nukki.core.values import Cutout, CutoutFrame
from nukki.ops.depth import EIGHT

_MILLISECONDS = 1000


def kept_facts(cutout: Cutout, settings: WriteSettings) -> dict[str, Any]:
    """ICC profile, resolution and (when asked for) EXIF, as Pillow's save parameters.

    A matte is no colour, so it takes no colour profile.
    """
    info = cutout.source.info
    facts: dict[str, Any] = {}
    if info.icc_profile and not settings.matte_only:
        facts["icc_profile"] = info.icc_profile
    if info.dpi:
        facts["dpi"] = info.dpi
    if info.exif and settings.keep_metadata:
        facts["exif"] = info.exif
    return facts


def save(
    stream: BinaryIO,
    pixels: Pixels,
    plugin: str,
    cutout: Cutout,
    settings: WriteSettings,
    **parameters: Any,
) -> None:
    """Encode an (H, W), (H, W, 3) or (H, W, 4) array through Pillow's ``plugin``.

    Raises:
        EncodeError: The plugin refuses the picture.
    """
    picture = PIL.Image.fromarray(pixels)
    with encoding(plugin):
        picture.save(stream, plugin, **kept_facts(cutout, settings), **parameters)


def jpeg_bytes(pixels: Pixels, cutout: Cutout, settings: WriteSettings) -> bytes:
    """A JPEG of (H, W, 3) uint8 colours at full resolution, to lie inside another file.

    Raises:
        EncodeError: It is larger than a JPEG can be.
    """
    buffer = io.BytesIO()
    whole_rows = np.ascontiguousarray(pixels)
    save(buffer, whole_rows, "JPEG", cutout, settings, quality=settings.quality, subsampling=0)
    return buffer.getvalue()


def save_frames(
    stream: BinaryIO,
    frames: Iterable[CutoutFrame],
    plugin: str,
    settings: WriteSettings,
    **parameters: Any,
) -> None:
    """Encode an animation of 8-bit RGBA (or grey) frames; Pillow holds all of them in memory.

    Raises:
        EncodeError: The plugin refuses the pictures, or there are none.
    """
    pictures: list[PIL.Image.Image] = []
    durations: list[Fraction] = []
    facts: dict[str, Any] = {}
    for frame in same_size(frames):
        facts = facts or kept_facts(frame.cutout, settings)
        pixels = whole(frame.cutout, EIGHT, matte_only=settings.matte_only)
        pictures.append(PIL.Image.fromarray(pixels))
        durations.append(frame.duration)
    with encoding(plugin):
        pictures[0].save(
            stream,
            plugin,
            save_all=True,
            append_images=pictures[1:],
            duration=list(whole_units(durations, _MILLISECONDS)),
            **facts,
            **parameters,
        )
