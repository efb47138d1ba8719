"""How test pictures are parted, and how sure their means are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.train.report.made import examination, other, picture, pictures

from nukki.evaluate.statistics import bootstrap
from nukki.train.report.contrasts import contrasts
from nukki.train.report.intervals import grouped_difference, grouped_interval
from nukki.train.report.slices import slices
from nukki.train.report.sweep import LEVELS, curves_of, precision_and_recall, sweep_of


def test_subjects_are_small_medium_or_large_by_their_share() -> None:
    parts = slices([picture(f"p{n}", subject_share=s) for n, s in enumerate((0.05, 0.2, 0.9))])
    assert [part.name for part in parts["size"]] == ["small", "medium", "large"]


def test_brightness_is_parted_in_thirds_with_their_bounds() -> None:
    parts = slices([picture(f"p{n}", brightness=n / 10) for n in range(9)])["brightness"]
    assert [part.n for part in parts] == [3, 3, 3]
    assert parts[0].label == "dark (under 0.267)"


def test_what_hardly_varies_is_not_parted() -> None:
    assert "brightness" not in slices([picture(f"p{n}", brightness=0.5) for n in range(20)])


def test_few_pictures_are_not_parted_in_thirds() -> None:
    assert "brightness" not in slices([picture(f"p{n}", brightness=n / 8) for n in range(8)])


def test_one_subject_and_many_are_parted_and_unknown_numbers_left_out() -> None:
    known = [picture(f"p{n}", subjects=n) for n in range(4)]
    assert [(p.name, p.n) for p in slices(known)["subjects"]] == [("one", 1), ("many", 2)]


def test_a_single_category_is_no_part() -> None:
    assert "category" not in slices(pictures(9, category="people"))


def test_groups_of_several_pictures_are_listed_the_weakest_first() -> None:
    known = [*pictures(3, 0.9, group="a"), *pictures(3, 0.5, first=9, group="b"), picture("alone")]
    assert [part.name for part in slices(known)["group"]] == ["b", "a"]


@settings(deadline=None)  # a busy machine may pause amid it
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_without_groups_the_interval_is_the_ordinary_bootstrap(values: list[float]) -> None:
    assert grouped_interval(values, [str(n) for n in range(len(values))]) == bootstrap(values)


def test_pictures_of_one_group_widen_the_interval() -> None:
    values = [0.5] * 10 + [0.9] * 10 + [0.7] * 10
    alone = bootstrap(values)
    grouped = grouped_interval(values, ["a"] * 10 + ["b"] * 10 + ["c"] * 10)
    assert grouped.mean == pytest.approx(alone.mean)
    assert grouped.high - grouped.low > 2 * (alone.high - alone.low)
    assert grouped.n == 30


def test_a_difference_over_groups_has_the_mean_over_pictures() -> None:
    ours, theirs = [0.9, 0.8, 0.7, 0.6], [0.5, 0.5, 0.5, 0.1]
    found = grouped_difference(ours, theirs, ["a", "a", "a", "b"])
    assert found.mean == pytest.approx(np.mean(ours) - np.mean(theirs))
    assert found.n == 2


def test_ten_frames_of_one_clip_tell_nothing_from_chance() -> None:
    ours = pictures(20, 0.8, group="clip")
    test = examination(ours, others=(other("better", ours, 0.1, 1.0),))
    assert contrasts(test, test.others[0])["iou"].verdict == "chance"


def test_only_pictures_that_both_have_are_compared() -> None:
    ours = pictures(20, 0.8)
    test = examination(ours, others=(other("half", ours[:12], 0.1, 1.0),))
    assert contrasts(test, test.others[0])["iou"].difference.n == 12


def test_a_timid_matte_overlaps_best_below_a_half() -> None:
    truth = np.zeros((20, 20), np.float32)
    truth[5:15, 5:15] = 1
    sweep = sweep_of([curves_of(truth * np.float32(0.4), truth)])
    assert sweep.iou[sweep.usual] == 0
    assert sweep.thresholds[sweep.best] < 0.4
    assert sweep.gain == pytest.approx(1)
    assert len(sweep.iou) == len(LEVELS)


def test_at_a_half_the_sweep_is_the_overlap() -> None:
    truth = np.zeros((10, 10), np.float32)
    truth[:, :5] = 1
    matte = np.roll(truth, 1, axis=1)
    sweep = sweep_of([curves_of(matte, truth)])
    assert sweep.iou[sweep.usual] == pytest.approx(4 / 6)
    assert precision_and_recall(matte, truth) == (0.8, 0.8)


def test_nothing_found_is_precise() -> None:
    truth = np.ones((4, 4), np.float32)
    assert precision_and_recall(truth * 0, truth) == (1.0, 0.0)
