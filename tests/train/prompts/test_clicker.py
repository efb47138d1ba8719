"""Where is clicked while a network learns."""

from __future__ import annotations

import numpy as np
import pytest
from tests.train.prompts.conftest import LEFT, RIGHT, SIDE_PX, disc

from nukki.train.prompts.clicker import Clicker, hints_of

NOTHING = np.zeros((SIDE_PX, SIDE_PX), np.bool_)


def test_the_first_click_is_in_the_middle_of_what_is_meant() -> None:
    clicker = Clicker(disc(LEFT))
    clicker.click(NOTHING)
    assert clicker.on == [pytest.approx(LEFT, abs=1.5)]


def test_the_next_is_beside_the_object_where_too_much_was_taken() -> None:
    clicker = Clicker(disc(LEFT))
    clicker.click(disc(LEFT) | disc(RIGHT))
    assert clicker.on == []
    assert clicker.beside == [pytest.approx(RIGHT, abs=1.5)]


def test_of_two_errors_the_thicker_is_clicked() -> None:
    clicker = Clicker(disc(LEFT))
    clicker.click(disc(RIGHT, 4))
    assert clicker.on == [pytest.approx(LEFT, abs=1.5)]


def test_a_right_answer_needs_no_click() -> None:
    clicker = Clicker(disc(LEFT))
    clicker.click(disc(LEFT))
    assert clicker.on == clicker.beside == []


@pytest.mark.parametrize("seed", range(4))
def test_clicks_of_chance_lie_on_their_side(seed: int) -> None:
    clicker = Clicker(disc(LEFT), np.random.default_rng(seed))
    clicker.scatter(on=2, beside=2)
    assert all(clicker.truth[int(y), int(x)] for x, y in clicker.on)
    assert not any(clicker.truth[int(y), int(x)] for x, y in clicker.beside)


def test_hints_are_both_kinds_of_clicks_and_the_matte_before() -> None:
    clicker = Clicker(disc(LEFT), on=[LEFT], beside=[RIGHT])
    before = np.full((1, SIDE_PX, SIDE_PX), 0.25, np.float32)
    on, beside, matte = hints_of([clicker], before)[0].numpy()
    assert on[24, 13] == beside[24, 36] == 1
    assert on[24, 36] == beside[24, 13] == 0
    assert (matte == 0.25).all()
