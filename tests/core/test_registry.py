"""A registry refuses loudly."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nukki.core.errors import UnknownNameError
from nukki.core.registry import Registry


@dataclass(frozen=True)
class Fruit:
    """Anything with a name."""

    name: str


APPLE, PEAR = Fruit("apple"), Fruit("pear")


def test_adding_a_name_twice_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="fruit 'pear' is registered twice"):
        Registry("fruit", [APPLE, PEAR]).add(Fruit("pear"))


def test_a_refused_entry_leaves_the_first_in_place() -> None:
    fruits = Registry("fruit", [APPLE])
    with pytest.raises(ValueError, match="twice"):
        fruits.add(Fruit("apple"))
    assert fruits["apple"] is APPLE


def test_an_unknown_name_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="no fruit named 'aple'; did you mean apple") as info:
        Registry("fruit", [APPLE, PEAR])["aple"]
    assert info.value.nearest[0] == "apple"


def test_asking_whether_a_name_is_known_does_not_raise() -> None:
    fruits = Registry("fruit", [APPLE])
    assert "apple" in fruits
    assert "kiwi" not in fruits


@given(st.lists(st.text(max_size=4), unique=True))
def test_entries_keep_the_order_in_which_they_came(names: list[str]) -> None:
    entries = [Fruit(name) for name in names]
    fruits = Registry("fruit", entries)
    assert list(fruits) == names
    assert list(fruits.values()) == entries
    assert len(fruits) == len(names)
