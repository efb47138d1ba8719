"""Foreground and background colours under a matte, solved from coarse to fine."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Pixels
from nukki.ops.multilevel import smooth_colours

RED, BLUE = (200, 30, 60), (20, 120, 220)


@pytest.fixture
def ramp() -> FloatMap:
    """(40, 60) from nothing through twenty soft columns to solid."""
    return np.tile(np.clip(np.linspace(-1, 2, 60), 0, 1), (40, 1)).astype(np.float32)


def mixture(alpha: FloatMap, scale: int = 1) -> NDArray[np.uint16]:
    share = alpha[:, :, None]
    mixed: NDArray[np.float64] = np.rint((share * RED + (1 - share) * BLUE) * scale)
    return mixed.astype(np.uint16)


def test_both_colours_of_a_mixture_are_found(ramp: FloatMap) -> None:
    near_f, near_b = smooth_colours(mixture(ramp).astype(np.uint8), ramp)
    # Where a side has a share of a fifth, within two levels: four rounds are not the limit.
    assert np.abs(near_f - RED)[ramp > 0.2].max() < 2
    assert np.abs(near_b - BLUE)[ramp < 0.8].max() < 2


def test_sixteen_bits_give_the_same_colours_on_their_scale(ramp: FloatMap) -> None:
    shallow, _ = smooth_colours(mixture(ramp).astype(np.uint8), ramp)
    deep, _ = smooth_colours(mixture(ramp, 257), ramp)
    np.testing.assert_allclose(deep / 257, shallow, atol=1)  # rounding of the 8-bit photo


def test_a_hair_takes_its_colour_from_the_body_it_grows_from() -> None:
    alpha = np.zeros((64, 64), np.float32)
    alpha[:, :20] = 1.0
    alpha[30:33, 20:50] = 0.4
    photo = mixture(alpha).astype(np.uint8)
    near_f, _ = smooth_colours(photo, alpha)
    hair = 31, slice(20, 50)
    # A quarter is left of what the photo's own colours are off: four rounds are an estimate.
    assert np.abs(near_f - RED)[hair].mean() < 0.25 * np.abs(photo - np.array(RED))[hair].mean()


@pytest.mark.parametrize("size_hw", [(1, 1), (1, 50), (50, 1), (33, 7)], ids=str)
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_picture_of_one_colour_has_no_other(size_hw: tuple[int, int], share: float) -> None:
    photo: Pixels = np.full((*size_hw, 3), 90, np.uint8)
    near_f, near_b = smooth_colours(photo, np.full(size_hw, share, np.float32))
    np.testing.assert_allclose(near_f, 90, atol=0.01)  # float32
    np.testing.assert_allclose(near_b, 90, atol=0.01)
