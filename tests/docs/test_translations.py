"""The front page in other languages: the same code, the same sections, links that lead somewhere.

With NUKKI_WRITE_DOCS=1 the code of the English page is copied instead of compared.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGLISH = ROOT / "README.md"
TRANSLATIONS = ("README.id.md", "README.ko.md")
FENCE = re.compile(r"^```[^\n]+\n.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def copy_code(page: Path) -> None:
    """The English page's blocks in the place of this one's, where there are as many."""
    blocks = FENCE.findall(text_of(ENGLISH))
    if len(FENCE.findall(text_of(page))) == len(blocks):
        following = iter(blocks)
        page.write_text(FENCE.sub(lambda _: next(following), text_of(page)), encoding="utf-8")


@pytest.fixture(params=TRANSLATIONS)
def translation(request: pytest.FixtureRequest) -> Path:
    page = ROOT / str(request.param)
    if os.environ.get("NUKKI_WRITE_DOCS") == "1":
        copy_code(page)
    return page


def test_a_translation_shows_the_same_code(translation: Path) -> None:
    assert FENCE.findall(text_of(translation)) == FENCE.findall(text_of(ENGLISH))


def test_a_translation_has_the_same_sections_and_no_door_of_its_own(translation: Path) -> None:
    ours, english = text_of(translation), text_of(ENGLISH)
    assert ours.count("\n## ") == english.count("\n## ")
    doors = re.compile(r"^\| (`nukki[^`]*`) \|", re.MULTILINE)
    assert doors.findall(ours)
    assert set(doors.findall(ours)) <= set(doors.findall(english))


def test_links_of_a_translation_lead_to_files(translation: Path) -> None:
    assert not [path for path in LINK.findall(text_of(translation)) if not (ROOT / path).exists()]


@pytest.mark.parametrize("name", TRANSLATIONS)
def test_the_english_page_leads_to_each_language_first(name: str) -> None:
    assert f"({name})" in text_of(ENGLISH).split("\n\n")[1]
