"""Things by their kind, where a network on the server tells kinds."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.class_network import LARGE, LEAF, SMALL, salad
from tests.server.conftest import encoded, opened
from tests.studio.conftest import Studio, asked_what_to_keep
from tests.studio.test_screens import Screenshot, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def garden(browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    """The studio of a server whose one network knows tomatoes and leaves."""
    monkeypatch.setenv("NUKKI_HOME", str(tmp_path / "home"))
    with asked_what_to_keep(browser, tmp_path, panel="#class-panel") as studio:
        studio.drop(encoded(salad()))
        studio.wait_until_cut()
        yield studio


def shown(studio: Studio) -> list[bool]:
    """Whether the small tomato, the leaf and the large tomato are in the result."""
    alpha = studio.result()[..., 3]
    return [bool(alpha[place] > 127) for place in (SMALL, LEAF, LARGE)]


def find(studio: Studio) -> None:
    with studio.page.expect_response("**/v2/mattes"):
        studio.page.click("#class-find")
    studio.wait_until_cut()


def test_a_kind_is_kept_alone(garden: Studio, node_tools: Path, screenshot: Screenshot) -> None:
    assert shown(garden) == [True, True, True]
    garden.page.select_option("#class", "tomato")
    garden.page.click("#class-keep")
    assert garden.page.inner_text("#classes-chosen") == "only tomato ✕"
    find(garden)
    assert shown(garden) == [True, False, True]
    screenshot(garden, "desk-classes")
    assert violations(garden, node_tools) == []


def test_the_largest_of_a_kind_is_kept(garden: Studio) -> None:
    garden.page.select_option("#class", "tomato")
    garden.page.click("#class-keep")
    garden.page.select_option("#instance", "largest")
    find(garden)
    assert shown(garden) == [False, False, True]


def test_a_kind_is_taken_away_and_comes_back_when_it_is_forgotten(garden: Studio) -> None:
    garden.page.select_option("#class", "leaf")
    garden.page.click("#class-drop")
    find(garden)
    assert shown(garden) == [True, False, True]
    garden.page.click('[aria-label="Forget leaf"]')
    find(garden)
    assert shown(garden) == [True, True, True]


def unzipped(path: Path) -> dict[str, NDArray[Any]]:
    with zipfile.ZipFile(path) as archive:
        return {name: np.asarray(opened(archive.read(name))) for name in archive.namelist()}


def test_each_thing_is_a_file_of_its_own_finished_as_the_panels_say(garden: Studio) -> None:
    garden.page.select_option("#class", "tomato")
    garden.page.click("#class-keep")
    garden.choose("ground", "colour")
    path = garden.download("#apart")
    assert path.name == "square-things.zip"
    made = unzipped(path)
    assert list(made) == ["square-1.png", "square-2.png"]
    tomato, white = (230, 30, 30), (255, 255, 255)
    seen = [[tuple(one[place][:3]) for place in (SMALL, LEAF, LARGE)] for one in made.values()]
    assert seen == [[white, white, tomato], [tomato, white, white]]


def test_one_thing_is_no_zip(garden: Studio) -> None:
    garden.page.select_option("#class", "leaf")
    garden.page.click("#class-keep")
    path = garden.download("#apart")
    assert (path.name, opened(path.read_bytes()).size) == ("square-1.png", (144, 96))


def test_without_such_networks_it_is_said_how_to_have_words(studio: Studio) -> None:
    pytest.importorskip("tokenizers")
    studio.page.wait_for_selector("#class-panel:not([hidden])", state="attached")
    studio.page.evaluate("document.getElementById('class-panel').open = true")
    assert not studio.page.is_visible("#class-row")
    assert studio.page.is_disabled("#phrase")
    assert "nukki models pull grounding-dino" in studio.page.inner_text("#phrase-needs")
