"""Bytes in, pictures out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from nukki.codecs.format import OpenedFile
from nukki.codecs.limits import DEFAULT_MAX_MEGAPIXELS, SizeLimit
from nukki.codecs.registry import HEAD_BYTES, sniff
from nukki.codecs.source import Source, opened
from nukki.core.errors import NotAnImageError
from nukki.core.values import Frame, Image, ImageInfo


@contextmanager
def _opened_file(source: Source, max_megapixels: int) -> Iterator[OpenedFile]:
    with opened(source) as stream:
        head = stream.read(HEAD_BYTES)
        stream.seek(0)
        found = sniff(head)
        if found.open is None:
            raise NotAnImageError(
                f"expected a picture, got a {found.name} file; unpack it first, or save its page "
                "as a picture"
            )
        yield found.open(stream, SizeLimit(max_megapixels))


def _noted(image: Image) -> Image:
    """The picture, with a note in its info when it came in fewer bits than its file has."""
    info = image.info
    if info.bit_depth <= 8 or image.pixels.dtype != np.uint8:
        return image
    note = f"its {info.bit_depth} bits a channel were read as 8"
    return replace(image, info=replace(info, notes=(*info.notes, note)))


def read(
    source: Source,
    *,
    max_megapixels: int = DEFAULT_MAX_MEGAPIXELS,
    at_least_hw: tuple[int, int] | None = None,
) -> Image:
    """The picture in ``source``, upright, in its own bit depth; an animation's first frame.

    Args:
        source: Encoded bytes, a path, or a binary file object.
        max_megapixels: Larger pictures are refused before they are decoded.
        at_least_hw: The caller will shrink the picture to no less than this height and width:
            a JPEG may then come at 1/2, 1/4 or 1/8 of its size, never below this.

    Raises:
        InputNotFoundError: No such file, or it may not be read.
        NotAnImageError: Not a format that is read here.
        CorruptImageError: Truncated or broken data.
        ImageTooLargeError: More pixels than allowed.
        MissingExtraError: The format needs an optional package.
    """
    with _opened_file(source, max_megapixels) as file:
        return _noted(file.load(at_least_hw))


def read_frames(source: Source, *, max_megapixels: int = DEFAULT_MAX_MEGAPIXELS) -> Iterator[Frame]:
    """Every frame on the full canvas with its exact time and duration, decoded one at a time.

    A still yields one frame of duration 0. Raises as `read` does, at the frame concerned.
    """
    with _opened_file(source, max_megapixels) as file:
        for frame in file.frames():
            yield replace(frame, image=_noted(frame.image))


def probe(
    source: Source, *, max_megapixels: int = DEFAULT_MAX_MEGAPIXELS
) -> tuple[tuple[int, int], ImageInfo]:
    """Upright height and width in pixels, and what the file says, without decoding pixels.

    Raises as `read` does.
    """
    with _opened_file(source, max_megapixels) as file:
        return file.size_hw, file.info
