"""Photos with few levels are stretched for the network's eyes, all others left alone."""

from __future__ import annotations

import numpy as np
import pytest

from nukki.core.arrays import Pixels
from nukki.ops.degrade import contrasted, exposed
from nukki.ops.levels import NONE, SEEN_PX, stretched, used_levels


@pytest.fixture
def scene() -> Pixels:
    """A grey ramp from black to white with a red square."""
    photo = np.repeat(np.linspace(0, 255, 200).astype(np.uint8)[None, :, None], 3, axis=2)
    photo = np.repeat(photo, 150, axis=0)
    photo[50:100, 80:120] = 200, 30, 30
    return photo


def test_a_well_exposed_photo_is_left_alone(scene: Pixels) -> None:
    assert stretched(scene) is scene


@pytest.mark.parametrize("stops", [-3, -4, -5])
def test_a_dark_photo_uses_the_whole_scale_again(scene: Pixels, stops: int) -> None:
    low, high = used_levels(stretched(exposed(scene, stops)))
    assert low < 0.02
    assert high > 0.98


def test_a_faded_photo_looks_like_the_one_that_faded(scene: Pixels) -> None:
    seen = stretched(contrasted(scene, 0.25)).astype(int)
    # a quarter of the levels is left, in whole steps: 4 of 255 apart, and half a percent is cut off
    assert abs(seen - scene).max() < 8


def test_a_blank_page_stays_blank() -> None:
    grain = np.random.default_rng(0).integers(125, 130, (300, 300, 3), np.uint8)
    assert stretched(grain) is grain
    assert used_levels(grain)[1] - used_levels(grain)[0] < NONE


def test_one_lamp_does_not_make_a_dark_photo_bright(scene: Pixels) -> None:
    dark = exposed(scene, -4)
    dark[:4, :4] = 255
    assert stretched(dark)[120].mean() > 2 * dark[120].mean()


def test_sixteen_bits_are_stretched_like_eight(scene: Pixels) -> None:
    dark = exposed(scene, -4)
    deep = stretched(dark.astype(np.uint16) * 257)
    assert deep.dtype == np.uint16
    assert abs(deep / 257 - stretched(dark)).max() <= 1


def test_a_huge_dark_photo_is_no_larger_than_networks_see() -> None:
    dark = np.full((40, 3 * SEEN_PX, 3), 10, np.uint8)
    dark[:, :SEEN_PX] = 90
    assert stretched(dark).shape[1] == SEEN_PX
