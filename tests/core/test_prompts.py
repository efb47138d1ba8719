"""What a person points at, as it comes from strangers: JSON that is right, and JSON that is not."""

from __future__ import annotations

import pytest

from nukki.core.errors import OptionError, UnknownNameError
from nukki.core.prompts import MAX_POINTS, Prompt, read_prompt


def test_a_prompt_is_read_with_all_that_it_may_hold() -> None:
    text = """{"action": "remove", "points": [[10, 20]], "others": [[1.5, 2]],
               "box": [0, 0, 30, 40], "outline": [[0, 0], [30, 0], [30, 40]]}"""
    assert read_prompt(text) == Prompt(
        "remove",
        points=((10.0, 20.0),),
        others=((1.5, 2.0),),
        box=(0.0, 0.0, 30.0, 40.0),
        outline=((0.0, 0.0), (30.0, 0.0), (30.0, 40.0)),
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("not JSON", "expected JSON"),
        ("[" * 100_000, "expected JSON"),
        ("[1, 2]", "a JSON object"),
        ("{}", "points on it, a box or an outline"),
        ('{"others": [[1, 2]]}', "points on it, a box or an outline"),
        ('{"box": [1, 2, 3]}', "left, top, right, bottom"),
        ('{"box": "1,2,3,4"}', "left, top, right, bottom"),
        ('{"box": [10, 0, 5, 9]}', "left, top, right, bottom"),
        ('{"box": [0, 0, 5, null]}', "box"),
        ('{"outline": [[0, 0], [9, 9]]}', "at least 3 points"),
        ('{"points": [[1]]}', "object"),
        ('{"points": [[1, 1e999]]}', "object"),
    ],
)
def test_what_is_no_prompt_is_refused_with_what_was_expected(text: str, says: str) -> None:
    with pytest.raises(OptionError, match=says):
        read_prompt(text)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ('{"action": "romove", "points": [[1, 2]]}', "remove"),
        ('{"point": [[1, 2]]}', "points"),
    ],
)
def test_a_misspelt_word_is_answered_with_the_nearest(text: str, nearest: str) -> None:
    with pytest.raises(UnknownNameError, match=nearest):
        read_prompt(text)


def test_an_outline_cannot_hold_a_server_up() -> None:
    too_long = [(float(at), 0.0) for at in range(MAX_POINTS + 1)]
    with pytest.raises(OptionError, match="20000"):
        Prompt(outline=too_long)


def test_a_prompt_follows_a_picture_that_is_cropped_and_then_scaled() -> None:
    prompt = Prompt(points=((10, 20),), box=(4, 6, 30, 40), outline=((0, 0), (8, 0), (8, 8)))
    assert prompt.moved(-4, -6, scale=0.5) == Prompt(
        points=((3, 7),), box=(0, 0, 13, 17), outline=((-2, -3), (2, -3), (2, 1))
    )
