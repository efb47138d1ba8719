"""Pictures made smaller and shallower, and parts of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nukki.core.errors import OptionError
from nukki.core.grammar import parse_region
from nukki.core.values import Box, Image
from nukki.stages.prepare import eight_bits, scaled, shrink, size_within, window_of


@given(st.integers(1, 9000), st.integers(1, 9000), st.sampled_from([0.01, 0.25, 10.0]))
def test_a_limit_in_megapixels_is_kept_and_never_enlarges(h: int, w: int, limit: float) -> None:
    height, width = size_within((h, w), limit)
    assert height * width <= max(limit * 1e6, h, w)
    assert (height, width) <= (h, w)


def test_a_shrunk_picture_shows_nothing_of_what_was_transparent() -> None:
    pixels = np.full((8, 8, 3), 255, np.uint8)
    pixels[:, :4] = 0
    alpha = np.zeros((8, 8), np.uint8)
    alpha[:, :3] = 255
    small = shrink(Image(pixels, alpha), (4, 4))
    assert small.alpha is not None
    assert small.pixels[small.alpha > 0].max() < 5


def test_16_bits_become_8_by_rounding() -> None:
    deep = Image(np.full((2, 2, 3), 65535, np.uint16), np.full((2, 2), 32896, np.uint16))
    flat = eight_bits(deep)
    assert flat.pixels.dtype == np.uint8
    assert flat.alpha is not None
    assert (flat.pixels.max(), flat.alpha.max()) == (255, 128)


@pytest.mark.parametrize("text", ["0 0 101 50", "0 0 101% 100%", "0 0 100 51px"])
def test_a_region_outside_the_picture_is_refused(text: str) -> None:
    with pytest.raises(OptionError, match="inside the picture of 100x50"):
        window_of(parse_region(text), (50, 100))


@pytest.mark.parametrize("text", ["10 10 10 20", "50% 0 40% 100%", "0 0 0 0"])
def test_an_empty_region_is_refused(text: str) -> None:
    with pytest.raises(OptionError, match="second corner"):
        window_of(parse_region(text), (50, 100))


def test_a_window_follows_its_picture_to_another_size_and_stays_one() -> None:
    assert scaled(Box(10, 10, 30, 40), (100, 100), (50, 50)) == (5, 5, 15, 20)
    assert scaled(Box(99, 99, 100, 100), (100, 100), (3, 3)) == (2, 2, 3, 3)
