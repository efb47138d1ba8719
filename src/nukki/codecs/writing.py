"""Cut-outs in, bytes out."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import BinaryIO

from nukki.codecs.format import Format, WriteSettings
from nukki.codecs.registry import FORMATS
from nukki.core.errors import EncodeError
from nukki.core.values import Cutout, CutoutFrame
from nukki.ops.curves import TOLERANCE_PX


def write_to(
    stream: BinaryIO,
    cutout: Cutout,
    format_name: str,
    *,
    quality: int,
    keep_metadata: bool = False,
    matte_only: bool = False,
    clipping_path: bool = False,
    path_tolerance_px: float = TOLERANCE_PX,
) -> None:
    """Encode a cut-out into ``stream``, which must be able to seek.

    Alpha is rounded once; colour is 0 wherever the rounded alpha is 0.

    Args:
        stream: Where the bytes go.
        cutout: What is stored; 16-bit colours stay 16-bit in PNG and TIFF.
        format_name: A name of `FORMATS`.
        quality: 1 to 100, for lossy formats.
        keep_metadata: Keep the source's EXIF block.
        matte_only: Store the matte as a grey picture.
        clipping_path: Leave the photo whole, and store the outline as a clipping path.
        path_tolerance_px: How far a path may stray from the line where alpha is one half.

    Raises:
        UnknownNameError: No such format.
        EncodeError: It is only read here, or cannot hold this cut-out.
    """
    entry = FORMATS[format_name]
    if entry.write is None:
        raise EncodeError(
            f"{format_name} is only read here; choose one of {_names(animated=False)}"
        )
    if clipping_path and not entry.paths:
        with_paths = ", ".join(name for name, one in FORMATS.items() if one.paths)
        raise EncodeError(f"{format_name} holds no clipping path; choose one of {with_paths}")
    settings = WriteSettings(
        quality=quality,
        keep_metadata=keep_metadata,
        matte_only=matte_only,
        clipping_path=clipping_path,
        path_tolerance_px=path_tolerance_px,
    )
    entry.write(stream, cutout, settings)


def write(
    cutout: Cutout,
    format_name: str,
    *,
    quality: int,
    keep_metadata: bool = False,
    matte_only: bool = False,
    clipping_path: bool = False,
    path_tolerance_px: float = TOLERANCE_PX,
) -> bytes:
    """A cut-out as the bytes of a file; see `write_to`."""
    buffer = io.BytesIO()
    write_to(
        buffer,
        cutout,
        format_name,
        quality=quality,
        keep_metadata=keep_metadata,
        matte_only=matte_only,
        clipping_path=clipping_path,
        path_tolerance_px=path_tolerance_px,
    )
    return buffer.getvalue()


def write_frames(
    frames: Iterable[CutoutFrame],
    format_name: str,
    *,
    quality: int,
    loop: int = 0,
    keep_metadata: bool = False,
    matte_only: bool = False,
) -> bytes:
    """An animation as the bytes of a file.

    Args:
        frames: At least one, all of one size.
        format_name: A name of `FORMATS` whose entry ``can_animate``.
        quality: 1 to 100, for lossy formats.
        loop: How often it plays; 0 is forever.
        keep_metadata: Keep the first source's EXIF block.
        matte_only: Store the mattes as grey pictures.

    Raises:
        UnknownNameError: No such format.
        EncodeError: The format holds no animation, or there are no frames, or sizes differ.
    """
    entry: Format = FORMATS[format_name]
    if entry.write_frames is None:
        raise EncodeError(
            f"{format_name} holds no animation; choose one of {_names(animated=True)}"
        )
    settings = WriteSettings(
        quality=quality, keep_metadata=keep_metadata, matte_only=matte_only, loop=loop
    )
    buffer = io.BytesIO()
    entry.write_frames(buffer, frames, settings)
    return buffer.getvalue()


def _names(*, animated: bool) -> str:
    fitting = (
        name
        for name, entry in FORMATS.items()
        if (entry.can_animate if animated else entry.can_write)
    )
    return ", ".join(fitting)
