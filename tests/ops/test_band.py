"""The band round an edge, decidedness, masks and the checkerboard."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from nukki.core.arrays import Mask
from nukki.ops.band import decided, unknown_band
from nukki.ops.checkerboard import checkerboard
from nukki.ops.confidence import decidedness
from nukki.ops.sampling import sample

ALPHAS = arrays.arrays(np.float32, (6, 7), elements=st.floats(0, 1, width=32))


@pytest.fixture
def square() -> NDArray[np.float32]:
    """(40, 40): a hard square, 20 pixels wide."""
    alpha = np.zeros((40, 40), np.float32)
    alpha[10:30, 10:30] = 1
    return alpha


def band(alpha: NDArray[np.float32], *, near_px: float = 3, reach_px: float = 1) -> Mask:
    return unknown_band(alpha, soft=0.1, near_px=near_px, reach_px=reach_px)


@pytest.mark.parametrize("reach_px", [1, 3, 6])
def test_the_band_reaches_so_far_on_both_sides_of_an_edge(
    reach_px: int, square: NDArray[np.float32]
) -> None:
    across = np.flatnonzero(band(square, reach_px=reach_px)[20])
    edge = 10
    near = across[across < 20]
    assert near.min() == edge - 1 - reach_px
    assert near.max() == edge + reach_px


@pytest.mark.parametrize("value", [0.0, 0.4, 1.0])
def test_without_an_outline_there_is_no_band(value: float) -> None:
    assert not band(np.full((9, 9), value, np.float32)).any()


def test_undecided_pixels_near_the_outline_are_in_the_band(square: NDArray[np.float32]) -> None:
    square[20, 6:10] = 0.3
    assert band(square, near_px=4)[20, 6:10].all()


def test_grey_far_from_the_outline_is_doubt_about_the_subject_not_about_its_edge(
    square: NDArray[np.float32],
) -> None:
    square[:8, :] = 0.3
    assert not band(square, near_px=2)[:4].any()


@given(ALPHAS)
def test_deciding_moves_nothing_but_what_was_nearly_decided(alpha: NDArray[np.float32]) -> None:
    snapped = decided(alpha, 0.1)
    undecided = (alpha > 0.1) & (alpha < 0.9)
    np.testing.assert_array_equal(snapped[undecided], alpha[undecided])
    assert np.isin(snapped[~undecided], (0, 1)).all()


@given(ALPHAS)
def test_decidedness_is_between_0_and_1(alpha: NDArray[np.float32]) -> None:
    assert 0 <= decidedness(alpha) <= 1


@pytest.mark.parametrize(
    ("value", "expected"), [(0.0, 0.0), (0.04, 0.0), (0.5, 0.0), (0.75, 0.5), (1.0, 1.0)]
)
def test_decidedness_says_how_far_from_grey_the_subject_is(value: float, expected: float) -> None:
    assert decidedness(np.full((5, 5), value, np.float32)) == pytest.approx(expected)


def test_the_empty_part_of_a_picture_says_nothing_about_its_subject(
    square: NDArray[np.float32],
) -> None:
    assert decidedness(square) == decidedness(square[10:30, 10:30]) == 1


def test_a_checkerboard_has_two_greys_in_turn() -> None:
    board = checkerboard((4, 6), square_px=2)
    assert board.shape == (4, 6, 3)
    light, dark = board[0, 0, 0], board[0, 2, 0]
    assert light > dark
    np.testing.assert_array_equal(board[:2, :, 0], [[light] * 2 + [dark] * 2 + [light] * 2] * 2)
    np.testing.assert_array_equal(board[2:, :4], np.flip(board[:2, :4], axis=1))


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 4))
def test_sampling_a_map_at_its_own_size_reads_its_pixels(
    height: int, width: int, channels: int
) -> None:
    maps = np.random.default_rng(0).random((height, width, channels)).astype(np.float32)
    rows, columns = (axis.ravel() for axis in np.mgrid[:height, :width])
    found = sample(maps, rows, columns, (height, width))
    np.testing.assert_allclose(found, maps.reshape(-1, channels), atol=1e-6)


@given(st.integers(1, 8), st.integers(1, 8), st.integers(1, 4))
def test_sampling_a_ramp_at_a_larger_size_stays_on_the_ramp(
    height: int, width: int, times: int
) -> None:
    size_hw = height * times, width * times
    ramp = np.tile((np.arange(width, dtype=np.float32) + 0.5)[None, :, None], (height, 1, 1))
    rows, columns = (axis.ravel() for axis in np.mgrid[: size_hw[0], : size_hw[1]])
    found = sample(ramp, rows, columns, size_hw)[:, 0]
    expected = np.clip((columns + 0.5) / times, 0.5, width - 0.5)  # flat past the last centre
    np.testing.assert_allclose(found, expected, atol=1e-5)
