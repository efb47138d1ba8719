"""Pictures that are in memory already: arrays and Pillow's."""

from __future__ import annotations

from typing import Any

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray

from nukki import codecs
from nukki.core.errors import InputError
from nukki.core.values import Cutout


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("shape", [(4, 5), (4, 5, 1), (4, 5, 3), (4, 5, 4)])
def test_integers_are_taken_as_they_are(shape: tuple[int, ...], dtype: type) -> None:
    array: NDArray[Any] = np.arange(np.prod(shape)).reshape(shape).astype(dtype)
    image = codecs.from_array(array)
    assert image.pixels.dtype == dtype
    np.testing.assert_array_equal(image.pixels[..., 0], array.reshape(4, 5, -1)[..., 0])
    assert (image.alpha is not None) == (array.shape[2:] == (4,))


def test_floats_become_sixteen_bits() -> None:
    image = codecs.from_array(np.array([[0.0, 0.5, 1.0]]))
    assert image.pixels[0, :, 0].tolist() == [0, 32768, 65535]
    assert image.info.bit_depth == 16


def test_big_endian_integers_are_understood() -> None:
    assert codecs.from_array(np.array([[258]], ">u2")).pixels[0, 0, 0] == 258


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((2, 2, 2), np.uint8), "shape"),
        (np.zeros((2,), np.uint8), "shape"),
        (np.zeros((0, 2), np.uint8), "at least one pixel"),
        (np.zeros((2, 2), np.int64), "got int64"),
        (np.zeros((2, 2), bool), "got bool"),
        (np.full((2, 2), 255.0), r"within \[0, 1\], got \[255, 255\]"),
        (np.full((2, 2), np.nan), "nan"),
        (np.full((2, 2), -0.1), "got"),
    ],
)
def test_other_arrays_are_refused(array: NDArray[Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        codecs.from_array(array)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "YCbCr", "HSV", "LAB", "RGBX"])
def test_pillow_pictures_of_opaque_modes_become_rgb(mode: str) -> None:
    image = codecs.from_pillow(PIL.Image.new(mode, (5, 4)))
    assert (image.pixels.shape, image.alpha) == ((4, 5, 3), None)


@pytest.mark.parametrize("mode", ["LA", "PA", "RGBA", "La", "RGBa"])
def test_pillow_pictures_with_alpha_keep_it(mode: str) -> None:
    image = codecs.from_pillow(PIL.Image.new(mode, (5, 4)))
    assert image.alpha is not None


@pytest.mark.parametrize("mode", ["I;16", "I;16B", "I"])
def test_deep_pillow_pictures_keep_sixteen_bits(mode: str) -> None:
    picture = PIL.Image.new(mode, (2, 2), 40000)
    image = codecs.from_pillow(picture)
    assert image.pixels.dtype == np.uint16
    assert (image.pixels == 40000).all()


def test_pillow_numbers_beyond_sixteen_bits_are_refused() -> None:
    with pytest.raises(InputError, match="int32"):
        codecs.from_pillow(PIL.Image.new("I", (2, 2), 70000))


def test_a_pillow_picture_is_turned_upright_and_left_alone(colours: NDArray[np.uint8]) -> None:
    picture = PIL.Image.fromarray(colours)
    picture.getexif()[0x0112] = 6
    image = codecs.from_pillow(picture)
    np.testing.assert_array_equal(image.pixels, np.rot90(colours, -1))
    assert picture.size == (16, 12)


def test_a_cutout_becomes_a_pillow_picture(cutout: Cutout) -> None:
    picture = codecs.to_pillow(cutout)
    assert picture.mode == "RGBA"
    np.testing.assert_array_equal(np.asarray(picture)[..., 3], np.rint(cutout.alpha * 255))


def test_a_deep_cutout_becomes_an_eight_bit_pillow_picture(deep_cutout: Cutout) -> None:
    shown = np.asarray(codecs.to_pillow(deep_cutout))
    np.testing.assert_array_equal(shown[..., :3], np.rint(deep_cutout.foreground / 257))
