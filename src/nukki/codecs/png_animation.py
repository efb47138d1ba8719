"""An APNG encoder that writes each frame as it comes, and of it only what changed.

Layout (PNG, third edition, clause 4.9): the first frame is the IDAT that old viewers show; each
further one is a rectangle (fcTL) with its own data (fdAT). All chunks but IDAT are numbered.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from fractions import Fraction
from typing import BinaryIO

from nukki.codecs.png_stream import SIGNATURE, chunk, compressed, header
from nukki.codecs.quantise import row_bands
from nukki.core.arrays import Pixels
from nukki.core.values import Box, box_of

_MAX_FIELD = 65535
_KEEP, _REPLACE = 0, 0


def write_animation(
    stream: BinaryIO,
    frames: Iterable[tuple[Pixels, Fraction]],
    *,
    loop: int,
    chunks: bytes,
) -> None:
    """Write a whole APNG.

    Args:
        stream: A stream that can seek: the number of frames is filled in at the end.
        frames: (H, W, C) uint8 pictures of one size, each with its duration in seconds.
        loop: How often it plays; 0 is forever.
        chunks: Chunks that go between IHDR and the first frame.
    """
    before: Pixels | None = None
    counted_at = count = number = 0
    for pixels, duration in frames:
        if before is None:
            counted_at = _begin(stream, pixels, loop, chunks)
            box = Box(0, 0, pixels.shape[1], pixels.shape[0])
        else:
            box = changed_box(before, pixels)
        stream.write(_control(number, box, duration))
        number = _write_data(stream, pixels, box, number + 1, first=before is None)
        before = pixels
        count += 1
    stream.write(chunk(b"IEND", b""))
    stream.seek(counted_at)
    stream.write(_animation_control(count, loop))
    stream.seek(0, 2)


def _begin(stream: BinaryIO, pixels: Pixels, loop: int, chunks: bytes) -> int:
    """Write what precedes the first frame; where the frame count has to be filled in."""
    height, width, channels = pixels.shape
    stream.write(SIGNATURE + header((height, width), channels=channels, bits=8))
    counted_at = stream.tell()
    stream.write(_animation_control(1, loop) + chunks)
    return counted_at


def _animation_control(count: int, loop: int) -> bytes:
    return chunk(b"acTL", struct.pack(">II", count, loop))


def _control(number: int, box: Box, duration: Fraction) -> bytes:
    height, width = box.size_hw
    delay = short_fraction(duration)
    fields = struct.pack(
        ">IIIIIHHBB",
        number,
        width,
        height,
        box.left,
        box.top,
        delay.numerator,
        delay.denominator,
        _KEEP,
        _REPLACE,
    )
    return chunk(b"fcTL", fields)


def _write_data(stream: BinaryIO, pixels: Pixels, box: Box, number: int, *, first: bool) -> int:
    """Write the pixels within ``box``; the number of the next chunk."""
    cropped = pixels[box.slices]
    bands = (cropped[rows] for rows in row_bands(*cropped.shape[:2]))
    for piece in compressed(bands):
        if first:
            stream.write(chunk(b"IDAT", piece))
        else:
            stream.write(chunk(b"fdAT", struct.pack(">I", number) + piece))
            number += 1
    return number


def changed_box(before: Pixels, after: Pixels) -> Box:
    """The smallest rectangle outside which both (H, W, C) pictures are equal; at least 1x1."""
    return box_of((before != after).any(axis=2)) or Box(0, 0, 1, 1)


def short_fraction(duration: Fraction) -> Fraction:
    """The nearest fraction whose parts fit into 16 bits each (at most 18 hours)."""
    if duration >= _MAX_FIELD:
        return Fraction(_MAX_FIELD)
    largest = _MAX_FIELD if duration <= 1 else int(_MAX_FIELD / duration)
    return duration.limit_denominator(largest)
