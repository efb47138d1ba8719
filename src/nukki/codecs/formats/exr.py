"""OpenEXR, written: light times alpha, and alpha, in floats of 32 bits.

"OpenEXR File Layout": colour is scene light, and premultiplied. One part of scan lines, 16 to a
block, each channel's row after the other in the order of their names, deflated. Half floats would
do for colour, but readers refuse channels of different kinds.

    header   where each block begins   block: first line, length, data   block   ...
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from nukki.codecs.format import Format, WriteSettings, starts_with
from nukki.core.arrays import full_scale
from nukki.core.values import Cutout
from nukki.ops.light import light_of

_MAGIC = struct.pack("<II", 20000630, 2)
_FLOAT = 2
_ZIP, _LINES = 3, 16


def _write(stream: BinaryIO, cutout: Cutout, settings: WriteSettings) -> None:
    names = "Y" if settings.matte_only else "ABGR"
    start = stream.tell()
    stream.write(_MAGIC + _header(names, cutout.size_hw))
    table_at = stream.tell()
    height = cutout.size_hw[0]
    tops = range(0, height, _LINES)
    stream.write(bytes(8 * len(tops)))
    places = []
    for top in tops:
        places.append(stream.tell() - start)
        rows = slice(top, min(top + _LINES, height))
        data = _deflated(b"".join(_lines(cutout, rows, names)))
        stream.write(struct.pack("<iI", top, len(data)) + data)
    stream.seek(table_at)
    stream.write(struct.pack(f"<{len(places)}Q", *places))
    stream.seek(0, 2)


def _header(names: str, size_hw: tuple[int, int]) -> bytes:
    height, width = size_hw
    window = struct.pack("<4i", 0, 0, width - 1, height - 1)
    channels = b"".join(
        name.encode() + b"\0" + struct.pack("<iB3xii", _FLOAT, 0, 1, 1) for name in names
    )
    attributes = (
        ("channels", "chlist", channels + b"\0"),
        ("compression", "compression", bytes([_ZIP])),
        ("dataWindow", "box2i", window),
        ("displayWindow", "box2i", window),
        ("lineOrder", "lineOrder", b"\0"),
        ("pixelAspectRatio", "float", struct.pack("<f", 1)),
        ("screenWindowCenter", "v2f", struct.pack("<ff", 0, 0)),
        ("screenWindowWidth", "float", struct.pack("<f", 1)),
    )
    return (
        b"".join(
            f"{name}\0{kind}\0".encode() + struct.pack("<I", len(value)) + value
            for name, kind, value in attributes
        )
        + b"\0"
    )


def _lines(cutout: Cutout, rows: slice, names: str) -> Iterator[bytes]:
    """The bytes of each line, channel by channel."""
    alpha = cutout.alpha[rows].astype("<f4")
    if names == "Y":
        yield from (row.tobytes() for row in alpha)
        return
    pixels = cutout.foreground[rows]
    full = full_scale(pixels.dtype)
    light = light_of(pixels.astype(np.float64) / full) * alpha[..., np.newaxis]
    for row, line in zip(alpha, light.astype("<f4"), strict=True):
        yield row.tobytes() + line[:, 2].tobytes() + line[:, 1].tobytes() + line[:, 0].tobytes()


def _deflated(raw: bytes) -> bytes:
    """A block: even bytes before odd ones, each less the one before it; as it was if not shorter.

    Bytes of neighbouring pixels then lie together, of which the higher ones hardly change.
    """
    values = np.frombuffer(raw, np.uint8)
    apart: NDArray[np.uint8] = np.concatenate([values[::2], values[1::2]])
    steps = apart.copy()
    steps[1:] = apart[1:] - apart[:-1] + np.uint8(128)
    packed = zlib.compress(steps.tobytes(), 4)
    return packed if len(packed) < len(raw) else raw


FORMAT = Format(
    name="exr",
    suffixes=(".exr",),
    media_type="image/x-exr",
    matches=starts_with(_MAGIC[:4]),
    write=_write,
    alpha=True,
)
