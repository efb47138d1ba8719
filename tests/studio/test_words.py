"""Every word of the studio is there in every language."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import nukki

STUDIO = Path(nukki.__file__).parent / "studio"
LANGUAGES = ("en", "id", "ko")
USED = re.compile(r"""(?:data-word=|data-label=|word\(|Trouble\(|word:\s*)["']([a-z]+\.\w+)["']""")


def words(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((STUDIO / "words" / f"{language}.json").read_text("utf-8"))
    return found


def used() -> set[str]:
    sources = [*STUDIO.glob("*.html"), *STUDIO.glob("*.js")]
    return {key for path in sources for key in USED.findall(path.read_text("utf-8"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_all_words_and_no_empty_one(language: str) -> None:
    assert words(language).keys() == words("en").keys()
    assert all(text.strip() for text in words(language).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_places_of_values(language: str) -> None:
    places = {key: set(re.findall(r"\{\w+\}", text)) for key, text in words(language).items()}
    assert places == {key: set(re.findall(r"\{\w+\}", text)) for key, text in words("en").items()}


def test_every_word_that_the_page_asks_for_exists() -> None:
    assert len(used()) > 100
    assert used() <= words("en").keys()


def test_there_is_a_file_for_each_language_of_the_menu() -> None:
    assert {path.stem for path in (STUDIO / "words").iterdir()} == set(LANGUAGES)
    menu = re.findall(r'lang="(\w+)">', (STUDIO / "index.html").read_text("utf-8"))
    assert set(menu) == set(LANGUAGES)
