"""More than 8 bits where Pillow gives 8: TIFF layouts, AVIF and JPEG 2000."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki import codecs
from nukki.codecs import deep
from nukki.core.values import Image

Deep = NDArray[np.uint16]
DeepFile = Callable[..., bytes]

PLANES = {"photometric": "rgb", "planarconfig": "separate"}
PAIRS = {"photometric": "minisblack", "planarconfig": "contig", "extrasamples": ["unassalpha"]}
COMPRESSED = [
    {},
    {"compression": "zlib"},
    {"compression": "zlib", "predictor": True},
    {"byteorder": ">"},
    {"byteorder": ">", "compression": "zlib", "predictor": True},
    {"rowsperstrip": 5},
    {"tile": (16, 16), "compression": "zlib", "predictor": True},
]


@pytest.fixture
def large(deep_colours: Deep) -> Deep:
    """(36, 40, 3): more than one tile, and no whole number of them."""
    return np.ascontiguousarray(np.tile(deep_colours, (3, 3, 1))[:, :40])


def pairs_of(colours: Deep) -> Deep:
    return np.ascontiguousarray(colours[..., :2])


@pytest.mark.parametrize("options", COMPRESSED, ids=str)
def test_separate_planes_keep_every_bit(
    options: dict[str, Any], large: Deep, deep_file: DeepFile
) -> None:
    image = codecs.read(deep_file("tiff", large, **PLANES, **options))
    np.testing.assert_array_equal(image.pixels, large)
    assert (image.info.bit_depth, image.info.notes) == (16, ())


@pytest.mark.parametrize("options", COMPRESSED, ids=str)
def test_grey_with_alpha_keeps_every_bit(
    options: dict[str, Any], large: Deep, deep_file: DeepFile
) -> None:
    image = codecs.read(deep_file("tiff", pairs_of(large), **PAIRS, **options))
    np.testing.assert_array_equal(image.pixels, np.repeat(large[..., :1], 3, axis=2))
    assert image.alpha is not None
    np.testing.assert_array_equal(image.alpha, large[..., 1])


def test_planes_of_colour_and_alpha_are_four(large: Deep, deep_file: DeepFile) -> None:
    four = np.dstack((large, large[..., 1]))
    image = codecs.read(deep_file("tiff", four, **PLANES, extrasamples=["unassalpha"]))
    assert image.alpha is not None
    np.testing.assert_array_equal(np.dstack((image.pixels, image.alpha)), four)


def test_premultiplied_grey_becomes_straight(large: Deep, deep_file: DeepFile) -> None:
    half = np.full(large.shape[:2], 32768, np.uint16)
    options = {**PAIRS, "extrasamples": ["assocalpha"]}
    image = codecs.read(deep_file("tiff", np.dstack((large[..., 0] // 2, half)), **options))
    difference = np.abs(image.pixels[..., 0].astype(int) - large[..., 0])
    assert difference.max() <= 3  # halving dropped one bit


def test_grey_whose_white_is_zero_is_turned_over(large: Deep, deep_file: DeepFile) -> None:
    options = {**PAIRS, "photometric": "miniswhite"}
    image = codecs.read(deep_file("tiff", pairs_of(large), **options))
    np.testing.assert_array_equal(image.pixels[..., 0], 65535 - large[..., 0])


@pytest.mark.parametrize("layout", ["planes", "pairs"])
def test_a_turned_page_of_either_layout_is_upright(
    layout: str, large: Deep, deep_file: DeepFile
) -> None:
    samples, options = (large, PLANES) if layout == "planes" else (pairs_of(large), PAIRS)
    turned = [(274, "H", 1, 6, False)]
    data = deep_file("tiff", samples, **options, extratags=turned)
    image = codecs.read(data)
    assert codecs.probe(data)[0] == image.size_hw == (40, 36)
    np.testing.assert_array_equal(image.pixels[..., 0], np.rot90(large[..., 0], -1))


def test_the_facts_of_grey_with_alpha_are_kept(large: Deep, deep_file: DeepFile) -> None:
    options = {**PAIRS, "resolution": (300, 300), "resolutionunit": "INCH"}
    info = codecs.read(deep_file("tiff", pairs_of(large), **options)).info
    assert (info.dpi, info.bit_depth) == ((300, 300), 16)


@pytest.mark.parametrize("bits", [10, 12])
@pytest.mark.parametrize("channels", [3, 4])
def test_a_deep_avif_keeps_its_bits(
    bits: int, channels: int, large: Deep, deep_file: DeepFile
) -> None:
    samples = np.dstack((large, large[..., 1]))[..., :channels]
    image = codecs.read(deep_file("avif", samples, bits=bits))
    assert image.pixels.dtype == np.uint16
    assert image.info.bit_depth == bits
    # lossless in RGB: only the bits below the file's depth are made up
    assert np.abs(image.pixels.astype(int) - large).max() < 2 ** (16 - bits)
    assert (image.alpha is not None) is (channels == 4)


def test_a_deep_jpeg_2000_keeps_its_bits(large: Deep, deep_file: DeepFile) -> None:
    image = codecs.read(deep_file("jpeg2000", large))
    np.testing.assert_array_equal(image.pixels, large)
    assert image.info.notes == ()


@pytest.mark.parametrize(("bits", "white"), [(10, 1023), (12, 4095), (16, 65535)])
def test_white_becomes_white(bits: int, white: int) -> None:
    stored = np.array([0, white], np.uint16) << np.uint16(16 - bits)
    assert deep.to_full_scale(stored, bits).tolist() == [0, 65535]


def eight_bits(data: bytes, monkeypatch: pytest.MonkeyPatch) -> Image:
    """As where OpenCV cannot read the file."""
    monkeypatch.setattr("nukki.codecs.pillow_file.deep_samples", lambda *_: None)
    return codecs.read(data)


def test_bits_that_are_lost_are_said(
    large: Deep, deep_file: DeepFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = eight_bits(deep_file("avif", large, bits=10), monkeypatch)
    assert image.pixels.dtype == np.uint8
    assert image.info.notes == ("its 10 bits a channel were read as 8",)


def test_opencv_is_silent_about_a_broken_file(
    large: Deep, deep_file: DeepFile, capfd: pytest.CaptureFixture[str]
) -> None:
    data = deep_file("jpeg2000", large)
    assert deep.deep_samples(data[: len(data) // 3], 16, (36, 40)) is None
    assert capfd.readouterr().err == ""


def test_a_size_that_the_header_does_not_state_is_not_taken(
    large: Deep, deep_file: DeepFile
) -> None:
    assert deep.deep_samples(deep_file("jpeg2000", large), 16, (36, 41)) is None
