"""Recipes in the studio: the server's by name, or a file; one photo, or all in a ZIP."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.server.clients.rig import listening
from tests.server.conftest import opened
from tests.server.stand_ins import FixedKinds
from tests.studio.conftest import Studio, drawn, opened_studio, picture
from tests.studio.test_batch import DONE
from tests.studio.test_screens import Screenshot, violations

from nukki.server.accounts import keys, users
from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.app import create_app
from nukki.server.settings import ServerSettings

pytestmark = pytest.mark.browser

SHOP = {
    "edges": "plain",
    "outputs": {"main": {"outlet": "ebay", "canvas": "200x200"}, "clear": {"size": "40"}},
}


@pytest.fixture
def address(tiny_model: str, tmp_path: Path) -> Iterator[str]:
    """A server that has a recipe."""
    (tmp_path / "recipes").mkdir()
    (tmp_path / "recipes" / "shop.json").write_text(json.dumps(SHOP))
    settings = ServerSettings(
        model=tiny_model,
        preset="fast",
        no_auth=True,
        database=f"sqlite:///{tmp_path}/s.sqlite",
        recipes=str(tmp_path / "recipes"),
    )
    with listening(create_app(settings, kinds=FixedKinds()), port=0) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def desk(browser: Any, address: str, tmp_path: Path) -> Iterator[Studio]:
    """The studio of that server, with its recipes open."""
    with opened_studio(browser, address + "/", tmp_path) as studio:
        studio.page.wait_for_selector("#recipe-panel:not([hidden])", state="attached")
        studio.page.evaluate("document.getElementById('recipe-panel').open = true")
        yield studio


def put(studio: Studio, *names: str) -> None:
    pixels = picture(drawn((120, 160)))
    files = [{"name": name, "mimeType": "image/png", "buffer": pixels} for name in names]
    studio.page.set_input_files("#file", files)
    studio.until(DONE.format(len(names)) if len(names) > 1 else "true")
    studio.wait_until_cut()


def unpacked(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        assert archive.testzip() is None
        return {name: opened(archive.read(name)) for name in archive.namelist()}


def test_a_corrected_photo_becomes_all_outputs_by_their_names(
    desk: Studio, node_tools: Path, screenshot: Screenshot
) -> None:
    put(desk, "shoe.png")
    desk.brush("e", (80, 60), (90, 60))
    desk.page.select_option("#recipe", "shop")
    assert desk.page.locator("#recipe-outputs li").all_inner_texts() == [
        "main (jpg) · checked for ebay", "clear (png)",
    ]  # fmt: skip
    path = desk.download("#recipe-one")
    assert path.name == "shop.zip"
    made = unpacked(path)
    assert {name: one.size for name, one in made.items()} == {
        "shoe-main.jpg": (200, 200), "shoe-clear.png": (40, 30),
    }  # fmt: skip
    assert made["shoe-clear.png"].getpixel((21, 15))[3] == 0  # what was erased
    desk.page.wait_for_selector('#recipe-findings li[data-passed="false"]')
    assert "shoe-main.jpg – ebay" in desk.page.inner_text("#recipe-findings")
    screenshot(desk, "desk-recipe")
    assert violations(desk, node_tools) == []


def test_all_photos_come_in_one_zip_named_as_bulk_names(desk: Studio) -> None:
    put(desk, "cat.png", "cat.webp", "dog.png")
    desk.page.select_option("#recipe", "shop")
    made = unpacked(desk.download("#recipe-all"))
    assert list(made) == [
        "cat-main.jpg", "cat-clear.png", "cat.webp-main.jpg", "cat.webp-clear.png",
        "dog-main.jpg", "dog-clear.png",
    ]  # fmt: skip


def open_file(studio: Studio, name: str, text: str) -> None:
    studio.page.set_input_files(
        "#recipe-file", {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    )


def test_a_recipe_file_is_opened_and_one_output_is_no_zip(desk: Studio) -> None:
    put(desk, "shoe.png")
    open_file(desk, "mine.json", '{"name": "{stem}_cut", "size": "20", "format": "webp"}')
    desk.until("document.getElementById('recipe').value === 'file:mine'")
    path = desk.download("#recipe-one")
    assert (path.name, opened(path.read_bytes()).size) == ("shoe_cut.webp", (20, 15))


def test_a_bad_recipe_file_is_told_in_one_line(desk: Studio) -> None:
    put(desk, "shoe.png")
    open_file(desk, "mine.json", '{"backgruond": "white"}')
    desk.page.wait_for_selector("#recipe-trouble", state="visible")
    said = desk.page.inner_text("#recipe-trouble")
    assert said.startswith("mine.json: no option named 'backgruond'; did you mean background")
    desk.said.clear()  # the browser itself logs an answer of 400


def test_the_photo_s_own_turn_holds_for_every_output(desk: Studio) -> None:
    put(desk, "shoe.png")
    desk.page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
    desk.page.click("#turn-right")
    desk.page.select_option("#recipe", "shop")
    assert unpacked(desk.download("#recipe-one"))["shoe-clear.png"].size == (30, 40)


def test_with_accounts_recipes_are_there_once_there_is_a_key(
    browser: Any, tiny_model: str, tmp_path: Path
) -> None:
    (tmp_path / "shop.json").write_text(json.dumps(SHOP))
    database = f"sqlite:///{tmp_path}/a.sqlite"
    settings = ServerSettings(model=tiny_model, database=database, recipes=str(tmp_path))
    app = create_app(settings, kinds=FixedKinds())
    gate: DatabaseGate = app.state.gate
    anna = users.add_user(gate.engine, "anna", plan="free", now=time.time())
    secret = keys.issue(gate.engine, anna.id, now=time.time()).text
    with (
        listening(app, port=0) as port,
        opened_studio(browser, f"http://127.0.0.1:{port}/", tmp_path) as studio,
    ):
        assert studio.page.locator("#recipe option").count() == 1
        studio.page.evaluate(
            """(secret) => {
              document.getElementById("key").value = secret;
              document.getElementById("key-form").requestSubmit();
            }""",
            secret,
        )
        studio.until("document.querySelectorAll('#recipe option').length === 2")


def test_on_a_telephone_the_recipe_fits(
    browser: Any, address: str, tmp_path: Path, screenshot: Callable[[Studio, str], Path]
) -> None:
    screen: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
    with opened_studio(browser, address + "/", tmp_path, **screen) as studio:
        put(studio, "shoe.png")
        studio.page.evaluate("document.getElementById('recipe-panel').open = true")
        studio.page.select_option("#recipe", "shop")
        studio.page.locator("#recipe-one").scroll_into_view_if_needed()
        screenshot(studio, "phone-recipe")
        wide = "document.documentElement.scrollWidth <= innerWidth"
        assert studio.page.evaluate(wide)
