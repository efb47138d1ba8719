"""Rings and handles that a network filled."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap
from nukki.ops.openings import punch_openings
from nukki.ops.resize import resize

SIDE = 200
GREEN, BLUE = (60, 140, 70), (30, 60, 170)
RING = 70, 30  # outer and inner radius in pixels


def disc(radius_px: int) -> NDArray[np.bool_]:
    ys, xs = np.mgrid[:SIDE, :SIDE] - SIDE // 2
    return np.asarray(np.hypot(ys, xs) <= radius_px)


def noisy(photo: NDArray[np.uint8]) -> NDArray[np.uint8]:
    grain = np.random.default_rng(0).normal(0, 4, photo.shape)
    return np.clip(photo + grain, 0, 255).astype(np.uint8)


def ring() -> NDArray[np.uint8]:
    """A blue ring on green; the green shows inside it."""
    photo = np.full((SIDE, SIDE, 3), GREEN, np.uint8)
    photo[disc(RING[0]) & ~disc(RING[1])] = BLUE
    return noisy(photo)


def filled() -> FloatMap:
    return disc(RING[0]).astype(np.float32)


def test_a_ring_that_was_filled_is_opened() -> None:
    alpha = punch_openings(ring(), filled())
    truth = disc(RING[0]) & ~disc(RING[1])
    # a pixel of edge on a circle of radius 30 is 190 of 12,560 pixels
    assert ((alpha > 0.5) != truth).sum() < 400
    assert alpha[SIDE // 2, SIDE // 2] == 0


def test_a_smaller_matte_is_opened_at_its_own_size() -> None:
    small = resize(filled(), (64, 64), "area")
    alpha = punch_openings(ring(), small)
    assert alpha.shape == (64, 64)
    assert alpha[32, 32] < 0.01
    assert alpha[32, 14] > 0.99


def test_colours_of_the_subject_alone_are_left_alone() -> None:
    photo = np.full((SIDE, SIDE, 3), GREEN, np.uint8)
    photo[disc(RING[0])] = BLUE
    photo[disc(RING[1])] = (200, 40, 40)
    np.testing.assert_array_equal(punch_openings(noisy(photo), filled()), filled())


def test_a_bay_that_reaches_the_outline_is_no_opening() -> None:
    photo = ring()
    photo[95:105, :100] = GREEN
    np.testing.assert_array_equal(punch_openings(photo, filled()), filled())


@pytest.mark.parametrize("found", [0.0, 1.0])
def test_nothing_found_and_all_found_stay_so(found: float) -> None:
    alpha = np.full((SIDE, SIDE), found, np.float32)
    np.testing.assert_array_equal(punch_openings(ring(), alpha), alpha)
