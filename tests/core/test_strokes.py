"""Strokes as values and in JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from nukki.core.errors import NukkiError, OptionError
from nukki.core.strokes import Stroke, read_strokes

GOOD: dict[str, Any] = {"kind": "erase", "points": [[1, 2.5], [3, 4]]}


def test_a_stroke_is_read_with_all_that_it_says() -> None:
    said = GOOD | {"radius_px": 3, "hardness": 1, "hard": True}
    wanted = Stroke("erase", ((1.0, 2.5), (3.0, 4.0)), radius_px=3, hardness=1, hard=True)
    assert read_strokes(json.dumps([said])) == (wanted,)


def test_what_is_not_said_is_the_value_s_default() -> None:
    (read,) = read_strokes(json.dumps([GOOD]))
    assert read == Stroke("erase", ((1.0, 2.5), (3.0, 4.0)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "paint"},
        {"kind": 3},
        {"points": []},
        {"points": [[1]]},
        {"points": [[1, "2"]]},
        {"points": [[1, None]]},
        {"points": [[1, 1e9]]},
        {"points": "1,2"},
        {"radius_px": 0},
        {"radius_px": 1e6},
        {"radius_px": "4"},
        {"radius_px": True},
        {"hardness": 1.5},
        {"hardness": 10**400},
        {"hard": 1},
        {"kind": "unsure", "hard": True},
        {"colour": "red"},
    ],
    ids=str,
)
def test_a_wrong_value_is_refused_in_one_line(wrong: dict[str, Any]) -> None:
    with pytest.raises(OptionError) as caught:
        read_strokes(json.dumps([GOOD | wrong]))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", "[1]", "null", "[[]]", '[{"kind": "keep"}]'])
def test_what_is_no_list_of_strokes_is_refused(text: str) -> None:
    with pytest.raises(NukkiError, match="strokes: expected"):
        read_strokes(text)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_are_none_are_refused(number: str) -> None:
    with pytest.raises(OptionError):
        read_strokes(f'[{{"kind": "keep", "points": [[{number}, 1]]}}]')
