"""Parameters are described once, beside what they set; every door reads them from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from nukki.core.errors import OptionError, UnknownNameError
from nukki.core.parameters import (
    MODEL,
    Choice,
    Number,
    Whole,
    describe_parameters,
    pairs,
    parameter,
    read_parameters,
)


@dataclass(frozen=True)
class Oven:
    """Something with parameters of every form."""

    heat: float = parameter(180.0, "degrees", Number(50, 300))
    trays: int = parameter(1, "how many", Whole(1, 4))
    fan: str = parameter("auto", "whether it blows", Choice(("auto", "on", "off")))
    cook: str | None = parameter(None, "who is asked", MODEL)
    weight: float = 30.0


def test_what_is_not_given_keeps_its_default() -> None:
    assert read_parameters(Oven, {}) == Oven()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"heat": "200.5"}, Oven(heat=200.5)),
        ({"heat": 200}, Oven(heat=200.0)),
        ({"trays": " 3 ", "fan": "on"}, Oven(trays=3, fan="on")),
    ],
    ids=str,
)
def test_values_are_read_from_text_and_from_numbers(
    given: Mapping[str, Any], expected: Oven
) -> None:
    assert read_parameters(Oven, given) == expected


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"heat": "hot"}, "parameter heat: expected a number from 50 to 300, got 'hot'"),
        ({"heat": "301"}, "a number from 50 to 300, got '301'"),
        ({"heat": "nan"}, "a number from 50 to 300, got 'nan'"),
        ({"trays": "1.5"}, "a whole number from 1 to 4, got '1.5'"),
        ({"trays": True}, "a whole number from 1 to 4, got 'True'"),
        ({"fan": "yes"}, "expected auto, on or off, got 'yes'"),
    ],
    ids=str,
)
def test_a_value_of_another_form_is_refused_with_what_was_expected(
    given: Mapping[str, Any], says: str
) -> None:
    with pytest.raises(OptionError, match=says):
        read_parameters(Oven, given)


def test_an_unknown_key_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="no parameter named 'tray'; did you mean trays"):
        read_parameters(Oven, {"tray": "2"})


def test_what_only_a_pipeline_can_bring_is_brought_by_it() -> None:
    brought = read_parameters(Oven, {"cook": "u2netp"}, {MODEL: str.upper})
    assert brought.cook == "U2NETP"


def test_fields_that_are_no_parameters_are_not_shown() -> None:
    assert list(describe_parameters(Oven)) == ["heat", "trays", "fan", "cook"]
    assert describe_parameters(int) == {}


def test_pairs_come_as_texts_or_as_a_mapping() -> None:
    assert pairs(("a=1", "b = x=y")) == {"a": "1", "b": "x=y"}
    assert pairs({"a": 1}) == {"a": 1}


@pytest.mark.parametrize(
    ("texts", "says"),
    [(("tolerance",), "key=value and once, got 'tolerance'"), (("a=1", "a=2"), "got a twice")],
    ids=str,
)
def test_what_is_no_pair_is_refused(texts: tuple[str, ...], says: str) -> None:
    with pytest.raises(OptionError, match=says):
        pairs(texts)
