"""Places, boxes and ways as options are written."""

from __future__ import annotations

from typing import Any

import pytest

from nukki.core.errors import OptionError
from nukki.core.options import Options
from nukki.core.pointing import Guidance, places_of, sides_of
from nukki.core.prompts import Prompt
from nukki.core.strokes import Stroke

BOTH = ((320.0, 200.0), (7.0, 8.5))


@pytest.mark.parametrize(
    "written",
    ["320,200 7,8.5", ("320,200", "7,8.5"), [(320, 200), (7, 8.5)], ["320,200", (7, 8.5)]],
    ids=str,
)
def test_places_are_written_as_texts_or_numbers(written: Any) -> None:
    assert places_of(written, what="click") == BOTH


def test_one_place_needs_no_list() -> None:
    assert Options(click=(320, 200)).prompt == Prompt("choose", points=((320.0, 200.0),))


@pytest.mark.parametrize("written", ["10,20,110,220", "10 20 110 220", (10, 20, 110, 220)], ids=str)
def test_a_box_is_four_numbers(written: Any) -> None:
    assert sides_of(written, what="box") == (10.0, 20.0, 110.0, 220.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"click": "320"},
        {"click": "1,2,3"},
        {"click": ["here"]},
        {"click": "1,1e9"},
        {"not_click": "a,b"},
        {"box": "1,2,3"},
        {"box": "9,9,1,1"},
        {"box": "cat"},
        {"lasso": "1,2 3,4"},
        {"pick": "remove"},
        {"start": "mask.png", "region": "0 0 50% 50%"},
    ],
    ids=str,
)
def test_a_wrong_way_of_pointing_is_refused_in_one_line(wrong: dict[str, Any]) -> None:
    with pytest.raises(OptionError) as caught:
        Options(**wrong)
    assert "\n" not in str(caught.value)


def test_what_only_is_not_meant_is_taken_away() -> None:
    assert Options(not_click="10,10").prompt == Prompt("remove", points=((10.0, 10.0),))


def test_nothing_is_pointed_at_by_default() -> None:
    assert Options().prompt is None


def test_what_a_person_points_at_may_be_small() -> None:
    assert Options(click="5,5").effective().crumbs == 0
    assert Options(click="5,5", crumbs=3.0).effective().crumbs == 3


def test_guidance_follows_a_picture_that_is_scaled() -> None:
    stroke = Stroke("keep", [(10, 20)], radius_px=4)
    half = Guidance(Prompt(points=[(10, 20)]), (stroke,)).scaled(0.5)
    assert half.prompt == Prompt(points=((5.0, 10.0),), box=None)
    assert half.strokes == (Stroke("keep", ((5.0, 10.0),), radius_px=2),)
