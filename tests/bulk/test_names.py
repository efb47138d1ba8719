"""Names of results: the same in every run, and never one for two photos."""

from __future__ import annotations

import pytest

from nukki.bulk.entry import Entry
from nukki.bulk.names import clean_key, namer_after
from nukki.core.options import Options
from nukki.outlets import Product, Recipe

RECIPE = Recipe((Product("cutout", Options()),))


def names(*keys: str, known: dict[str, Entry] | None = None) -> list[str]:
    namer = namer_after(RECIPE, known or {})
    return [name for key in keys for name in namer.names(key)]


def test_the_tree_is_kept() -> None:
    assert names("a/cat.jpg", "b/cat.jpg") == ["a/cat.png", "b/cat.png"]


def test_of_two_that_clash_the_second_shows_its_ending() -> None:
    assert names("cat.heic", "cat.jpg") == ["cat.png", "cat.jpg.png"]


def test_names_that_a_file_system_takes_for_one_are_told_apart() -> None:
    assert names("Cat.jpg", "cat.jpg", "cat.JPG") == ["Cat.png", "cat.jpg.png", "cat.JPG-2.png"]


def test_accents_written_in_two_ways_are_one() -> None:
    assert len({name.casefold() for name in names("é.jpg", "e\u0301.jpg")}) == 2


def test_a_photo_that_the_ledger_knows_keeps_its_name() -> None:
    before = Entry(key="cat.jpg", recipe=RECIPE.digest, outputs=("cat.png",))
    assert names("cat.heic", "cat.jpg", known={"cat.jpg": before}) == ["cat.heic.png", "cat.png"]


def test_the_name_of_a_photo_that_is_gone_is_not_given_again() -> None:
    before = Entry(key="cat.jpg", recipe=RECIPE.digest, outputs=("cat.png",))
    assert names("cat.heic", known={"cat.jpg": before}) == ["cat.heic.png"]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("../../etc/a.jpg", "etc/a.jpg"),
        ("C:\\photos\\a.jpg", "C:/photos/a.jpg"),
        ("gs://shop//a.jpg", "shop/a.jpg"),
    ],
)
def test_a_key_never_climbs_out_of_the_target(path: str, key: str) -> None:
    assert clean_key(path) == key
