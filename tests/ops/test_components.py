"""Crumbs and holes of a matte."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from nukki.ops.components import drop_crumbs, fill_holes, make_solid

ALPHAS = arrays.arrays(np.float32, (7, 8), elements=st.floats(0, 1, width=32))


@pytest.fixture
def two_parts() -> NDArray[np.float32]:
    """(40, 40): a subject of 400 pixels, a crumb of 4 with haze round it."""
    alpha = np.zeros((40, 40), np.float32)
    alpha[5:25, 5:25] = 1
    alpha[33:37, 33:37] = 0.1
    alpha[34:36, 34:36] = 0.8
    return alpha


@pytest.fixture
def ring() -> NDArray[np.float32]:
    """(40, 40): a square of 900 pixels with a hole of 100."""
    alpha = np.zeros((40, 40), np.float32)
    alpha[5:35, 5:35] = 1
    alpha[15:25, 15:25] = 0
    return alpha


def test_a_crumb_goes_with_the_haze_round_it(two_parts: NDArray[np.float32]) -> None:
    kept = drop_crumbs(two_parts, 0.05)
    assert not kept[30:].any()
    np.testing.assert_array_equal(kept[:30], two_parts[:30])


def test_a_part_that_is_large_enough_stays(two_parts: NDArray[np.float32]) -> None:
    np.testing.assert_array_equal(drop_crumbs(two_parts, 0.005), two_parts)


def test_without_a_share_nothing_is_dropped(two_parts: NDArray[np.float32]) -> None:
    assert drop_crumbs(two_parts, 0.0) is two_parts


def test_haze_that_hangs_on_the_subject_stays(two_parts: NDArray[np.float32]) -> None:
    two_parts[25:28, 10:20] = 0.05
    assert (drop_crumbs(two_parts, 0.05)[25:28, 10:20] > 0).all()


def test_an_empty_matte_stays_empty() -> None:
    assert not drop_crumbs(np.zeros((9, 9), np.float32), 0.5).any()


@given(ALPHAS, st.floats(0, 1))
def test_dropping_only_ever_takes_away(alpha: NDArray[np.float32], share: float) -> None:
    kept = drop_crumbs(alpha, share)
    assert ((kept == alpha) | (kept == 0)).all()


def test_a_small_hole_is_filled(ring: NDArray[np.float32]) -> None:
    assert (fill_holes(ring, 0.2)[5:35, 5:35] == 1).all()


def test_a_large_hole_stays_open(ring: NDArray[np.float32]) -> None:
    np.testing.assert_array_equal(fill_holes(ring, 0.1), ring)


def test_what_is_open_to_the_border_is_no_hole(ring: NDArray[np.float32]) -> None:
    ring[18:22, 20:] = 0  # a slit from the hole to the right border
    np.testing.assert_array_equal(fill_holes(ring, 1.0), ring)


def test_a_window_becomes_solid_and_a_hole_and_hair_stay(ring: NDArray[np.float32]) -> None:
    window, hair = ring.copy(), ring.copy()
    window[15:25, 15:25] = 0.5
    hair[0:5, 5:35] = 0.5
    assert (make_solid(window)[5:35, 5:35] == 1).all()
    np.testing.assert_array_equal(make_solid(ring), ring)
    np.testing.assert_array_equal(make_solid(hair), hair)
