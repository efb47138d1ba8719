"""The little languages of lengths and sizes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nukki.core.errors import OptionError
from nukki.core.grammar import (
    MAX_SIDE,
    Length,
    parse_length,
    parse_margin,
    parse_position,
    parse_region,
    parse_scale,
    parse_size,
)
from nukki.core.values import Box

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


@pytest.mark.parametrize("text", ["", "-5", "5 cm", "1e3", "5%%", "px", "nan", "0x10"])
def test_anything_else_is_no_length(text: str) -> None:
    with pytest.raises(OptionError, match=r"length: expected something like 20, 20px or 5%, got"):
        parse_length(text)


def test_a_length_beyond_all_pictures_is_refused() -> None:
    with pytest.raises(OptionError, match="length: expected at most 1000000, got '1000001'"):
        parse_length("1000001")


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", (10, 20, 30, 60)),
        ("5", (5, 15, 35, 65)),
        ("10%", (8, 16, 32, 64)),
        ("1 2", (8, 19, 32, 61)),
        ("1px 2px 3px 4px", (6, 19, 32, 63)),
    ],
    ids=["none", "pixels", "a share of the subject", "upper and lower, sides", "clockwise"],
)
def test_a_margin_goes_round_a_box(text: str, expected: tuple[int, ...]) -> None:
    assert parse_margin(text).round(Box(10, 20, 30, 60)) == expected


@pytest.mark.parametrize("text", ["", "1 2 3", "1 2 3 4 5", "1,2", "a"])
def test_anything_else_is_no_margin(text: str) -> None:
    with pytest.raises(OptionError):
        parse_margin(text)


@pytest.mark.parametrize("text", ["0 0 100% 100%", "0px 0px 300px 200px", "0% 0 100% 200"])
def test_a_region_is_written_in_pixels_and_shares(text: str) -> None:
    assert parse_region(text).box((200, 300)) == (0, 0, 300, 200)


@pytest.mark.parametrize("text", ["", "1 2 3", "-1 0 5 5", "1 2 3 4 5", "a b c d"])
def test_anything_else_is_no_region(text: str) -> None:
    with pytest.raises(OptionError):
        parse_region(text)


@pytest.mark.parametrize("text", ["", "9%", "101%", "50", "0.5", "-20%", "full", "1e2%"])
def test_a_scale_is_10_to_100_percent_or_original(text: str) -> None:
    with pytest.raises(OptionError, match="scale: expected original, or 10% to 100%"):
        parse_scale(text)


@pytest.mark.parametrize("text", ["", "50", "101%", "centre", "1% 2% 3%", "10px 5%", "center 5%"])
def test_a_position_is_a_word_or_one_or_two_percentages(text: str) -> None:
    with pytest.raises(OptionError):
        parse_position(text)


GRAMMARS = (parse_length, parse_size, parse_margin, parse_region, parse_scale, parse_position)


@given(st.text(max_size=12))
def test_no_text_breaks_the_grammars_in_another_way(text: str) -> None:
    for parse in GRAMMARS:
        try:
            parse(text)
        except OptionError as error:
            assert "expected" in str(error)  # noqa: PT017 - most texts raise, some do not
