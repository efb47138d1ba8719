"""Many pictures at once: the grid, its order, its troubles, and the ZIP that comes of it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from tests.server.conftest import opened
from tests.studio.conftest import Studio, drawn, picture
from tests.studio.test_screens import Screenshot, violations

pytestmark = pytest.mark.browser

DONE = "document.querySelectorAll('studio-strip li[data-state=done]').length === {}"


def put(studio: Studio, *names: str) -> None:
    files = [
        {"name": name, "mimeType": "image/png", "buffer": picture(drawn((120, 160)))}
        for name in names
    ]
    studio.page.set_input_files("#file", files)
    studio.until(DONE.format(len(names)))


def names(studio: Studio) -> list[str]:
    found: list[str] = studio.page.locator("studio-strip .name").all_inner_texts()
    return found


def test_the_grid_shows_how_far_each_is_and_has_no_barriers(
    studio: Studio, node_tools: Path, screenshot: Screenshot
) -> None:
    put(studio, "a.png", "b.png", "c.png")
    studio.page.click('[data-act="grid"]')
    assert studio.page.inner_text(".strip-head span") == "3 of 3 ready"
    assert studio.page.eval_on_selector_all(
        "li progress", "(all) => all.map((one) => one.value)"
    ) == [1, 1, 1]
    screenshot(studio, "desk-grid")
    assert violations(studio, node_tools) == []


def test_pictures_are_put_in_order_by_buttons_keys_and_dragging(studio: Studio) -> None:
    put(studio, "a.png", "b.png", "c.png")
    studio.page.click('[data-act="grid"]')
    studio.page.click('[aria-label="Move back: a.png"]')
    assert names(studio) == ["b.png", "a.png", "c.png"]
    studio.page.focus('[data-act="open"][aria-label^="c.png"]')
    studio.page.keyboard.press("Alt+ArrowLeft")
    assert names(studio) == ["b.png", "c.png", "a.png"]
    cards = studio.page.locator("studio-strip li")
    cards.nth(2).drag_to(cards.nth(0))
    assert names(studio) == ["a.png", "b.png", "c.png"]


def test_the_order_survives_a_reload(studio: Studio) -> None:
    put(studio, "a.png", "b.png")
    studio.page.click('[data-act="grid"]')
    studio.page.click('[aria-label="Move back: a.png"]')
    studio.page.wait_for_timeout(1200)
    studio.page.reload()
    studio.until(DONE.format(2))
    assert names(studio) == ["b.png", "a.png"]


def test_a_picture_is_edited_from_the_grid_and_the_zip_holds_the_edit(studio: Studio) -> None:
    put(studio, "a.png", "b.png")
    studio.page.click('[data-act="grid"]')
    studio.page.click('[data-act="open"][aria-label^="b.png"]')
    studio.until("document.getElementById('file-name').textContent === 'b.png'")
    studio.wait_until_cut()
    studio.brush("e", (80, 60), (90, 60))
    with zipfile.ZipFile(studio.download("#download-all")) as archive:
        alphas = [opened(archive.read(name)).getpixel((85, 60))[3] for name in ("a.png", "b.png")]
    assert alphas == [255, 0]


def test_what_failed_is_told_on_its_card_and_tried_again(studio: Studio) -> None:
    studio.page.route("**/v2/mattes", lambda route: route.abort())
    files = [
        {"name": name, "mimeType": "image/png", "buffer": picture(drawn((120, 160)))}
        for name in ("a.png", "b.png")
    ]
    studio.page.set_input_files("#file", files)
    studio.until("document.querySelectorAll('li[data-state=failed]').length === 2")
    assert "cannot be reached" in studio.page.inner_text("li .mark >> nth=0")
    studio.page.unroute("**/v2/mattes")
    studio.page.click('[data-act="retry-all"]')
    studio.until(DONE.format(2))
    studio.said.clear()  # the browser itself logs what was cut off
