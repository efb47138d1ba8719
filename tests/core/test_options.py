"""One value for what every door was asked; defaults and contradictions live in it alone."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import pytest

from nukki.core.errors import OptionError, UnknownNameError
from nukki.core.fields import OptionHelp, describe
from nukki.core.options import Options, make_options
from nukki.core.presets import PRESETS, Edges

FIELDS = [item.name for item in dataclasses.fields(Options)]


def test_the_defaults_contradict_nothing() -> None:
    assert make_options({}) == Options()


@pytest.mark.parametrize("name", FIELDS)
def test_every_option_has_help_that_is_a_sentence_on_one_line(name: str) -> None:
    shown = describe(Options)[name]
    assert isinstance(shown, OptionHelp)
    assert "\n" not in shown.help
    assert shown.help.endswith((".", "(dark rims)."))


@pytest.mark.parametrize("name", FIELDS)
def test_an_option_that_takes_a_value_says_which(name: str) -> None:
    shown = describe(Options)[name]
    assert shown.kind is bool or shown.metavar or shown.choices


def test_descriptions_come_in_the_order_of_the_fields() -> None:
    assert list(describe(Options)) == FIELDS


def test_the_default_preset_is_one_of_the_presets() -> None:
    assert list(PRESETS) == list(describe(Options)["preset"].choices)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"preset": "fast"}, "plain"),
        ({"preset": "balanced"}, "clean"),
        ({"preset": "best"}, "clean"),
        ({"preset": "best", "edges": "plain"}, "plain"),
        ({"preset": "fast", "edges": "fine"}, "fine"),
    ],
    ids=str,
)
def test_edges_that_are_given_override_the_presets(
    values: Mapping[str, Any], expected: Edges
) -> None:
    assert make_options(values).effective().edges == expected


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"quality": 0}, "quality: expected 1 to 100, got 0"),
        ({"quality": 101}, "quality: expected 1 to 100, got 101"),
        ({"max_megapixels": 0}, "max_megapixels: expected at least 1, got 0"),
        ({"quality": None}, "quality: expected int, got None"),
        ({"megapixels": math.inf}, "megapixels: expected at least 0.01, got inf"),
        ({"crumbs": math.nan}, "crumbs: expected 0 to 100 percent, got nan"),
        ({"input_size": 16}, "input_size: expected 32 to 4096 pixels, got 16"),
        ({"background_zoom": 99.0}, "background_zoom: expected 100 to 1000 percent, got 99.0"),
        ({"margin": "5%"}, "add trim"),
        ({"quality": "90"}, "expected int, got '90'"),
        ({"trim": 1}, "expected bool, got 1"),
        ({"crumbs": "5"}, "expected float, got '5'"),
        ({"matte_only": True, "background": "white"}, "matte_only gives no picture to lay over"),
    ],
    ids=str,
)
def test_contradictions_and_ranges_are_refused_at_once(
    values: Mapping[str, Any], says: str
) -> None:
    with pytest.raises(OptionError, match=says):
        make_options(values)


@pytest.mark.parametrize(
    ("values", "nearest"),
    [({"edges": "fin"}, "fine"), ({"preset": "bets"}, "best"), ({"preset": "fats"}, "fast")],
    ids=str,
)
def test_a_choice_that_does_not_exist_names_the_nearest(
    values: Mapping[str, Any], nearest: str
) -> None:
    with pytest.raises(UnknownNameError, match="no value for") as info:
        make_options(values)
    assert info.value.nearest[0] == nearest


def test_an_option_that_does_not_exist_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="no option named 'modle'; did you mean model"):
        make_options({"modle": "u2net"})


def test_options_are_given_by_name_only() -> None:
    with pytest.raises(TypeError):
        Options("u2net")  # type: ignore[call-arg]


@pytest.mark.parametrize("text", ["30", "30%", " 30 % ", "30.0%"])
def test_a_percentage_is_read_with_and_without_its_sign(text: str) -> None:
    assert describe(Options)["light_wrap"].read(text) == 30.0


@pytest.mark.parametrize(("name", "text"), [("light_wrap", "30%%"), ("quality", "90%")])
def test_other_signs_and_other_numbers_are_not_read(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"convert|invalid literal"):
        describe(Options)[name].read(text)
