"""Colours as people write them."""

from __future__ import annotations

import pytest

from nukki import codecs
from nukki.core.errors import OptionError


@pytest.mark.parametrize(
    ("text", "rgba"),
    [
        ("#f80", (255, 136, 0, 255)),
        ("#F80C", (255, 136, 0, 204)),
        ("#ff8800", (255, 136, 0, 255)),
        ("#ff880080", (255, 136, 0, 128)),
        ("white", (255, 255, 255, 255)),
        (" Rebecca" + "Purple ", (102, 51, 153, 255)),
        ("transparent", (0, 0, 0, 0)),
        ("1,2,3", (1, 2, 3, 255)),
        ("1, 2, 3, 0", (1, 2, 3, 0)),
    ],
)
def test_a_colour_is_understood(text: str, rgba: tuple[int, int, int, int]) -> None:
    assert codecs.parse_colour(text) == rgba


@pytest.mark.parametrize(
    "text",
    ["", "#", "#12", "#12345", "#gggggg", "#-1f", "1,2", "1,2,3,4,5", "1,2,256", "a,b,c", "1,-2,3"],
)
def test_another_grammar_is_refused(text: str) -> None:
    with pytest.raises(OptionError, match="expected #rgb"):
        codecs.parse_colour(text)


def test_a_misspelt_name_brings_the_nearest() -> None:
    with pytest.raises(OptionError, match="did you mean tomato"):
        codecs.parse_colour("tomatoe")
