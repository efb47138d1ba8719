"""Brush strokes, drawn."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.values import Box
from nukki.ops.strokes import coverage, distance_to_way

WINDOW = Box(0, 0, 80, 60)
DOT = np.array([[40.3, 30.7]])
BEND = np.array([[10.2, 10.5], [60.9, 20.1], [30.5, 50.0]])


def middles(box: Box) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    ys, xs = np.mgrid[box.top : box.bottom, box.left : box.right] + 0.5
    return xs, ys


def test_a_dot_is_measured_from_its_own_place_between_pixels() -> None:
    xs, ys = middles(WINDOW)
    truth = np.hypot(xs - 40.3, ys - 30.7)
    np.testing.assert_allclose(distance_to_way(DOT, WINDOW), truth, atol=1e-4)


def test_a_bent_way_is_measured_from_its_nearest_segment() -> None:
    xs, ys = middles(WINDOW)
    points = np.stack([xs, ys], axis=-1)[..., np.newaxis, :]
    shares = np.linspace(0, 1, 4000)[:, np.newaxis]
    way = np.concatenate([a + shares * (b - a) for a, b in pairwise(BEND)])
    near = np.full(WINDOW.size_hw, np.inf)
    for part in np.array_split(way, 100):
        near = np.minimum(near, np.linalg.norm(points - part, axis=-1).min(axis=-1))
    # Half way between two segments the nearest pixel may be the other's: half a pixel at most.
    np.testing.assert_allclose(distance_to_way(BEND, WINDOW), near, atol=0.5)


@pytest.mark.parametrize("radius", [0.5, 1.7, 12.0])
def test_a_dot_covers_the_area_of_its_disc(radius: float) -> None:
    drawn = coverage(distance_to_way(DOT, WINDOW), radius_px=radius, hardness=1.0)
    # The anti-aliasing ramp of one pixel adds a twelfth of a pixel's width all round.
    assert float(drawn.sum()) == pytest.approx(np.pi * (radius**2 + 1 / 12), rel=0.03)


def test_a_soft_brush_is_full_in_its_middle_and_fades_to_its_rim() -> None:
    across = coverage(np.arange(13, dtype=np.float32)[np.newaxis], radius_px=10, hardness=0.5)
    assert (across[0, :6] == 1).all()
    assert (np.diff(across[0, 5:11]) < 0).all()
    assert (across[0, 11:] == 0).all()


def test_a_window_beside_the_picture_sees_the_same_brush() -> None:
    moved = distance_to_way(DOT - (100, 100), Box(-100, -100, -20, -40))
    np.testing.assert_allclose(moved, distance_to_way(DOT, WINDOW), atol=1e-4)


def test_a_way_that_does_not_come_by_is_infinitely_far() -> None:
    assert np.isinf(distance_to_way(DOT + 500.0, WINDOW)).all()
