"""The things that are asked for, from a fine matte and coarse masks that are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from tests.stages.conftest import Floats

from nukki.core.arrays import Pixels
from nukki.core.errors import InputError, OptionError
from nukki.core.selection import Selection, selection_of
from nukki.core.values import Matte
from nukki.stages.select import Selecting
from nukki.stages.things import Thing

PHOTO = np.zeros((100, 200, 3), np.uint8)


def disc(x: float, radius: float) -> Floats:
    """(100, 200) alpha of a disc at half height whose edge is 2 pixels soft."""
    rows, columns = np.mgrid[:100, :200] + 0.5
    away = np.hypot(columns - x, rows - 50)
    return np.asarray(np.clip((radius - away) / 2 + 0.5, 0, 1), np.float32)


LEFT, RIGHT = disc(45, 30), disc(145, 40)
BOTH = np.maximum(LEFT, RIGHT)


def coarse(x: float, radius: float) -> Floats:
    return np.asarray(disc(x, radius) >= 0.5, np.float32)


@dataclass(frozen=True)
class Subject:
    alpha: Floats

    def __call__(self, pixels: Pixels) -> Matte:
        return Matte(self.alpha)


@dataclass(frozen=True, eq=False)
class Told:
    things: tuple[Thing, ...]
    one_by_one: bool = True
    names: tuple[str, ...] = ("cat", "dog")

    def __call__(self, pixels: Pixels) -> list[Thing]:
        return list(self.things)


CAT, DOG = Thing("cat", 0.9, coarse(45, 32)), Thing("dog", 0.8, coarse(145, 38))


def chosen(*things: Thing, subject: Floats = BOTH, one_by_one: bool = True, **asked: str) -> Floats:
    said = {"keep": None, "drop": None, "instance": None, **asked}
    told = Told(things, one_by_one) if things else None
    return Selecting(Subject(subject), told, selection_of(**said))(PHOTO).alpha


def test_a_class_that_is_kept_has_the_subject_s_fine_edge() -> None:
    np.testing.assert_array_equal(chosen(CAT, DOG, keep="cat"), LEFT)


def test_a_thing_that_is_no_subject_keeps_its_own_mask() -> None:
    found = chosen(CAT, DOG, keep="cat", subject=RIGHT)
    np.testing.assert_array_equal(found, CAT.alpha)


def test_what_is_dropped_is_taken_out_of_the_subject() -> None:
    found = chosen(CAT, DOG, drop="dog")
    np.testing.assert_array_equal(found[:, :95], LEFT[:, :95])
    assert float(found[:, 110:].max()) < 0.05


def test_the_largest_and_the_second_are_told_apart_without_a_network() -> None:
    np.testing.assert_array_equal(chosen(instance="largest"), RIGHT)
    np.testing.assert_array_equal(chosen(instance="2"), LEFT)


def test_parts_of_one_class_are_things_where_the_network_tells_none_apart() -> None:
    cats = Thing("cat", 1.0, np.maximum(coarse(45, 32), coarse(145, 38)))
    np.testing.assert_array_equal(chosen(cats, keep="cat", instance="2", one_by_one=False), LEFT)


def test_every_thing_is_given_by_itself_the_largest_first() -> None:
    each = Selecting(Subject(BOTH), Told((CAT, DOG)), Selection(("cat", "dog"), separate=True))
    first, second = each.each(PHOTO)
    np.testing.assert_array_equal(first.alpha, RIGHT)
    np.testing.assert_array_equal(second.alpha, LEFT)


def test_one_thing_that_was_found_twice_counts_once() -> None:
    again = Thing("dog", 0.6, coarse(46, 32))
    asked = Selection(("cat", "dog"), separate=True)
    assert len(Selecting(Subject(LEFT), Told((CAT, again)), asked).each(PHOTO)) == 1


def test_a_class_that_is_not_there_is_said_with_what_is() -> None:
    with pytest.raises(InputError, match="expected cat in the picture, found none; there are: dog"):
        chosen(DOG, keep="cat")


def test_a_number_that_is_too_high_says_how_many_there_are() -> None:
    with pytest.raises(InputError, match=r"one of 2 \(separate things\)"):
        chosen(instance="3")


@pytest.mark.parametrize(
    ("keep", "drop", "instance"),
    [("cat", "cat", None), (None, None, "0"), (None, None, "all"), (None, None, "-1")],
)
def test_a_wrong_selection_is_refused(
    keep: str | None, drop: str | None, instance: str | None
) -> None:
    with pytest.raises(OptionError):
        selection_of(keep=keep, drop=drop, instance=instance)
