"""GIF, still and animated: 255 colours and a hard edge (GIF89a)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, BinaryIO

import numpy as np
import PIL.Image

from nukki.codecs.format import Format, WriteSettings, starts_with
from nukki.codecs.guard import encoding
from nukki.codecs.limits import SizeLimit
from nukki.codecs.pillow_file import PillowFile
from nukki.codecs.quantise import matte_band, rgba_band
from nukki.codecs.timing import same_size, whole_units
from nukki.core.values import Cutout, CutoutFrame
from nukki.ops.depth import EIGHT

_CENTISECONDS = 100
_TRANSPARENT = 255
"""The palette entry that stands for no colour; the others hold the subject's."""

_CLEAR_BEFORE_NEXT = 2


class GifFile(PillowFile):
    """A GIF; its repetitions are counted on top of the first showing, ours are not."""

    def loop(self) -> int:
        """How often it plays: once unless the file says otherwise; 0 is forever."""
        if self.frame_count == 1:
            return 0
        repeats = self.picture.info.get("loop")
        if repeats is None:
            return 1
        return 0 if repeats == 0 else int(repeats) + 1


def _open(stream: BinaryIO, limit: SizeLimit) -> GifFile:
    from PIL.GifImagePlugin import GifImageFile

    return GifFile("gif", GifImageFile, stream, limit)


def _write(stream: BinaryIO, cutout: Cutout, settings: WriteSettings) -> None:
    picture = _palette_picture(cutout, settings)
    with encoding("GIF"):
        picture.save(stream, "GIF", **_transparency(settings))


def _write_frames(stream: BinaryIO, frames: Iterable[CutoutFrame], settings: WriteSettings) -> None:
    pictures: list[PIL.Image.Image] = []
    durations: list[Fraction] = []
    for frame in same_size(frames):
        pictures.append(_palette_picture(frame.cutout, settings))
        durations.append(frame.duration)
    hundredths = whole_units(durations, _CENTISECONDS)
    parameters: dict[str, Any] = {} if settings.loop == 1 else {"loop": max(0, settings.loop - 1)}
    with encoding("GIF"):
        pictures[0].save(
            stream,
            "GIF",
            save_all=True,
            append_images=pictures[1:],
            duration=[units * 10 for units in hundredths],
            disposal=_CLEAR_BEFORE_NEXT,
            **_transparency(settings),
            **parameters,
        )


def _transparency(settings: WriteSettings) -> dict[str, int]:
    return {} if settings.matte_only else {"transparency": _TRANSPARENT}


def _palette_picture(cutout: Cutout, settings: WriteSettings) -> PIL.Image.Image:
    """The cut-out in 255 colours of its own, transparent where alpha is below one half."""
    if settings.matte_only:
        return PIL.Image.fromarray(matte_band(cutout, slice(None), EIGHT))
    rgba = rgba_band(cutout, slice(None), EIGHT)
    hidden = rgba[..., 3] < 128
    rgba[hidden] = 0
    colour = PIL.Image.fromarray(np.ascontiguousarray(rgba[..., :3]))
    reduced = colour.quantize(_TRANSPARENT, method=PIL.Image.Quantize.MEDIANCUT)
    indices = np.asarray(reduced).copy()
    indices[hidden] = _TRANSPARENT
    picture = PIL.Image.fromarray(indices)
    palette = reduced.getpalette() or []
    picture.putpalette(palette[: 3 * _TRANSPARENT] + [0] * (768 - min(len(palette), 765)))
    return picture


FORMAT = Format(
    name="gif",
    suffixes=(".gif",),
    media_type="image/gif",
    matches=starts_with(b"GIF87a", b"GIF89a"),
    open=_open,
    write=_write,
    write_frames=_write_frames,
)
