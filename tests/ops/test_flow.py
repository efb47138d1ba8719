"""What moved is found again, and what is gone is not made up."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.ops.flow import carried, flow, grey_of, trust


def texture(shift_px: int) -> NDArray[np.uint8]:
    """(96, 160, 3) soft blobs on a slope, moved to the right."""
    rows, columns = np.mgrid[:96, :160]
    waves = np.sin((columns - shift_px) / 9) * np.cos(rows / 7) + np.sin((columns - shift_px) / 23)
    grey = np.rint((waves / 4 + 0.5) * 255).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


def disc(shift_px: int) -> NDArray[np.float32]:
    """(96, 160) a soft disc, moved to the right."""
    rows, columns = np.mgrid[:96, :160]
    away = np.hypot(rows - 48, columns - 70 - shift_px)
    alpha: NDArray[np.float32] = np.clip((20 - away) / 4 + 0.5, 0, 1).astype("f4")
    return alpha


def test_a_shift_is_found() -> None:
    along = flow(grey_of(texture(6)), grey_of(texture(0)))
    assert along.shape == (96, 160, 2)
    np.testing.assert_allclose(np.median(along, axis=(0, 1)), (-6, 0), atol=0.2)


def test_a_matte_is_brought_to_where_its_subject_is_now() -> None:
    along = flow(grey_of(texture(6)), grey_of(texture(0)))
    # A tenth of a pixel of error in the flow is 0.025 of alpha on a rim of four.
    assert np.abs(carried(disc(0), along) - disc(6)).mean() < 0.005
    assert np.abs(disc(0) - disc(6)).mean() > 0.03


def test_a_matte_of_another_size_is_brought_as_well() -> None:
    along = flow(grey_of(texture(6)), grey_of(texture(0)))
    squeezed = np.ascontiguousarray(disc(0)[::2, ::4])
    assert np.abs(carried(squeezed, along) - disc(6)[::2, ::4]).mean() < 0.02


def test_what_has_not_changed_is_trusted_and_noise_is_forgiven() -> None:
    one = grey_of(texture(0))
    noisy = np.clip(one + np.random.default_rng(3).integers(-4, 5, one.shape), 0, 255)
    other = noisy.astype(np.uint8)
    assert trust(one, other, flow(one, other)).mean() > 0.99


def test_what_is_new_is_not_trusted() -> None:
    before = grey_of(texture(0))
    now = before.copy()
    now[30:60, 60:90] = 255
    assert trust(now, before, flow(now, before))[35:55, 65:85].mean() < 0.3


@pytest.mark.parametrize("size_hw", [(1, 1), (8, 200), (3000, 10)])
def test_pictures_of_any_size_can_be_searched(size_hw: tuple[int, int]) -> None:
    grey = grey_of(np.full((*size_hw, 3), 90, np.uint8))
    assert np.abs(flow(grey, grey)).max() < 0.5


def test_sixteen_bits_give_the_same_grey() -> None:
    deep = grey_of(texture(0).astype(np.uint16) * np.uint16(257))
    assert np.abs(deep.astype(int) - grey_of(texture(0))).max() <= 1


def test_a_flow_that_is_off_by_half_a_pixel_can_be_forgiven() -> None:
    stripes = np.repeat(np.sin(np.arange(160) / 1.5) * 100 + 128, 96).reshape(160, 96).T
    now = np.ascontiguousarray(stripes, np.uint8)
    then = np.ascontiguousarray(np.roll(stripes, 1, axis=1) / 2 + stripes / 2, np.uint8)
    still = np.zeros((96, 160, 2), np.float32)
    strict, lenient = trust(now, then, still), trust(now, then, still, off_px=1.0)
    assert strict.mean() < 0.5 < 0.9 < lenient.mean()
