"""Clicks as discs, and where a person would click next."""

from __future__ import annotations

import numpy as np
import pytest

from nukki.ops.clicks import click_map, deepest


def test_a_click_is_a_disc_round_its_place() -> None:
    found = click_map([(10.5, 4.5)], (20, 30), 3)
    rows, columns = np.nonzero(found)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (1, 7, 7, 13)
    assert found.sum() == pytest.approx(np.pi * 9, abs=2)


def test_without_clicks_a_map_is_empty() -> None:
    assert not click_map([], (8, 8), 5).any()


def test_the_deepest_place_of_a_rectangle_is_its_middle() -> None:
    mask = np.zeros((40, 60), np.bool_)
    mask[10:31, 20:51] = True
    (x, y), far_px = deepest(mask)
    assert y == 20.5
    assert 30 <= x <= 41
    assert far_px == pytest.approx(11, abs=0.5)


def test_what_lies_outside_the_picture_is_outside_the_mask() -> None:
    assert deepest(np.ones((9, 9), np.bool_))[0] == (4.5, 4.5)


def test_an_empty_mask_has_no_depth() -> None:
    assert deepest(np.zeros((9, 9), np.bool_))[1] == 0
