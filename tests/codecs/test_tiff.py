"""TIFF: sixteen bits both ways, byte orders, and layouts that are refused by name."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray

from nukki import codecs
from nukki.core.errors import InputError
from nukki.core.values import Cutout

Encode = Callable[..., bytes]


def raw_tiff(
    samples: NDArray[Any],
    *,
    order: str = "<",
    photometric: int = 2,
    planar: int = 1,
    extra: int | None = None,
) -> bytes:
    """An uncompressed TIFF of one strip: header, directory, long values, pixels."""
    height, width = samples.shape[:2]
    channels = samples.shape[2] if samples.ndim == 3 else 1
    bits = samples.dtype.itemsize * 8
    long_at = 8 + 2 + 12 * (10 if extra is None else 11) + 4
    pixels_at = long_at + 2 * channels
    depths = struct.pack(f"{order}{channels}H", *[bits] * channels)
    inline = channels <= 2
    fields = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, channels, None if inline else long_at),
        (259, 3, 1, 1),
        (262, 3, 1, photometric),
        (273, 4, 1, pixels_at),
        (277, 3, 1, channels),
        (278, 4, 1, height),
        (279, 4, 1, samples.nbytes),
        (284, 3, 1, planar),
        *([] if extra is None else [(338, 3, 1, extra)]),
    ]
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}IH", 8, len(fields))
    for tag, kind, count, value in fields:
        short = kind == 3 and value is not None and tag != 258
        stored = (
            struct.pack(f"{order}H2x", value) if short else struct.pack(f"{order}I", value or 0)
        )
        head += struct.pack(f"{order}HHI", tag, kind, count)
        head += depths.ljust(4, b"\0") if value is None else stored
    data = samples.astype(samples.dtype.newbyteorder("<" if order == "<" else ">")).tobytes()
    return head + bytes(4) + depths + data


@pytest.mark.parametrize("order", ["<", ">"])
def test_sixteen_bit_colour_keeps_every_bit(order: str, deep_colours: NDArray[np.uint16]) -> None:
    image = codecs.read(raw_tiff(deep_colours, order=order))
    np.testing.assert_array_equal(image.pixels, deep_colours)
    assert image.info.bit_depth == 16


@pytest.mark.parametrize("order", ["<", ">"])
def test_sixteen_bit_grey_keeps_every_bit(order: str, deep_colours: NDArray[np.uint16]) -> None:
    image = codecs.read(raw_tiff(deep_colours[..., 0], order=order, photometric=1))
    np.testing.assert_array_equal(image.pixels[..., 0], deep_colours[..., 0])


def test_grey_where_white_is_zero_is_turned_over(deep_colours: NDArray[np.uint16]) -> None:
    image = codecs.read(raw_tiff(deep_colours[..., 0], photometric=0))
    np.testing.assert_array_equal(image.pixels[..., 0], 65535 - deep_colours[..., 0])


def test_premultiplied_colour_becomes_straight(deep_colours: NDArray[np.uint16]) -> None:
    half = np.full(deep_colours.shape[:2], 32768, np.uint16)
    image = codecs.read(raw_tiff(np.dstack([deep_colours // 2, half]), extra=1))
    difference = np.abs(image.pixels.astype(int) - deep_colours)
    assert difference.max() <= 3  # halving dropped one bit


def test_floating_point_samples_are_refused(encode: Encode) -> None:
    with pytest.raises(InputError, match="F samples; convert"):
        codecs.read(encode(np.zeros((4, 4), np.float32), "TIFF"))


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_deflate", "packbits", "jpeg", "raw"])
def test_compressions_are_read(
    compression: str, colours: NDArray[np.uint8], encode: Encode
) -> None:
    image = codecs.read(encode(colours, "TIFF", compression=compression))
    assert np.abs(image.pixels.astype(int) - colours).mean() < 12


@pytest.mark.parametrize("looked_at_first", [False, True])
def test_a_turned_page_is_upright(
    looked_at_first: bool, colours: NDArray[np.uint8], encode: Encode
) -> None:
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    data = encode(colours, "TIFF", exif=exif)
    if looked_at_first:
        assert codecs.probe(data)[0] == (16, 12)
    np.testing.assert_array_equal(codecs.read(data).pixels, np.rot90(colours, -1))


def test_sixteen_bits_in_give_sixteen_bits_out(deep_cutout: Cutout) -> None:
    image = codecs.read(codecs.write(deep_cutout, "tiff", quality=90))
    np.testing.assert_array_equal(image.pixels, deep_cutout.foreground)
    assert image.alpha is not None
    np.testing.assert_array_equal(image.alpha, np.rint(deep_cutout.alpha * np.float32(65535)))


def test_pillow_reads_what_the_encoder_writes(cutout: Cutout) -> None:
    with PIL.Image.open(io.BytesIO(codecs.write(cutout, "tiff", quality=90))) as picture:
        assert picture.mode == "RGBA"
        np.testing.assert_array_equal(np.asarray(picture)[..., :3], cutout.foreground)
