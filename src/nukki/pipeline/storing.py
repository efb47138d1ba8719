"""Finished cut-outs as files, as the options ask, with what a report says of them."""

from __future__ import annotations

from collections.abc import Iterable

from nukki import codecs
from nukki.core.options import Options
from nukki.core.values import Cutout, CutoutFrame
from nukki.ops.curves import trace
from nukki.ops.path_accuracy import path_accuracy
from nukki.pipeline.files import Encoded


def encode(cutout: Cutout, format_name: str, options: Options) -> bytes:
    """A cut-out as the bytes of a file.

    Raises:
        EncodeError: The format cannot hold it.
    """
    return codecs.write(
        cutout,
        format_name,
        quality=options.quality,
        keep_metadata=options.keep_metadata,
        matte_only=options.matte_only,
        clipping_path=options.clipping_path,
        path_tolerance_px=options.path_tolerance,
    )


def encode_frames(
    frames: Iterable[CutoutFrame], format_name: str, options: Options, *, loop: int
) -> bytes:
    """An animation as the bytes of a file; ``loop`` is how often it plays, 0 forever.

    Raises:
        EncodeError: The format holds no animation, or the frames differ in size.
    """
    return codecs.write_frames(
        frames,
        format_name,
        loop=loop,
        quality=options.quality,
        keep_metadata=options.keep_metadata,
        matte_only=options.matte_only,
    )


def encoded(cutout: Cutout, format_name: str, options: Options) -> Encoded:
    """A cut-out as a file, with what a report says of it; see `encode`."""
    return Encoded(
        encode(cutout, format_name, options),
        format_name,
        cutout.size_hw,
        cutout.confidence,
        notes=(*cutout.notes, *_path_notes(cutout, format_name, options)),
        engine=cutout.engine,
        device=cutout.device,
    )


def _path_notes(cutout: Cutout, format_name: str, options: Options) -> tuple[str, ...]:
    """How well the path follows the matte, where all depends on it."""
    chosen = codecs.FORMATS[format_name]
    if not (options.clipping_path or (chosen.paths and chosen.layered and chosen.lossy)):
        return ()
    alpha = cutout.layers[-1].alpha if cutout.layers else cutout.alpha
    curves = trace(alpha, tolerance_px=options.path_tolerance)
    return (str(path_accuracy(alpha, curves)),)
