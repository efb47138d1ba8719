"""Who is learned from, and who is tested on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.train.drawing import silhouette

from nukki.core.errors import OptionError
from nukki.ops.appearance import difference_hash, distance
from nukki.train.data.duplicates import grouped, near_pairs
from nukki.train.data.split import Shares, split_groups


@given(groups=st.lists(st.integers(0, 9), min_size=1, max_size=60), seed=st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_a_group_is_never_on_two_sides(groups: list[int], seed: int) -> None:
    blank = [""] * len(groups)
    splits = split_groups(groups, blank, blank, shares=Shares(), seed=seed)
    assert all(split is not None for split in splits)
    sides = {(group, split) for group, split in zip(groups, splits, strict=True)}
    assert len(sides) == len(set(groups))


def test_each_category_is_split_by_the_same_shares() -> None:
    categories = ["cat"] * 40 + ["dog"] * 20
    blank = [""] * 60
    splits = split_groups(
        list(range(60)), categories, blank, shares=Shares(0.5, 0.25, 0.25), seed=0
    )
    assert splits[:40].count("test") == 10
    assert splits[40:].count("test") == 5


def test_clips_are_split_by_the_shares_too_when_single_photos_outnumber_them() -> None:
    clips = [number // 15 for number in range(180)]
    photos = list(range(100, 1100))
    blank = [""] * 1180
    splits = split_groups(clips + photos, blank, blank, shares=Shares(), seed=0)
    in_test = {group for group, split in zip(clips, splits, strict=False) if split == "test"}
    assert len(in_test) == 2
    assert splits.count("test") == 177


def test_rare_categories_together_keep_the_shares() -> None:
    each_its_own = [f"kind{number}" for number in range(100)]
    blank = [""] * 100
    splits = split_groups(list(range(100)), each_its_own, blank, shares=Shares(), seed=0)
    assert 13 <= splits.count("test") <= 17
    assert 13 <= splits.count("validation") <= 17


def test_three_clips_are_enough_for_three_splits() -> None:
    clips = [0] * 100 + [1] * 20 + [2] * 2
    blank = [""] * len(clips)
    splits = split_groups(clips, blank, blank, shares=Shares(), seed=0)
    assert [splits[0], splits[100], splits[120]] == ["train", "validation", "test"]


def test_a_given_split_keeps_its_shares_from_the_rest() -> None:
    given = ["test"] * 15 + [""] * 85
    splits = split_groups(list(range(100)), [""] * 100, given, shares=Shares(), seed=0)
    assert splits.count("test") == 15
    assert splits.count("train") == 70


@pytest.mark.parametrize("text", ["", "1,2", "a,b,c", "0,1,1", "-1,1,1", "0,0,0"])
def test_shares_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(OptionError, match="expected three shares like 70,15,15"):
        Shares.parse(text)


def test_a_copy_at_another_size_and_brightness_has_a_near_fingerprint() -> None:
    photo, _ = silhouette(4, (192, 160))
    smaller = np.clip(photo[::2, ::2] * 0.8, 0, 255).astype(np.uint8)
    others = np.stack([difference_hash(smaller), difference_hash(silhouette(77, (192, 160))[0])])
    near, far = distance(difference_hash(photo), others)
    assert near < 20 < far


def test_near_pairs_are_all_pairs_within_the_bits() -> None:
    prints = np.array([[0, 0], [0, 1], [255, 255], [0, 3]], np.uint8)
    assert near_pairs(prints, 1) == [(0, 1), (1, 3)]


def test_groups_join_through_labels_and_copies() -> None:
    assert grouped(["a", "", "a", "b", ""], [(1, 3)]) == [0, 1, 0, 1, 4]
