"""Mattes against the truth: error, overlap, outlines, soft edges; counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nukki.core.arrays import FloatMap
from nukki.ops.metrics import (
    boundary_f_measure,
    covered,
    intersection_over_union,
    mean_absolute_error,
    outline,
    soft_edge_error,
)


def square(left: int, right: int, side: int = 100) -> FloatMap:
    """A picture with a square of ones from row 20 to 79 and from column ``left`` to ``right``."""
    alpha = np.zeros((side, side), np.float32)
    alpha[20:80, left:right] = 1.0
    return alpha


def test_a_matte_that_is_off_by_a_quarter_everywhere_has_that_error() -> None:
    truth = np.full((7, 9), 0.5, np.float32)
    assert mean_absolute_error(truth + np.float32(0.25), truth) == pytest.approx(0.25)


def test_two_squares_that_share_a_third_of_their_union_overlap_by_a_third() -> None:
    assert intersection_over_union(square(20, 60), square(40, 80)) == pytest.approx(1 / 3)


def test_two_empty_mattes_agree() -> None:
    nothing = np.zeros((5, 5), np.float32)
    assert intersection_over_union(nothing, nothing) == 1.0
    assert boundary_f_measure(nothing, nothing) == 1.0


def test_half_covered_belongs_to_the_mask() -> None:
    assert covered(np.array([[0.49, 0.5]], np.float32)).tolist() == [[False, True]]


def test_only_soft_pixels_of_the_truth_count_for_the_soft_edge() -> None:
    truth = np.array([[0.0, 0.02, 0.5, 0.9, 0.98, 1.0]], np.float32)
    matte = np.array([[1.0, 1.00, 0.3, 0.5, 0.00, 0.0]], np.float32)
    assert soft_edge_error(matte, truth) == pytest.approx((0.2 + 0.4) / 2)


def test_a_truth_without_soft_pixels_has_no_soft_edge_error() -> None:
    assert math.isnan(soft_edge_error(square(20, 60), square(20, 60)))


def test_an_outline_is_one_pixel_wide() -> None:
    assert np.count_nonzero(outline(covered(square(20, 60)))) == 2 * (60 + 40) - 4


def test_the_rim_of_the_picture_is_no_outline() -> None:
    assert not outline(np.ones((6, 8), np.bool_)).any()


@pytest.mark.parametrize("shift_px", [0, 1])
def test_an_outline_off_by_less_than_the_tolerance_is_met(shift_px: int) -> None:
    moved = square(20 + shift_px, 60 + shift_px)
    assert boundary_f_measure(moved, square(20, 60), 1.5 / math.hypot(100, 100)) == 1.0


def test_the_part_of_an_outline_that_is_off_counts_against_it() -> None:
    wider = square(20, 80)
    f = boundary_f_measure(wider, square(20, 60), 0.5 / math.hypot(100, 100))
    common = 60 + 2 * 39  # the left side, and top and bottom up to the narrower one's corners
    precision, recall = common / (2 * (60 + 60) - 4), common / (2 * (60 + 40) - 4)
    assert f == pytest.approx(2 * precision * recall / (precision + recall))


def test_a_matte_without_outline_meets_none() -> None:
    assert boundary_f_measure(np.zeros((100, 100), np.float32), square(20, 60)) == 0.0
