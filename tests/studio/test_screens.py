"""The screens themselves: accessible, on a desk and on a telephone, in light and dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.studio.conftest import Studio, opened_studio, picture

pytestmark = pytest.mark.browser

SAMPLE = Path(__file__).parents[2] / "examples" / "astronaut.jpg"

Screenshot = Callable[[Studio, str], Path]


def violations(studio: Studio, node_tools: Path) -> list[str]:
    """What axe-core finds wrong, by WCAG 2.2 A and AA and its own best practices."""
    studio.page.evaluate((node_tools / "axe-core" / "axe.min.js").read_text("utf-8"))
    found = studio.page.evaluate("axe.run()")["violations"]
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found]


def edit(studio: Studio) -> None:
    studio.page.set_input_files("#file", [SAMPLE, SAMPLE])
    studio.wait_until_cut()
    studio.until("document.querySelectorAll('studio-strip li[data-state=done]').length === 2")


def test_the_desk_has_no_barriers(studio: Studio, node_tools: Path, screenshot: Screenshot) -> None:
    screenshot(studio, "desk-welcome")
    assert violations(studio, node_tools) == []
    edit(studio)
    studio.page.check("#compare")
    screenshot(studio, "desk-editing")
    assert violations(studio, node_tools) == []
    studio.page.click("#help")
    screenshot(studio, "desk-help")
    assert violations(studio, node_tools) == []


def test_the_telephone_has_no_barriers(
    phone: Studio, node_tools: Path, screenshot: Screenshot
) -> None:
    screenshot(phone, "phone-welcome")
    assert violations(phone, node_tools) == []
    edit(phone)
    screenshot(phone, "phone-editing")
    assert violations(phone, node_tools) == []
    wide = phone.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390


def test_a_finger_paints_on_a_telephone(phone: Studio) -> None:
    phone.drop(picture())
    phone.wait_until_cut()
    phone.choose("tool", "keep")
    phone.page.touchscreen.tap(*phone.at(60, 60))
    assert int(phone.result()[60, 60, 3]) == 255


@pytest.mark.parametrize("language", ["id-ID", "ko-KR"])
def test_in_dark_and_in_another_language_there_are_no_barriers(
    browser: Any, address: str, tmp_path: Path, node_tools: Path, screenshot: Screenshot,
    language: str,
) -> None:  # fmt: skip
    dark: dict[str, Any] = {"locale": language, "color_scheme": "dark"}
    with opened_studio(browser, address + "/", tmp_path, **dark) as studio:
        edit(studio)
        screenshot(studio, f"dark-{language}")
        assert studio.page.get_attribute("html", "lang") == language[:2]
        assert violations(studio, node_tools) == []


def test_a_mouse_is_not_needed(studio: Studio) -> None:
    studio.drop(picture())
    studio.wait_until_cut()
    studio.page.focus("#board")
    studio.page.keyboard.press("e")
    studio.page.keyboard.press("ArrowRight")
    studio.page.keyboard.press("Space")
    assert studio.page.locator("#steps li").count() == 2
    assert int(studio.result()[300, 410, 3]) == 0


def test_holding_tab_shows_the_original_and_escape_leads_out(studio: Studio) -> None:
    studio.drop(picture())
    studio.wait_until_cut()
    studio.page.focus("#board")
    studio.page.keyboard.down("Tab")
    assert studio.page.evaluate("document.getElementById('board').scene.mode") == "original"
    studio.page.keyboard.up("Tab")
    assert studio.page.evaluate("document.getElementById('board').scene.mode") == "result"
    studio.page.keyboard.press("Escape")
    assert studio.page.evaluate("document.activeElement.id") != "board"


def test_the_wheel_zooms_to_eight_hundred_percent_and_0_shows_all(studio: Studio) -> None:
    studio.drop(picture())
    studio.wait_until_cut()
    studio.page.mouse.move(*studio.at(400, 300))
    for _ in range(30):
        studio.page.mouse.wheel(0, -400)
    studio.until("document.getElementById('zoom-value').textContent === '800 %'")
    studio.page.keyboard.press("0")
    assert studio.page.inner_text("#zoom-value") == "100 %"
