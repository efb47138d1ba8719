"""Flicker, motion and cuts between frames."""

from __future__ import annotations

import numpy as np
import pytest

from nukki.core.arrays import FloatMap
from nukki.ops.metrics_video import dtssd, mad, mse
from nukki.ops.temporal import is_new_scene, running_mean, thumbnail, without_flicker


def flat(value: float) -> FloatMap:
    return np.full((8, 8), value, np.float32)


def test_what_only_one_frame_says_is_dropped() -> None:
    np.testing.assert_allclose(without_flicker(flat(0.9), flat(0.2), flat(0.94)), 0.92, atol=1e-6)


def test_what_moves_is_left_alone() -> None:
    np.testing.assert_array_equal(without_flicker(flat(0.0), flat(0.5), flat(1.0)), flat(0.5))


def test_a_small_change_is_left_alone() -> None:
    np.testing.assert_array_equal(without_flicker(flat(0.5), flat(0.55), flat(0.5)), flat(0.55))


def test_a_running_mean_lags_behind() -> None:
    mean = running_mean(flat(0.0), flat(1.0), share=0.4)
    np.testing.assert_allclose(mean, 0.4)
    np.testing.assert_allclose(running_mean(mean, flat(1.0), share=0.4), 0.64, atol=1e-6)


@pytest.mark.parametrize(("before", "now", "cut"), [(30, 200, True), (100, 110, False)])
def test_another_scene_is_told_by_its_colours(before: int, now: int, cut: bool) -> None:
    pictures = [np.full((64, 48, 3), value, np.uint8) for value in (before, now)]
    assert is_new_scene(*map(thumbnail, pictures)) is cut


def test_the_thumbnails_of_sixteen_bits_are_those_of_eight() -> None:
    pixels = np.arange(64 * 64 * 3, dtype=np.uint8).reshape(64, 64, 3)
    deep = pixels.astype(np.uint16) * np.uint16(257)
    np.testing.assert_allclose(thumbnail(deep), thumbnail(pixels), atol=2 / 255)


def test_errors_of_a_tenth_are_a_hundred_and_ten_of_a_thousand() -> None:
    assert mad(flat(0.6), flat(0.5)) == pytest.approx(100, rel=1e-5)
    assert mse(flat(0.6), flat(0.5)) == pytest.approx(10, rel=1e-5)


def test_a_steady_error_does_not_flicker() -> None:
    assert dtssd(flat(0.3), flat(0.5), flat(0.4), flat(0.6)) == pytest.approx(0, abs=1e-5)


def test_flicker_of_a_tenth_is_ten() -> None:
    assert dtssd(flat(0.5), flat(0.6), flat(0.5), flat(0.5)) == pytest.approx(10, rel=1e-5)
