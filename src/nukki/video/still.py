"""One frame of a clip as a picture, for a person to fix its matte."""

from __future__ import annotations

from pathlib import Path

from nukki import codecs
from nukki.codecs.atomic import write_whole
from nukki.core.errors import InputError, OptionError
from nukki.core.values import Image
from nukki.video.files.reader import frames_of, probe
from nukki.video.span import Span

SUFFIX = ".png"


def still_of(source: Path, number: int, span: Span, *, max_megapixels: int) -> Image:
    """A frame as it is in the clip, upright.

    Args:
        source: The clip.
        number: Which of the result's frames, counted from 0, as keyframes are.
        span: The part of the clip that the result is of.
        max_megapixels: Clips with larger frames are refused.

    Raises:
        InputError: The clip cannot be used, or has no such frame.
    """
    info = probe(source, max_megapixels=max_megapixels)
    last = -1
    for last, frame in enumerate(frames_of(source, info, span)):
        if last == number:
            return frame.image
    raise InputError(
        f"{source}: expected a frame from 0 to {last} as the clip has, got {number}; count from 0, "
        "in the part that is taken"
    )


def write_still(image: Image, target: Path) -> None:
    """Write a frame; its transparency, if it has any, is left out, so that nothing is hidden.

    Raises:
        OptionError: The target is no PNG.
        OutputError: It cannot be written there.
    """
    if target.suffix.lower() != SUFFIX:
        raise OptionError(f"still: expected a name that ends in {SUFFIX}, got {target.name!r}")
    write_whole(target, codecs.write_flat(image.pixels, "png", quality=100))
