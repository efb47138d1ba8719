"""Things in words, where a network on the server understands them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.server.conftest import encoded
from tests.studio.conftest import Studio, asked_what_to_keep
from tests.studio.test_screens import Screenshot, violations
from tests.words_network import LEFT, RIGHT, TABLE, add_reading, desk

pytestmark = pytest.mark.browser


@pytest.fixture
def table(browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    """The studio of a server that knows the words red and blue, with two mugs on a table."""
    monkeypatch.setenv("NUKKI_HOME", str(tmp_path / "home"))
    add_reading(tmp_path, monkeypatch)
    with asked_what_to_keep(browser, tmp_path, panel="#phrase-row") as studio:
        studio.drop(encoded(desk()), "desk.png")
        studio.wait_until_cut()
        yield studio


def shown(studio: Studio) -> list[bool]:
    """Whether the left mug, the right one and the table are in the result."""
    alpha = studio.result()[..., 3]
    return [bool(alpha[place] > 127) for place in (LEFT, RIGHT, TABLE)]


def say(studio: Studio, words: str) -> None:
    studio.page.fill("#phrase", words)
    with studio.page.expect_response("**/v2/mattes"):
        studio.page.press("#phrase", "Enter")


def test_what_is_said_is_kept(table: Studio, node_tools: Path, screenshot: Screenshot) -> None:
    say(table, "the blue mug")
    table.wait_until_cut()
    assert shown(table) == [False, True, False]
    screenshot(table, "desk-words")
    assert violations(table, node_tools) == []


def test_a_kind_stands_in_place_of_words(table: Studio) -> None:
    table.page.fill("#phrase", "the blue mug")
    table.page.select_option("#class", "tomato")
    table.page.click("#class-keep")
    assert table.page.input_value("#phrase") == ""
    table.page.fill("#phrase", "red")
    assert table.page.inner_text("#classes-chosen") == ""


def test_each_thing_that_is_said_is_a_file(table: Studio) -> None:
    table.page.fill("#phrase", "red, blue")
    assert table.download("#apart").name == "desk-things.zip"


def test_what_is_not_there_is_told_and_what_was_found_stays(table: Studio) -> None:
    table.brush("e", LEFT[::-1], (40, 48))
    before = table.result()
    table.page.fill("#phrase", "mug")
    table.page.press("#phrase", "Enter")
    table.page.wait_for_selector("#trouble:not([hidden])")
    np.testing.assert_array_equal(table.result(), before)
    assert "expected mug in the picture, found none" in table.page.inner_text("#trouble-text")
    table.said.clear()  # the browser itself logs an answer of 400
