"""JPEG: inks, orientation, shrinking while decoding, and no transparency."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import PIL.Image
import PIL.ImageCms
import PIL.ImageOps
import pytest
from numpy.typing import NDArray

from nukki import codecs
from nukki.core.errors import EncodeError
from nukki.core.values import Cutout, Image

Encode = Callable[..., bytes]


def turned(orientation: int) -> PIL.Image.Exif:
    exif = PIL.Image.Exif()
    exif[0x0112] = orientation
    return exif


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright(
    orientation: int, colours: NDArray[np.uint8], encode: Encode
) -> None:
    exif = turned(orientation)
    data = encode(colours, "JPEG", quality=95, exif=exif)
    image = codecs.read(data)
    upright = PIL.ImageOps.exif_transpose(PIL.Image.open(io.BytesIO(data)))
    np.testing.assert_array_equal(image.pixels, np.asarray(upright))
    assert codecs.probe(data)[0] == image.size_hw


def test_an_orientation_that_does_not_exist_is_upright(
    colours: NDArray[np.uint8], encode: Encode
) -> None:
    assert codecs.read(encode(colours, "JPEG", exif=turned(99))).size_hw == colours.shape[:2]


def test_a_damaged_exif_block_does_not_spoil_the_photo(
    colours: NDArray[np.uint8], encode: Encode
) -> None:
    data = encode(colours, "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    image = codecs.read(data)
    assert image.size_hw == colours.shape[:2]
    assert image.info.exif is None


def test_grey_becomes_three_equal_channels(colours: NDArray[np.uint8], encode: Encode) -> None:
    pixels = codecs.read(encode(colours[..., 0], "JPEG")).pixels
    assert (pixels[..., :1] == pixels).all()


def test_inks_become_colours(encode: Encode) -> None:
    red = PIL.Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    pixels = codecs.read(encode(red, "JPEG", quality=95)).pixels
    assert np.abs(pixels.astype(int) - (255, 0, 0)).max() <= 6


def test_a_profile_of_other_colours_than_rgb_is_not_kept(
    colours: NDArray[np.uint8], encode: Encode
) -> None:
    lab = PIL.ImageCms.ImageCmsProfile(PIL.ImageCms.createProfile("LAB")).tobytes()
    assert codecs.read(encode(colours[..., 0], "JPEG", icc_profile=lab)).info.icc_profile is None


def test_a_false_ink_profile_leaves_the_plain_conversion(encode: Encode) -> None:
    inks = PIL.Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    false = bytes(16) + b"CMYK" + bytes(200)
    image = codecs.read(encode(inks, "JPEG", icc_profile=false))
    assert image.info.icc_profile is None
    assert image.pixels[0, 0, 0] > 200


@pytest.mark.parametrize(
    ("wanted", "given"),
    [((64, 64), (64, 64)), ((65, 10), (128, 128)), ((33, 20), (64, 64)), ((500, 1), (512, 512))],
)
def test_a_photo_is_shrunk_no_further_than_asked(
    wanted: tuple[int, int], given: tuple[int, int], encode: Encode
) -> None:
    data = encode(np.full((512, 512, 3), 90, np.uint8), "JPEG")
    assert codecs.read(data, at_least_hw=wanted).size_hw == given


def test_shrinking_counts_in_upright_sides(encode: Encode) -> None:
    data = encode(np.zeros((64, 512, 3), np.uint8), "JPEG", exif=turned(6))
    assert codecs.read(data, at_least_hw=(128, 16)).size_hw == (128, 16)


def test_transparency_is_refused_with_a_way_out(cutout: Cutout) -> None:
    with pytest.raises(EncodeError, match="--background"):
        codecs.write(cutout, "jpeg", quality=90)


def test_an_opaque_picture_is_written(colours: NDArray[np.uint8]) -> None:
    opaque = Cutout(colours, np.ones(colours.shape[:2], np.float32), Image(colours))
    pixels: NDArray[Any] = codecs.read(codecs.write(opaque, "jpeg", quality=95)).pixels
    assert np.abs(pixels.astype(int) - colours).mean() < 3
