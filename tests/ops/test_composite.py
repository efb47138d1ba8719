"""Laying over: I = aF + (1-a)B, and backgrounds that show nothing of the subject."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nukki.ops.composite import blurred_background, cover, over

DEPTHS = [np.uint8, np.uint16]
Depth = type[np.unsignedinteger[Any]]


def picture(dtype: Depth, seed: int = 0) -> Any:
    high = np.iinfo(dtype).max
    return np.random.default_rng(seed).integers(0, high, (9, 12, 3), dtype=dtype, endpoint=True)


@pytest.mark.parametrize("dtype", DEPTHS)
@pytest.mark.parametrize(("alpha", "shown"), [(0.0, 2), (1.0, 1)])
def test_alpha_0_shows_the_background_and_1_the_foreground(
    dtype: Depth, alpha: float, shown: int
) -> None:
    laid = over(picture(dtype, 1), np.full((9, 12), alpha, np.float32), picture(dtype, 2))
    assert laid.dtype == dtype
    np.testing.assert_array_equal(laid, picture(dtype, shown))


@pytest.mark.parametrize("dtype", DEPTHS)
@given(alpha=st.floats(0, 1, width=32))
def test_a_composite_is_the_rounded_mixture(dtype: Depth, alpha: float) -> None:
    one, other = picture(dtype, 1), picture(dtype, 2)
    laid = over(one, np.full((9, 12), alpha, np.float32), other)
    exact = alpha * one.astype(float) + (1 - alpha) * other.astype(float)
    # Half a level of rounding, and what float32 cannot tell apart at 65,535.
    np.testing.assert_allclose(laid, exact, atol=0.51)


def test_one_colour_lies_under_every_pixel() -> None:
    colour = np.array([[[10, 20, 30]]], np.uint8)
    whole = np.broadcast_to(colour, (9, 12, 3)).astype(np.uint8)
    alpha = np.linspace(0, 1, 108, dtype=np.float32).reshape(9, 12)
    np.testing.assert_array_equal(
        over(picture(np.uint8), alpha, colour), over(picture(np.uint8), alpha, whole)
    )


@pytest.mark.parametrize("dtype", DEPTHS)
@pytest.mark.parametrize("radius_px", [1, 4, 20])
@pytest.mark.parametrize("soft_px", [0, 3])
def test_a_blurred_background_shows_nothing_of_the_subject(
    dtype: Depth, radius_px: int, soft_px: int
) -> None:
    full = np.iinfo(dtype).max
    rows, columns = np.mgrid[:83, :83]
    distance = np.maximum(abs(rows - 41), abs(columns - 41))
    alpha = np.clip((23 - distance) / (soft_px + 1e-9), 0, 1).astype(np.float32)
    share = alpha[:, :, None]
    photo: Any = (share * (full, 0, 0) + (1 - share) * (0, 0, full)).astype(dtype)
    blurred = blurred_background(photo, alpha, radius_px)
    assert blurred.dtype == dtype
    # No red halo: a hundredth, from faint pixels and from the fallback for pictures all subject.
    assert blurred[alpha == 0][:, 0].max() <= full * 0.01
    assert blurred[alpha == 0][:, 2].min() >= full * 0.99


def test_faint_traces_all_over_a_matte_do_not_bring_the_subject_back() -> None:
    photo = np.zeros((60, 60, 3), np.uint8)
    photo[:, :, 2] = 255
    photo[20:40, 20:40] = (255, 0, 0)
    alpha = np.where(photo[:, :, 0] > 0, 1.0, 0.01).astype(np.float32)
    blurred = blurred_background(photo, alpha, 6)
    assert blurred[alpha < 1][:, 0].max() <= 3


def test_a_photo_that_is_all_subject_is_blurred_as_it_is() -> None:
    photo = np.full((20, 20, 3), 120, np.uint8)
    blurred = blurred_background(photo, np.ones((20, 20), np.float32), 5)
    np.testing.assert_allclose(blurred, 120, atol=1)


def test_a_blur_keeps_the_mean_and_takes_the_detail() -> None:
    stripes = np.tile(np.array([0, 200], np.uint8)[None, :, None], (32, 16, 3))
    blurred = blurred_background(stripes, np.zeros((32, 32), np.float32), 6)
    np.testing.assert_allclose(blurred[:, 8:-8], 100, atol=3)


@given(
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
)
def test_a_picture_covers_whatever_it_is_laid_under(
    size_hw: tuple[int, int], wanted: tuple[int, int]
) -> None:
    covered = cover(np.full((*size_hw, 3), 7, np.uint8), wanted)
    assert covered.shape == (*wanted, 3)
    assert (covered == 7).all()


def test_what_does_not_fit_is_cut_off_on_both_sides_alike() -> None:
    bars = np.zeros((10, 30, 3), np.uint8)
    bars[:, 10:20] = 255
    assert (cover(bars, (10, 10)) == 255).all()


def test_covering_keeps_the_aspect() -> None:
    photo = np.zeros((20, 40, 3), np.uint8)
    photo[5:15, 15:25] = 255  # a square stays a square
    grown = cover(photo, (40, 40))[:, :, 0] > 127
    assert grown.any(axis=0).sum() == grown.any(axis=1).sum() == 20


@pytest.mark.parametrize("size_hw", [(65000, 1), (1, 65000)], ids=str)
def test_a_picture_of_one_line_covers_without_being_enlarged_first(
    size_hw: tuple[int, int],
) -> None:
    assert cover(np.zeros((*size_hw, 3), np.uint8), (300, 300)).shape == (300, 300, 3)
