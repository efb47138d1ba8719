"""Cropped, shrunk, laid over: each composer makes one cut-out of another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from nukki.core.errors import OptionError
from nukki.core.values import Box, Cutout, Image
from nukki.stages.compose import (
    Composer,
    Crop,
    FitWithin,
    crop,
    within,
)
from nukki.stages.grounds import OverBlur, OverColour, OverPicture

RED, BLUE, GREEN = (220, 40, 30), (20, 60, 200), (0, 255, 0)


def square(depth: type[np.unsignedinteger[Any]] = np.uint8) -> Cutout:
    """A red square of 20 pixels in a blue photo of 40 by 60, its rim half covered."""
    scale = np.iinfo(depth).max // 255
    alpha = np.zeros((40, 60), np.float32)
    alpha[9:31, 19:41] = 0.5
    alpha[10:30, 20:40] = 1
    red, blue = (np.array(colour, depth) * depth(scale) for colour in (RED, BLUE))
    foreground: NDArray[Any] = np.where(alpha[:, :, None] > 0, red, 0).astype(depth)
    photo: NDArray[Any] = np.where(alpha[:, :, None] > 0, red, blue).astype(depth)
    return Cutout(foreground, alpha, Image(photo), confidence=0.7, notes=("kept",))


ALL: list[Composer] = [
    Crop(Box(5, 5, 50, 35)),
    FitWithin((20, 20)),
    OverColour((*GREEN, 255)),
    OverColour((*GREEN, 100)),
    OverPicture(Image(np.full((7, 9, 3), 77, np.uint8))),
    OverBlur(3),
]


@pytest.mark.parametrize("compose", ALL, ids=lambda compose: type(compose).__name__)
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_bit_depth_source_confidence_and_notes_are_kept(
    compose: Composer, depth: type[np.unsignedinteger[Any]]
) -> None:
    before = square(depth)
    after = compose(before)
    assert after.foreground.dtype == depth
    assert (after.source, after.confidence, after.notes) == (before.source, 0.7, ("kept",))


@pytest.mark.parametrize("compose", ALL, ids=lambda compose: type(compose).__name__)
def test_the_cutout_that_came_is_not_changed(compose: Composer) -> None:
    before, same = square(), square()
    compose(before)
    np.testing.assert_array_equal(before.alpha, same.alpha)
    np.testing.assert_array_equal(before.foreground, same.foreground)


def test_a_crop_shows_what_lies_in_its_window() -> None:
    before = square()
    after = Crop(Box(15, 5, 45, 35))(before)
    np.testing.assert_array_equal(after.alpha, before.alpha[5:35, 15:45])
    np.testing.assert_array_equal(after.foreground, before.foreground[5:35, 15:45])


def test_what_lies_past_the_picture_is_transparent() -> None:
    after = Crop(Box(-10, -5, 70, 45))(square())
    assert after.size_hw == (50, 80)
    assert not after.alpha[:5].any()
    assert not after.alpha[:, -10:].any()
    np.testing.assert_array_equal(after.alpha[5:-5, 10:-10], square().alpha)


@given(
    left=st.integers(-9, 9),
    top=st.integers(-9, 9),
    height=st.integers(1, 30),
    width=st.integers(1, 30),
)
def test_a_window_that_meets_the_picture_gives_its_own_size(
    left: int, top: int, height: int, width: int
) -> None:
    window = Box(left, top, left + width + 9, top + height + 9)
    assert crop(np.ones((12, 14, 3), np.uint8), window).shape == (height + 9, width + 9, 3)


def test_the_part_of_a_window_on_the_picture_is_found() -> None:
    assert within(Box(-5, 3, 70, 90), (40, 60)) == Box(0, 3, 60, 40)


@given(st.tuples(st.integers(1, 80), st.integers(1, 80)))
def test_shrinking_fits_and_never_enlarges(limit_hw: tuple[int, int]) -> None:
    height, width = FitWithin(limit_hw)(square()).size_hw
    assert height <= min(limit_hw[0], 40)
    assert width <= min(limit_hw[1], 60)


def test_what_fits_already_is_the_same_value() -> None:
    before = square()
    assert FitWithin((40, 60))(before) is before


def test_shrinking_leaves_no_dark_rim() -> None:
    after = FitWithin((13, 20))(square())
    shown = after.foreground[after.alpha > 0.02].astype(int)
    # A level of rounding, and what a thousandth of black weighs next to a faint pixel.
    assert np.abs(shown - RED).max() <= 12


def test_shrinking_keeps_how_much_is_covered() -> None:
    before = square()
    after = FitWithin((10, 15))(before)
    assert after.alpha.mean() == pytest.approx(before.alpha.mean(), abs=1e-3)


def test_an_opaque_colour_makes_an_opaque_picture() -> None:
    after = OverColour((*GREEN, 255))(square())
    assert (after.alpha == 1).all()
    assert after.foreground[0, 0].tolist() == list(GREEN)
    assert after.foreground[20, 30].tolist() == list(RED)
    # Half red, half green, rounded to even.
    np.testing.assert_allclose(after.foreground[9, 30], np.add(RED, GREEN) / 2, atol=0.5)


def test_a_colour_with_alpha_stays_see_through_beside_the_subject() -> None:
    after = OverColour((*GREEN, 51))(square())
    assert after.alpha[0, 0] == pytest.approx(0.2)
    assert after.alpha[20, 30] == 1
    assert after.alpha[9, 30] == pytest.approx(0.5 + 0.5 * 0.2)
    assert after.foreground[0, 0].tolist() == list(GREEN)


@given(st.integers(1, 255))
def test_a_colour_with_alpha_shows_the_same_as_laying_twice(opacity: int) -> None:
    """Over white in the end: first the colour, or the subject over what the colour makes."""
    white = OverColour((255, 255, 255, 255))
    share = opacity / 255
    tint = share * np.array(GREEN) + (1 - share) * 255
    expected = 0.5 * np.array(RED) + 0.5 * tint
    shown = white(OverColour((*GREEN, opacity))(square())).foreground[9, 30]
    # Straight colours are rounded once on the way, and once at the end.
    np.testing.assert_allclose(shown, expected, atol=1.1)


def test_no_colour_at_all_changes_nothing() -> None:
    before = square()
    assert OverColour((0, 0, 0, 0))(before) is before


def test_a_picture_covers_the_whole_ground() -> None:
    half = np.zeros((10, 15, 3), np.uint8)
    half[:5] = 255
    after = OverPicture(Image(half))(square())
    assert (after.alpha == 1).all()
    assert (after.foreground[:5, :10] == 255).all()
    assert not after.foreground[-5:, :10].any()
    assert after.foreground[20, 30].tolist() == list(RED)


def test_a_16_bit_picture_lies_under_an_8_bit_cutout() -> None:
    deep = Image(np.full((4, 4, 3), 65535, np.uint16))
    after = OverPicture(deep)(square())
    assert after.foreground[0, 0].tolist() == [255] * 3


def test_a_blurred_ground_shows_nothing_of_the_subject() -> None:
    after = OverBlur(6)(square())
    outside = square().alpha == 0
    assert (after.alpha == 1).all()
    np.testing.assert_allclose(after.foreground[outside], np.tile(BLUE, (outside.sum(), 1)), atol=2)


@pytest.mark.parametrize("change", [Crop(Box(0, 0, 30, 30)), FitWithin((20, 20))], ids=str)
def test_a_blur_needs_the_whole_photo(change: Composer) -> None:
    with pytest.raises(OptionError, match="needs the whole photo; blur first"):
        OverBlur()(change(square()))


def test_a_small_radius_blurs_less_than_a_large_one() -> None:
    stripes = np.zeros((40, 60, 3), np.uint8)
    stripes[:, ::4] = 255
    before = replace(square(), source=Image(stripes), alpha=np.zeros((40, 60), np.float32))
    weak, strong = (OverBlur(radius)(before).foreground.std() for radius in (0.5, 5))
    assert weak > 2 * strong
