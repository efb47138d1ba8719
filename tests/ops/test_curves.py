"""Mattes traced to curves: how far they stray from the truth, in pixels."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.ops.contours import area, contours
from nukki.ops.curves import flattened, path_data, trace

OVERSAMPLED = 8


def polygon(points: NDArray[np.float64], side: int = 160) -> NDArray[np.float32]:
    """An anti-aliased polygon: drawn large, averaged."""
    large = np.zeros((side * OVERSAMPLED, side * OVERSAMPLED), np.uint8)
    corners = np.rint(points * OVERSAMPLED - 0.5).astype(np.int32)
    cv2.fillPoly(large, [corners], (255,))
    small = cv2.resize(large, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32) / np.float32(255)


def circle(radius: float, centre: float = 80.0) -> NDArray[np.float64]:
    turn = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    return centre + radius * np.stack([np.cos(turn), np.sin(turn)], axis=1)


def star() -> NDArray[np.float64]:
    turn = np.linspace(0, 2 * np.pi, 10, endpoint=False)
    reach = np.where(np.arange(10) % 2, 30.0, 70.0)
    return np.asarray(80 + reach[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1))


@pytest.mark.parametrize("radius", [3.0, 17.3, 71.5])
def test_a_circle_is_followed_to_half_a_pixel(radius: float) -> None:
    (curve,) = trace(polygon(circle(radius)))
    off = np.linalg.norm(flattened(curve) - 80, axis=1) - radius
    assert np.abs(off).max() < 0.5
    assert len(curve) <= 16


def test_a_star_is_followed_to_half_a_pixel_and_keeps_its_corners() -> None:
    (curve,) = trace(polygon(star()))
    line = flattened(curve).astype(np.float32)
    truth = star().astype(np.float32)[:, None]
    off = [abs(cv2.pointPolygonTest(truth, (float(x), float(y)), True)) for x, y in line]
    assert max(off) < 0.5 + 0.4  # the matte itself rounds a tip's last pixel
    assert np.percentile(off, 95) < 0.5
    tips = [np.linalg.norm(line - tip, axis=1).min() for tip in star()]
    assert max(tips) < 1.5


def test_a_hole_turns_the_other_way() -> None:
    ring = polygon(circle(60)) - polygon(circle(25))
    outer, inner = sorted(contours(ring), key=lambda one: -abs(area(one)))
    assert area(outer) == pytest.approx(np.pi * 60**2, rel=0.002)
    assert area(inner) == pytest.approx(-np.pi * 25**2, rel=0.005)


def test_what_is_drawn_from_the_curves_covers_what_the_matte_covers() -> None:
    alpha = np.maximum(polygon(star()) - polygon(circle(12)), 0)
    drawn = np.zeros((160 * OVERSAMPLED,) * 2, np.uint8)
    lines = [np.rint(flattened(one) * OVERSAMPLED - 0.5).astype(np.int32) for one in trace(alpha)]
    cv2.fillPoly(drawn, lines, (255,))
    large = cv2.resize(alpha, drawn.shape, interpolation=cv2.INTER_LINEAR) >= 0.5
    shared = (large & (drawn > 0)).sum() / (large | (drawn > 0)).sum()
    assert shared > 0.985  # of 160 pixels, with a rim of 700


def test_a_subject_at_the_rim_ends_at_the_rim() -> None:
    (curve,) = trace(np.ones((20, 30), np.float32))
    line = flattened(curve)
    assert line.min() == pytest.approx(0.0, abs=0.6)
    assert line.max(axis=0).tolist() == pytest.approx([30, 20], abs=0.6)


def test_opposite_corners_hang_together_only_through_the_middle() -> None:
    apart = np.array([[0.6, 0.0], [0.0, 0.6]], np.float32)
    joined = np.array([[1.0, 0.4], [0.4, 1.0]], np.float32)
    assert len(contours(apart)) == 2
    assert len(contours(joined)) == 1


def test_an_empty_matte_has_no_lines() -> None:
    assert trace(np.zeros((5, 7), np.float32)) == []


def test_specks_are_left_out() -> None:
    alpha = np.zeros((9, 9), np.float32)
    alpha[4, 4] = 1
    assert trace(alpha) == []


def test_curves_become_commands_of_a_closed_path() -> None:
    (text,) = path_data(trace(polygon(circle(20))))
    assert text.startswith("M")
    assert text.endswith("Z")
    assert text.count("C") >= 2
