"""PNG: every depth and colour type, and the encoder of our own."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray

from nukki import codecs
from nukki.codecs.png_stream import SIGNATURE, chunk
from nukki.core.errors import CorruptImageError
from nukki.core.values import Cutout, Image

Encode = Callable[..., bytes]

GREY, RGB, GREY_ALPHA, RGBA = 0, 2, 4, 6

# Adam7: first column and row, column and row step of each of the seven passes
PASSES = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)


def plain_rows(samples: NDArray[np.uint16]) -> bytes:
    """Unfiltered big-endian rows, each after its filter byte."""
    return b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)


def deep_png(
    samples: NDArray[np.uint16], colour_type: int, *, interlaced: bool = False, extra: bytes = b""
) -> bytes:
    """A 16-bit PNG as another program might write it."""
    height, width = samples.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, 16, colour_type, 0, 0, interlaced)
    parts = [samples[y::dy, x::dx] for x, y, dx, dy in PASSES] if interlaced else [samples]
    rows = b"".join(plain_rows(part) for part in parts if part.size)
    data = chunk(b"IDAT", zlib.compress(rows))
    return SIGNATURE + chunk(b"IHDR", header) + extra + data + chunk(b"IEND", b"")


@pytest.mark.parametrize("interlaced", [False, True])
def test_sixteen_bit_colour_keeps_every_bit(
    interlaced: bool, deep_colours: NDArray[np.uint16]
) -> None:
    image = codecs.read(deep_png(deep_colours, RGB, interlaced=interlaced))
    np.testing.assert_array_equal(image.pixels, deep_colours)
    assert (image.alpha, image.info.bit_depth) == (None, 16)


@pytest.mark.parametrize("interlaced", [False, True])
def test_sixteen_bit_colour_with_alpha_keeps_every_bit(
    interlaced: bool, deep_colours: NDArray[np.uint16]
) -> None:
    rgba = np.dstack([deep_colours, deep_colours[..., 1]])
    image = codecs.read(deep_png(rgba, RGBA, interlaced=interlaced))
    assert image.alpha is not None
    np.testing.assert_array_equal(np.dstack([image.pixels, image.alpha]), rgba)


def test_sixteen_bit_grey_keeps_every_bit(deep_colours: NDArray[np.uint16]) -> None:
    pixels = codecs.read(deep_png(deep_colours[..., 0], GREY)).pixels
    np.testing.assert_array_equal(pixels, np.repeat(deep_colours[..., :1], 3, axis=2))


def test_sixteen_bit_grey_with_alpha_keeps_every_bit(deep_colours: NDArray[np.uint16]) -> None:
    image = codecs.read(deep_png(deep_colours[..., :2], GREY_ALPHA))
    assert image.alpha is not None
    np.testing.assert_array_equal(image.pixels[..., 2], deep_colours[..., 0])
    np.testing.assert_array_equal(image.alpha, deep_colours[..., 1])


def test_one_transparent_deep_colour_is_compared_in_all_bits(
    deep_colours: NDArray[np.uint16],
) -> None:
    key = chunk(b"tRNS", deep_colours[2, 3].astype(">u2").tobytes())
    alpha = codecs.read(deep_png(deep_colours, RGB, extra=key)).alpha
    assert alpha is not None
    assert np.argwhere(alpha == 0).tolist() == [[2, 3]]


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_grey_of_few_bits_fills_the_range(bits: int, encode: Encode) -> None:
    ramp = np.repeat(np.array([[0, 255]], np.uint8), 4, axis=0)
    picture = PIL.Image.fromarray(ramp)
    data = encode(picture.convert("1"), "PNG") if bits == 1 else encode(picture, "PNG", bits=bits)
    image = codecs.read(data)
    assert np.unique(image.pixels).tolist() == [0, 255]
    assert image.info.bit_depth == bits


def test_a_palette_with_transparency_becomes_colour_and_alpha(encode: Encode) -> None:
    picture = PIL.Image.new("P", (2, 1))
    picture.putpalette([255, 0, 0, 0, 255, 0])
    picture.putpixel((1, 0), 1)
    image = codecs.read(encode(picture, "PNG", transparency=b"\xff\x40"))
    assert image.alpha is not None
    assert image.pixels[0].tolist() == [[255, 0, 0], [0, 255, 0]]
    assert image.alpha[0].tolist() == [255, 64]


@pytest.mark.parametrize(
    ("picture", "key"),
    [(PIL.Image.new("RGB", (3, 3), (9, 8, 7)), (9, 8, 7)), (PIL.Image.new("L", (3, 3), 5), 5)],
)
def test_one_transparent_colour_becomes_alpha(
    picture: PIL.Image.Image, key: int | tuple[int, ...], encode: Encode
) -> None:
    alpha = codecs.read(encode(picture, "PNG", transparency=key)).alpha
    assert alpha is not None
    assert not alpha.any()


def test_colour_under_the_files_own_alpha_is_left_as_it_is(encode: Encode) -> None:
    hidden = np.zeros((2, 2, 4), np.uint8)
    hidden[..., 0] = 77
    assert (codecs.read(encode(hidden, "PNG")).pixels[..., 0] == 77).all()


def test_sixteen_bits_in_give_sixteen_bits_out(deep_cutout: Cutout) -> None:
    image = codecs.read(codecs.write(deep_cutout, "png", quality=90))
    np.testing.assert_array_equal(image.pixels, deep_cutout.foreground)
    assert image.alpha is not None
    np.testing.assert_array_equal(image.alpha, np.rint(deep_cutout.alpha * np.float32(65535)))


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (700, 900), (65000, 1)])
def test_pillow_reads_what_the_encoder_writes(shape: tuple[int, int]) -> None:
    dice = np.random.default_rng(0)
    pixels = dice.integers(0, 256, (*shape, 3), dtype=np.uint8)
    opaque = Cutout(pixels, np.ones(shape, np.float32), Image(pixels))
    with PIL.Image.open(io.BytesIO(codecs.write(opaque, "png", quality=90))) as picture:
        np.testing.assert_array_equal(np.asarray(picture)[..., :3], pixels)


def test_a_matte_of_sixteen_bit_colours_has_sixteen_bits(deep_cutout: Cutout) -> None:
    image = codecs.read(codecs.write(deep_cutout, "png", quality=90, matte_only=True))
    assert image.pixels.dtype == np.uint16
    np.testing.assert_array_equal(
        image.pixels[..., 0], np.rint(deep_cutout.alpha * np.float32(65535))
    )


def test_a_text_that_swells_when_unpacked_is_refused() -> None:
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(80_000_000)))
    with pytest.raises(CorruptImageError, match="MAX_TEXT_CHUNK"):
        codecs.read(deep_png(np.zeros((2, 2), np.uint16), GREY, extra=bomb))
