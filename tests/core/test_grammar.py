"""The little languages of lengths and sizes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nukki.core.errors import OptionError
from nukki.core.grammar import MAX_SIDE, Length, parse_length, parse_size

SIDES = st.integers(1, MAX_SIDE)
SPACES = st.sampled_from(["", " ", "  "])


@given(st.integers(0, MAX_SIDE), st.sampled_from(["", "px", " px"]), SPACES)
def test_pixels_mean_themselves_whatever_the_whole(value: int, unit: str, space: str) -> None:
    assert parse_length(f"{space}{value}{unit}{space}").pixels(123) == value


@given(st.integers(0, 1000), st.integers(0, MAX_SIDE))
def test_a_percentage_is_a_share_of_the_whole(share: int, whole: int) -> None:
    assert parse_length(f"{share}%").pixels(whole) == round(share * whole / 100)


@given(st.decimals(0, MAX_SIDE, places=2), st.booleans())
def test_a_length_written_out_reads_back(value: object, percent: bool) -> None:
    assert parse_length(f"{value}{'%' if percent else 'px'}") == Length(float(str(value)), percent)


@pytest.mark.parametrize("text", ["", "-5", "5 cm", "1e3", "5%%", "px", "nan", "65536", "0x10"])
def test_anything_else_is_no_length(text: str) -> None:
    with pytest.raises(OptionError, match=r"length: expected something like 20, 20px or 5%, got"):
        parse_length(text)


@given(SIDES, SIDES, st.sampled_from(["x", "×", " x "]))
def test_a_size_is_written_width_first_and_held_height_first(
    width: int, height: int, cross: str
) -> None:
    assert parse_size(f"{width}{cross}{height}") == (height, width)


@given(SIDES)
def test_one_number_limits_both_sides(side: int) -> None:
    assert parse_size(f"{side}") == (side, side)


@pytest.mark.parametrize(
    "text", ["", "0", "0x5", "5x0", "65536", "1x65536", "-1", "2x3x4", "5%", "1.5", "x", "ten"]
)
def test_anything_else_is_no_size(text: str) -> None:
    with pytest.raises(OptionError, match="size: expected WIDTHxHEIGHT or one number of pixels"):
        parse_size(text)


@given(st.text(max_size=12))
def test_no_text_breaks_the_grammars_in_another_way(text: str) -> None:
    for parse in (parse_length, parse_size):
        try:
            parse(text)
        except OptionError as error:
            assert repr(text) in str(error)  # noqa: PT017 - most texts raise, some do not
