"""Matting measures: by hand, and the values that other implementations publish in their tests."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap
from nukki.ops.metrics_matting import (
    band_error,
    connected_level,
    connectivity_error,
    gradient_error,
    gradient_length,
    largest_region,
    mean_squared_error,
    sum_of_absolute_differences,
    unknown_band,
)

Mask = NDArray[np.bool_]


@pytest.fixture
def published() -> tuple[FloatMap, FloatMap, Mask]:
    """Matte, truth and unknown band of the matting tests of MMEditing (OpenMMLab)."""
    matte, truth = np.zeros((32, 32), np.float32), np.ones((32, 32), np.float32)
    matte[16:, 16:] = 1.0
    unknown = np.zeros((32, 32), np.bool_)
    unknown[:16, :16] = True
    return matte, truth, unknown


def test_gradient_and_connectivity_are_the_published_ones(
    published: tuple[FloatMap, FloatMap, Mask],
) -> None:
    assert gradient_error(*published) == pytest.approx(0.0028887, abs=5e-8)
    assert connectivity_error(*published) == pytest.approx(0.256)


def test_sums_and_means_are_those_of_the_band_alone(
    published: tuple[FloatMap, FloatMap, Mask],
) -> None:
    matte, truth, unknown = published
    assert sum_of_absolute_differences(matte, truth * 0.5, unknown) == pytest.approx(0.128)
    assert mean_squared_error(matte, truth * 0.5, unknown) == pytest.approx(0.25)
    assert band_error(matte, truth * 0.5, unknown) == pytest.approx(0.5)


def test_an_empty_band_has_no_means() -> None:
    alpha, nowhere = np.ones((4, 4), np.float32), np.zeros((4, 4), np.bool_)
    assert math.isnan(mean_squared_error(alpha, alpha, nowhere))
    assert sum_of_absolute_differences(alpha, alpha, nowhere) == 0.0


def test_the_gradient_of_a_ramp_is_its_slope_at_the_scale_of_the_filter() -> None:
    ramp = np.tile(np.linspace(0, 1, 101, dtype=np.float32), (21, 1))
    at = np.arange(-4, 5)
    bell = np.exp(-(at**2) / (2 * 1.4**2))
    slope = at * bell
    gain = bell.sum() * (slope * at).sum() / np.linalg.norm(bell) / np.linalg.norm(slope)
    assert gradient_length(ramp)[10, 50] == pytest.approx(0.01 * gain, rel=1e-4)


def test_a_turned_picture_has_the_same_gradients() -> None:
    alpha = np.random.default_rng(1).random((20, 31)).astype(np.float32)
    turned = gradient_length(np.ascontiguousarray(alpha.T)).T
    np.testing.assert_allclose(turned, gradient_length(alpha), atol=1e-5)


def test_a_region_cut_off_by_a_gap_is_not_connected() -> None:
    alpha = np.ones((3, 7), np.float32)
    alpha[:, 4] = 0.35
    level = connected_level(alpha)
    assert level[0].tolist() == pytest.approx([1, 1, 1, 1, 0.3, 0.3, 0.3])


def test_what_is_cut_off_counts_by_how_far_it_is_from_being_connected() -> None:
    truth = np.ones((3, 7), np.float32)
    matte = truth.copy()
    matte[:, 4] = 0.35
    everywhere = np.ones((3, 7), np.bool_)
    # Both are 1 behind the gap, 0.7 above what is connected: no difference there. In the gap the
    # truth is 0.7 above it, the matte 0.05, which is under 0.15 and counts as connected.
    assert connectivity_error(matte, truth, everywhere) == pytest.approx(3 * 0.7 / 1000)


def test_the_largest_region_is_joined_by_sides_not_corners() -> None:
    mask = np.array([[1, 0, 0], [0, 1, 1], [0, 0, 1]], np.bool_)
    assert largest_region(mask).sum() == 3
    assert not largest_region(np.zeros((3, 3), np.bool_)).any()


def test_the_band_holds_soft_pixels_and_the_outline_and_no_more_than_its_width() -> None:
    truth = np.zeros((160, 160), np.float32)
    truth[:, 80:] = 1.0
    columns = np.flatnonzero(unknown_band(truth).any(axis=0))
    assert (columns[0], columns[-1]) == (77, 82)  # the outline's two columns, and 2 on each side


def test_a_perfect_matte_has_no_error() -> None:
    truth = np.random.default_rng(0).random((40, 50)).astype(np.float32)
    band = unknown_band(truth)
    measures = (sum_of_absolute_differences, mean_squared_error, gradient_error, connectivity_error)
    errors = [measure(truth, truth, band) for measure in measures]
    assert errors == pytest.approx([0.0] * 4, abs=1e-12)
