"""TIFF layouts of 16 bits that Pillow does not read, told to it in other words.

A TIFF's directory says how its samples lie. Written anew at the end of the file, it says the same
in words that Pillow knows, whatever the compression:

    separate planes, RRRR GGGG BBBB        a grey picture for each plane
    grey and alpha side by side, GAGAGA    one grey picture of twice the width

With a predictor, a file stores each sample less the one before it of the same channel. Pillow would
take the sample just before, so for pairs it is told of no predictor, and the sums are made here.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

WIDTH, BITS, PHOTOMETRIC, ORIENTATION, SAMPLES = 256, 258, 262, 274, 277
PLANAR, PREDICTOR, TILE_WIDTH, EXTRA_SAMPLES, SAMPLE_FORMAT = 284, 317, 322, 338, 339
SEPARATE, HORIZONTAL, WHITE_IS_ZERO, BLACK_IS_ZERO, UNSIGNED, PREMULTIPLIED = 2, 2, 0, 1, 1, 1

_PIECES = (273, 279, 324, 325)
"""Tags of the offsets and lengths, of strips and of tiles."""

_CLASSIC = {b"II*\0": "<", b"MM\0*": ">"}
"""How classic TIFFs begin, and their byte order; larger kinds have longer directories."""

_NUMBERS = {1: "B", 3: "H", 4: "I"}
"""TIFF's types of whole numbers."""

_LONG = 4


@dataclass(frozen=True)
class Layout:
    """The first directory of a classic TIFF.

    Attributes:
        stream: The file.
        order: Its byte order, as `struct` has it.
        entries: Type, count, and value or its offset, 10 bytes, by tag.
    """

    stream: BinaryIO
    order: str
    entries: Mapping[int, bytes]

    def numbers(self, tag: int, default: tuple[int, ...] = ()) -> tuple[int, ...]:
        """The whole numbers of a tag."""
        kind, count, inline = struct.unpack(f"{self.order}HI4s", self.entries.get(tag, bytes(10)))
        if kind not in _NUMBERS:
            return default
        form = f"{self.order}{count}{_NUMBERS[kind]}"
        size = struct.calcsize(form)
        if size > len(inline):
            self.stream.seek(struct.unpack(f"{self.order}I", inline)[0])
            inline = self.stream.read(size)
        return struct.unpack(form, inline[:size])

    def number(self, tag: int, default: int = 0) -> int:
        """The first number of a tag."""
        return (*self.numbers(tag), default)[0]

    @property
    def has_deep_pairs(self) -> bool:
        """Whether the samples are grey and alpha, 16 bits each, side by side."""
        return (
            self.number(SAMPLES) == 2
            and self.numbers(BITS) == (16, 16)
            and set(self.numbers(SAMPLE_FORMAT, (UNSIGNED,))) == {UNSIGNED}
            and self.number(PHOTOMETRIC, -1) in {WHITE_IS_ZERO, BLACK_IS_ZERO}
            and self.number(PLANAR, 1) != SEPARATE
        )


def layout_of(stream: BinaryIO) -> Layout | None:
    """How a classic TIFF lies in its file, None of another kind; ``stream`` is put back.

    Raises:
        struct.error: The directory is cut short.
    """
    head = stream.read(8)
    stream.seek(0)
    order = _CLASSIC.get(head[:4])
    if order is None:
        return None
    stream.seek(struct.unpack(f"{order}I", head[4:])[0])
    (count,) = struct.unpack(f"{order}H", stream.read(2))
    raw = stream.read(12 * count)
    stream.seek(0)
    rows = (raw[at : at + 12] for at in range(0, len(raw) - 11, 12))
    return Layout(stream, order, {struct.unpack(f"{order}H", row[:2])[0]: row[2:] for row in rows})


def as_grey(layout: Layout) -> bytes:
    """The file called a grey picture of its size: its facts can be read, but not its pixels."""
    return _relabelled(layout, {BITS: [16], SAMPLES: [1]})


def read_pairs(layout: Layout) -> NDArray[np.uint16]:
    """(H, W, 2) uint16 as stored, of a file that has deep pairs."""
    width = layout.number(WIDTH)
    tile = layout.number(TILE_WIDTH)
    changes = {WIDTH: [2 * width], PREDICTOR: [1]} | ({TILE_WIDTH: [2 * tile]} if tile else {})
    pairs = _grey_samples(_relabelled(layout, _GREY | changes)).reshape(-1, width, 2)
    if layout.number(PREDICTOR, 1) == HORIZONTAL:
        step = tile or width
        for left in range(0, width, step):
            part = pairs[:, left : left + step]
            part[...] = np.cumsum(part, axis=1, dtype=np.uint16)
    return pairs


def read_planes(layout: Layout) -> NDArray[np.uint16]:
    """(H, W, C) uint16 as stored, of a file with separate planes of 16 bits."""
    channels = layout.number(SAMPLES, 1)
    files = (
        _relabelled(layout, _GREY | {PLANAR: [1]} | _pieces(layout, channel, channels))
        for channel in range(channels)
    )
    return np.stack([_grey_samples(file) for file in files], axis=2)


_GREY = {BITS: [16], SAMPLES: [1], PHOTOMETRIC: [BLACK_IS_ZERO], ORIENTATION: [1]}


def _pieces(layout: Layout, channel: int, channels: int) -> dict[int, Sequence[int]]:
    """Offsets and lengths of one plane's strips or tiles, which follow those of the one before."""
    chosen: dict[int, Sequence[int]] = {}
    for tag in _PIECES:
        if values := layout.numbers(tag):
            count = len(values) // channels
            chosen[tag] = values[channel * count : (channel + 1) * count]
    return chosen


def _relabelled(layout: Layout, changes: Mapping[int, Sequence[int]]) -> bytes:
    """The file with a new first directory at its end.

    Values that stay where they are need no more than their old entry; what describes channels that
    the new directory does not have is left out.
    """
    layout.stream.seek(0)
    data = layout.stream.read()
    order, at = layout.order, len(data) + len(data) % 2
    kept = {tag: raw for tag, raw in layout.entries.items() if tag not in _OF_CHANNELS}
    values = b""
    values_at = at + 2 + 12 * len(kept.keys() | changes.keys()) + 4
    for tag, numbers in changes.items():
        packed = struct.pack(f"{order}{len(numbers)}I", *numbers)
        place = packed if len(numbers) == 1 else struct.pack(f"{order}I", values_at + len(values))
        values += b"" if len(numbers) == 1 else packed
        kept[tag] = struct.pack(f"{order}HI", _LONG, len(numbers)) + place
    rows = b"".join(struct.pack(f"{order}H", tag) + kept[tag] for tag in sorted(kept))
    directory = struct.pack(f"{order}H", len(kept)) + rows + bytes(4) + values
    head = data[:4] + struct.pack(f"{order}I", at)
    return b"".join((head, data[8:], bytes(len(data) % 2), directory))


_OF_CHANNELS = frozenset({EXTRA_SAMPLES, SAMPLE_FORMAT})


def _grey_samples(data: bytes) -> NDArray[np.uint16]:
    """(H, W) uint16 of a grey TIFF of 16 bits, a copy."""
    from PIL.TiffImagePlugin import TiffImageFile

    with TiffImageFile(io.BytesIO(data)) as picture:
        picture.load()
        return np.array(picture, np.uint16)
