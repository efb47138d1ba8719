"""Photoshop documents, written: layers with editable masks (Adobe Photoshop File Formats, 2019).

    header   resources (profile, resolution, path)   layers: records, then channels   composite

Every channel is packed by PackBits, which all readers know. Documents of 16 bits keep their layers
in a block of their own, ``Lr16``.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from nukki.codecs.format import WriteSettings
from nukki.codecs.image_resources import clipping_path, resource
from nukki.codecs.pack_bits import packed
from nukki.core.arrays import FloatMap, Pixels, full_scale
from nukki.core.errors import EncodeError
from nukki.core.values import Cutout, Layer
from nukki.ops.depth import to_depth

LONGEST = 30_000
"""The longest side that the format allows, in pixels."""

RGB, PACK_BITS = 3, 1
RESOLUTION, PROFILE = 1005, 1039
MASK, OPACITY = -2, -1


@dataclass(frozen=True)
class _Channel:
    """One packed plane of a layer; numbers 0 to 2 are colours."""

    number: int
    counts: NDArray[np.uint32]
    data: bytes

    @property
    def length(self) -> int:
        return 2 + 2 * len(self.counts) + len(self.data)

    def written(self) -> bytes:
        return struct.pack(">H", PACK_BITS) + self.counts.astype(">u2").tobytes() + self.data


def write_layers(
    stream: BinaryIO, cutout: Cutout, layers: Iterable[Layer], settings: WriteSettings
) -> None:
    """Write layers, from the bottom up, and the finished picture beside them.

    Args:
        stream: Where the bytes go.
        cutout: The finished picture, for programs that know no layers.
        layers: All of its size; their depth is the picture's.
        settings: How far the clipping path may stray.

    Raises:
        EncodeError: A side is longer than 30,000 pixels.
    """
    height, width = cutout.size_hw
    if max(height, width) > LONGEST:
        raise EncodeError(
            f"psd holds at most {LONGEST} pixels a side, got {width}x{height}; choose tiff"
        )
    depth = cutout.foreground.dtype
    opaque = bool(cutout.alpha.min() >= 1)
    channels = 3 if opaque else 4
    bits = 8 * depth.itemsize
    stream.write(struct.pack(">4sH6xHIIHH", b"8BPS", 1, channels, height, width, bits, RGB))
    stream.write(struct.pack(">I", 0))
    _write_block(stream, b"".join(_resources(cutout, settings)))
    _write_block(stream, _layer_section(list(layers), depth, transparent=not opaque))
    _write_composite(stream, cutout, opaque=opaque)


def _write_block(stream: BinaryIO, data: bytes) -> None:
    stream.write(struct.pack(">I", len(data)))
    stream.write(data)


def _resources(cutout: Cutout, settings: WriteSettings) -> Iterator[bytes]:
    info = cutout.source.info
    if info.dpi:
        x, y = (round(one * 65536) for one in info.dpi)
        yield resource(RESOLUTION, struct.pack(">IHHIHH", x, 1, 1, y, 1, 1))
    if info.icc_profile:
        yield resource(PROFILE, info.icc_profile)
    yield clipping_path(cutout, settings)


def _layer_section(layers: list[Layer], depth: np.dtype[Any], *, transparent: bool) -> bytes:
    records, channels = [], []
    for layer in layers:
        planes = list(_channels(layer, depth))
        records.append(_record(layer, planes))
        channels += [plane.written() for plane in planes]
    # A negative count says that the composite's fourth channel is its transparency.
    count = -len(layers) if transparent else len(layers)
    info = struct.pack(">h", count) + b"".join(records) + b"".join(channels)
    info += b"\0" * (-len(info) % 4)
    if depth.itemsize == 1:
        return struct.pack(">I", len(info)) + info + struct.pack(">I", 0)
    return struct.pack(">II4s4sI", 0, 0, b"8BIM", b"Lr16", len(info)) + info


def _channels(layer: Layer, depth: np.dtype[Any]) -> Iterator[_Channel]:
    alpha = _levels(layer.alpha, depth)
    yield _channel(OPACITY, np.full_like(alpha, full_scale(depth)) if layer.masked else alpha)
    colours = to_depth(layer.colours, depth)
    for number in range(3):
        yield _channel(number, colours[..., number])
    if layer.masked:
        yield _channel(MASK, alpha)


def _channel(number: int, plane: Pixels) -> _Channel:
    return _Channel(number, *packed(_bytes(plane)))


def _bytes(plane: Pixels) -> NDArray[np.uint8]:
    """(H, W) integers as (H, bytes), the higher byte first."""
    big = np.ascontiguousarray(plane.astype(plane.dtype.newbyteorder(">"), copy=False))
    return big.view(np.uint8).reshape(plane.shape[0], -1)


def _levels(alpha: FloatMap, depth: np.dtype[Any]) -> Pixels:
    return np.asarray(np.rint(alpha * np.float32(full_scale(depth))), depth)


def _record(layer: Layer, channels: list[_Channel]) -> bytes:
    height, width = layer.alpha.shape
    head = struct.pack(">4iH", 0, 0, height, width, len(channels))
    head += b"".join(struct.pack(">hI", one.number, one.length) for one in channels)
    head += struct.pack(">4s4s4B", b"8BIM", b"norm", 255, 0, 8, 0)
    mask = struct.pack(">I4iBBH", 20, 0, 0, height, width, 0, 0, 0)
    name = layer.name.encode("ascii", "replace")[:31]
    pascal = bytes([len(name)]) + name
    pascal += b"\0" * (-len(pascal) % 4)
    extra = (mask if layer.masked else struct.pack(">I", 0)) + struct.pack(">I", 0) + pascal
    return head + struct.pack(">I", len(extra)) + extra


def _write_composite(stream: BinaryIO, cutout: Cutout, *, opaque: bool) -> None:
    """Colours lie on white where they are transparent, as Photoshop has them."""
    depth = cutout.foreground.dtype
    full = np.float32(full_scale(depth))
    share = cutout.alpha
    on_white = (
        np.rint(cutout.foreground[..., channel] * share + full * (1 - share)).astype(depth)
        for channel in range(3)
    )
    planes = [packed(_bytes(plane)) for plane in on_white]
    if not opaque:
        planes.append(packed(_bytes(_levels(share, depth))))
    stream.write(struct.pack(">H", PACK_BITS))
    for counts, _ in planes:
        stream.write(counts.astype(">u2").tobytes())
    for _, data in planes:
        stream.write(data)
