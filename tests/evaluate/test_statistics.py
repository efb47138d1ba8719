"""Intervals, differences and flags whose right answers are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nukki.evaluate.statistics import bootstrap, holm, paired_difference, roc


def test_the_interval_of_a_mean_is_as_wide_as_theory_says() -> None:
    values = np.random.default_rng(0).normal(5.0, 2.0, 400)
    interval = bootstrap(values)
    half = 1.96 * values.std() / math.sqrt(400)
    assert interval.mean == pytest.approx(values.mean())
    assert interval.high - interval.mean == pytest.approx(half, rel=0.1)
    assert interval.mean - interval.low == pytest.approx(half, rel=0.1)


def test_the_same_values_always_give_the_same_interval() -> None:
    assert bootstrap([1.0, 2.0, 4.0]) == bootstrap([1.0, 2.0, 4.0])


def test_a_single_value_is_its_own_interval() -> None:
    interval = bootstrap([0.7])
    assert (interval.low, interval.high, interval.n) == (0.7, 0.7, 1)


def test_no_values_have_no_mean() -> None:
    with pytest.raises(ValueError, match="at least one"):
        bootstrap([])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_an_interval_holds_its_mean_and_stays_within_the_values(values: list[float]) -> None:
    interval = bootstrap(values)
    slack = 1e-12
    assert min(values) - slack <= interval.low <= interval.mean + slack
    assert interval.mean - slack <= interval.high <= max(values) + slack


def test_six_differences_of_one_sign_have_the_p_of_two_in_sixty_four() -> None:
    difference = paired_difference([1, 2, 3, 4, 5, 6], [0] * 6)
    assert difference.p == pytest.approx(2 / 64, abs=0.006)  # of 10,000 random flips
    assert difference.mean == 3.5


def test_differences_that_cancel_are_chance() -> None:
    assert paired_difference([1.0, 0.0], [0.0, 1.0]).p > 0.9


def test_equal_values_do_not_differ() -> None:
    difference = paired_difference([0.5, 0.6], [0.5, 0.6])
    assert (difference.mean, difference.p) == (0.0, 1.0)


def test_a_small_steady_difference_is_told_from_large_scatter() -> None:
    scatter = np.random.default_rng(1).normal(0, 1, 100)
    assert paired_difference(list(scatter + 0.01), list(scatter)).p < 0.001


def test_both_sides_need_the_same_photos() -> None:
    with pytest.raises(ValueError, match="as many values"):
        paired_difference([1.0], [1.0, 2.0])


def test_the_smallest_of_three_p_values_is_tripled() -> None:
    assert holm([0.5, 0.01, 0.4]) == pytest.approx([0.8, 0.03, 0.8])


def test_confidence_that_is_lower_for_all_bad_photos_is_perfect() -> None:
    found = roc([0.1, 0.2, 0.8, 0.9], [True, True, False, False])
    assert found is not None
    assert found.auc == 1.0
    assert (found.caught[found.best], found.disturbed[found.best]) == (1.0, 0.0)
    assert found.thresholds[found.best] == 0.8


def test_confidence_that_is_always_the_same_is_guessing() -> None:
    found = roc([0.5] * 4, [True, False, True, False])
    assert found is not None
    assert found.auc == 0.5


def test_the_area_is_the_share_of_pairs_in_the_right_order() -> None:
    confidence, bad = [0.3, 0.6, 0.6, 0.4, 0.9], [True, True, False, False, False]
    found = roc(confidence, bad)
    assert found is not None
    assert found.auc == pytest.approx((3 + 1.5) / 6)  # a tie counts half


def test_without_bad_photos_there_is_nothing_to_tell() -> None:
    assert roc([0.5, 0.6], [False, False]) is None
