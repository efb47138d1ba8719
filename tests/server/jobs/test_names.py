"""File names of strangers."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nukki.server.jobs.names import RESERVED, clean_name, split, unique_names


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("cat.jpg", "cat.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\cat.jpg", "cat.jpg"),
        ("/absolute/cat.jpg", "cat.jpg"),
        ("a\x00b\x1fc.jpg", "a_b_c.jpg"),
        ('a<b>:"|?*.jpg', "a_b______.jpg"),
        ("cat\u202egpj.exe", "cat_gpj.exe"),
        ("NUL.png", "_NUL.png"),
        ("com1", "_com1"),
        ("trailing. . ", "trailing"),
        ("..", "picture"),
        ("", "picture"),
        ("u\u0308ber.jpg", "über.jpg"),
        ("写真.jpg", "写真.jpg"),
        ("\ud800.jpg", "_.jpg"),
    ],
)
def test_a_name_is_made_safe_and_stays_readable(name: str, clean: str) -> None:
    assert clean_name(name) == clean


def test_a_long_name_is_cut_between_letters() -> None:
    name = clean_name("ü" * 300 + ".jpeg")
    assert name.endswith("ü.jpeg")
    assert len(name.encode()) <= 160


@given(st.text(max_size=80))
def test_any_text_becomes_a_name_that_can_be_unpacked_anywhere(text: str) -> None:
    name = clean_name(text)
    assert name == unicodedata.normalize("NFC", name)
    assert name not in ("", ".", "..")
    assert not set(name) & set('/\\<>:"|?*\x00')
    assert split(name)[0].lower() not in RESERVED


@given(st.lists(st.text(max_size=10), max_size=12))
def test_no_two_results_have_one_name(names: list[str]) -> None:
    found = unique_names(names, [".png"] * len(names))
    assert len({name.casefold() for name in found}) == len(names)
