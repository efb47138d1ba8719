"""Windows that overlap, and answers that are mixed without a seam."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nukki.ops.mosaic import Mosaic, overlapping, padded


@given(
    st.tuples(st.integers(1, 300), st.integers(1, 300)),
    st.integers(20, 100),
    st.integers(1, 15),
)
def test_windows_cover_every_pixel(size_hw: tuple[int, int], side: int, overlap: int) -> None:
    seen = np.zeros(size_hw, int)
    for window in overlapping(size_hw, side_hw=(side, side), overlap_px=overlap):
        assert seen[window].shape == tuple(min(side, whole) for whole in size_hw)
        seen[window] += 1
    assert seen.min() >= 1


def test_neighbours_share_at_least_what_is_asked() -> None:
    windows = list(overlapping((50, 1000), side_hw=(100, 100), overlap_px=30))
    stops, starts = [c.stop for _, c in windows[:-1]], [c.start for _, c in windows[1:]]
    assert min(np.subtract(stops, starts)) >= 30


@given(st.integers(40, 200), st.integers(40, 200))
def test_windows_that_agree_give_what_they_say(height: int, width: int) -> None:
    truth = np.linspace(0, 1, height * width, dtype=np.float32).reshape(height, width)
    whole = Mosaic((height, width), overlap_px=16)
    for window in overlapping(truth.shape, side_hw=(64, 64), overlap_px=16):
        whole.add(window, truth[window])
    np.testing.assert_allclose(whole.finished(np.zeros_like(truth)), truth, atol=1e-6)


def test_windows_that_disagree_fade_into_each_other() -> None:
    whole = Mosaic((10, 200), overlap_px=40)
    for window, says in zip(
        overlapping((10, 200), side_hw=(120, 120), overlap_px=40), (0.0, 1.0), strict=True
    ):
        whole.add(window, np.full((10, 120), says, np.float32))
    steps = np.abs(np.diff(whole.finished(np.zeros((10, 200), np.float32))[5]))
    assert steps.max() < 0.05  # 1 over 40 pixels, and a little at the ends


def test_where_no_window_was_laid_lies_what_was_beneath() -> None:
    whole = Mosaic((4, 4), overlap_px=1)
    beneath = np.full((4, 4), 0.25, np.float32)
    assert np.array_equal(whole.finished(beneath), beneath)


@pytest.mark.parametrize("shape", [(3, 5), (3, 5, 3)])
def test_a_small_part_is_mirrored_until_it_fills(shape: tuple[int, ...]) -> None:
    part = np.arange(np.prod(shape)).reshape(shape).astype(np.float32)
    full = padded(part, (8, 16))
    assert full.shape == (8, 16, *shape[2:])
    assert np.array_equal(full[:3, :5], part)
