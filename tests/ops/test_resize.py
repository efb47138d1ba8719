"""Resizing: shrinking averages, enlarging interpolates, nothing leaves the range."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from nukki.core.spec import Interpolation
from nukki.ops.resize import fit_within, halved, resize, resize_alpha

FILTERS: tuple[Interpolation, ...] = ("nearest", "bilinear", "bicubic", "lanczos", "area")
AVERAGING = tuple(name for name in FILTERS if name != "nearest")
SIDES = st.integers(1, 40)


def stripes(dtype: type[np.generic], high: float) -> NDArray[Any]:
    """(8, 8): columns of 0 and ``high`` in turn, the finest detail there is."""
    return np.tile(np.array([0, high], dtype), (8, 4))


@pytest.mark.parametrize("interpolation", FILTERS)
def test_the_same_size_gives_the_array_itself(interpolation: Interpolation) -> None:
    array = np.zeros((5, 7, 3), np.uint8)
    assert resize(array, (5, 7), interpolation) is array


@pytest.mark.parametrize("interpolation", AVERAGING)
@pytest.mark.parametrize(
    ("dtype", "high"), [(np.uint8, 200), (np.uint16, 60000), (np.float32, 1)], ids=str
)
def test_shrinking_averages_whichever_filter_is_named(
    interpolation: Interpolation, dtype: type[np.generic], high: float
) -> None:
    small = resize(stripes(dtype, high), (4, 4), interpolation)
    assert small.dtype == dtype
    assert (small == high / 2).all()


@pytest.mark.parametrize("interpolation", FILTERS)
@given(height=SIDES, width=SIDES)
def test_one_colour_stays_that_colour_at_every_size(
    interpolation: Interpolation, height: int, width: int
) -> None:
    grey = np.full((6, 9, 3), 77, np.uint8)
    resized = resize(grey, (height, width), interpolation)
    assert resized.shape == (height, width, 3)
    assert (resized == 77).all()


@given(size_hw=st.tuples(SIDES, SIDES), wanted=st.tuples(SIDES, SIDES), seed=st.integers(0, 99))
def test_a_matte_stays_within_zero_and_one(
    size_hw: tuple[int, int], wanted: tuple[int, int], seed: int
) -> None:
    alpha = np.random.default_rng(seed).random(size_hw).astype(np.float32).round()
    resized = resize_alpha(alpha, wanted)
    assert resized.shape == wanted
    assert resized.dtype == np.float32
    assert resized.min() >= 0
    assert resized.max() <= 1


def test_a_matte_is_enlarged_in_float_not_in_256_levels() -> None:
    ramp = np.array([[0.0, 0.01]], np.float32)
    assert np.unique(resize_alpha(ramp, (1, 64))).size > 10


@pytest.mark.parametrize("size_hw", [(65000, 1), (1, 65000), (33000, 2)], ids=str)
def test_a_picture_longer_than_16_bits_count_is_shrunk(size_hw: tuple[int, int]) -> None:
    half = np.zeros((*size_hw, 3), np.uint8)
    half[: max(1, size_hw[0] // 2), : max(1, size_hw[1] // 2)] = 255
    small = resize(half, (16, 16), "bilinear")
    assert small.shape == (16, 16, 3)
    assert small[0, 0].tolist() == [255] * 3


@pytest.mark.parametrize("size_hw", [(65000, 1), (1, 65000)], ids=str)
def test_a_matte_is_enlarged_past_what_16_bits_count(size_hw: tuple[int, int]) -> None:
    alpha = np.eye(8, dtype=np.float32)
    assert resize_alpha(alpha, size_hw).shape == size_hw


def test_a_single_pixel_fills_any_size() -> None:
    assert (resize(np.full((1, 1), 0.25, np.float32), (5, 3), "bilinear") == 0.25).all()


@given(st.tuples(st.integers(1, 9999), st.integers(1, 9999)), st.tuples(SIDES, SIDES))
def test_what_fits_within_is_inside_and_touches_one_limit(
    size_hw: tuple[int, int], limit_hw: tuple[int, int]
) -> None:
    height, width = fit_within(size_hw, limit_hw)
    assert 1 <= height <= min(limit_hw[0], size_hw[0])
    assert 1 <= width <= min(limit_hw[1], size_hw[1])
    assert (height, width) == size_hw or height == limit_hw[0] or width == limit_hw[1]


def test_halving_stops_where_a_side_is_odd_or_short_enough() -> None:
    assert halved(np.zeros((24, 40, 3), np.uint8), (3, 3)).shape == (3, 5, 3)
    assert halved(np.zeros((24, 40, 3), np.uint8), (8, 8)).shape == (12, 20, 3)
    assert halved(np.zeros((25, 40), np.float32), (3, 3)).shape == (25, 40)


def test_large_pictures_shrink_to_what_the_area_of_each_pixel_averages_to() -> None:
    photo = np.random.default_rng(0).integers(0, 256, (640, 960, 3), np.uint8)
    photo = cv2.GaussianBlur(photo, (0, 0), 2)
    exact = cv2.resize(photo, (70, 50), interpolation=cv2.INTER_AREA)
    assert np.abs(resize(photo, (50, 70), "area").astype(int) - exact).max() <= 2
