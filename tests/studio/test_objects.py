"""Pointing at objects: clicks, boxes and outlines, and the pixels that come of them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.studio.conftest import DARK, Studio, drawn, picture

pytestmark = pytest.mark.browser

LEFT, RIGHT = (200, 300), (600, 300)
"""Middles of two bright squares of 200 pixels, of which the toy network takes both."""

GREY = (400, 520)
"""Middle of a square of 120 pixels that is too dark for the network."""


def scene() -> NDArray[np.uint8]:
    pixels = np.full((600, 800, 3), DARK, np.uint8)
    pixels += drawn() % 5
    for x, y in (LEFT, RIGHT):
        pixels[y - 100 : y + 100, x - 100 : x + 100] = 230
    pixels[460:580, 340:460] = (90, 60, 60)
    return pixels


def cut(studio: Studio) -> None:
    studio.drop(picture(scene()))
    studio.wait_until_cut()


def drag(studio: Studio, *places: tuple[float, float]) -> None:
    studio.page.mouse.move(*studio.at(*places[0]))
    studio.page.mouse.down()
    for place in places:
        studio.page.mouse.move(*studio.at(*place), steps=4)
    studio.page.mouse.up()


def point(studio: Studio, action: str, *places: tuple[float, float], tool: str = "o") -> None:
    """Click one place, or drag through several, and wait for what comes of it."""
    studio.page.keyboard.press(tool)
    studio.choose("action", action)
    steps = studio.page.locator("#steps li").count()
    drag(studio, *places)
    studio.until(f"document.querySelectorAll('#steps li').length > {steps}")


def alpha(studio: Studio) -> NDArray[np.uint8]:
    found: NDArray[np.uint8] = studio.result()[..., 3]
    return found


def test_a_click_chooses_one_object_and_says_what_found_it(studio: Studio) -> None:
    cut(studio)
    point(studio, "choose", LEFT)
    found = alpha(studio)
    assert (found[210:390, 110:290] > 250).all()
    assert (found[:, 420:] == 0).all()
    assert "a closer look" in studio.page.inner_text("#object-finder")


def test_a_box_adds_what_the_network_left_out(studio: Studio) -> None:
    cut(studio)
    before = alpha(studio)
    point(studio, "add", (320, 440), (480, 595))
    found = alpha(studio)
    assert (found[470:570, 350:450] > 250).all()
    np.testing.assert_array_equal(found[:380], before[:380])


def test_a_click_removes_an_object_and_undo_brings_it_back(studio: Studio) -> None:
    cut(studio)
    before = alpha(studio)
    point(studio, "remove", RIGHT)
    assert (alpha(studio)[220:380, 520:680] < 5).all()
    studio.page.keyboard.press("Control+z")
    np.testing.assert_array_equal(alpha(studio), before)


def test_a_lasso_finds_the_edge_of_what_it_surrounds(studio: Studio) -> None:
    cut(studio)
    point(studio, "choose", (80, 180), (320, 180), (320, 420), (80, 420), (80, 190), tool="l")
    found = alpha(studio)
    assert (found[210:390, 110:290] > 250).all()
    assert found[300, 90] == 0
    assert (found[:, 420:] == 0).all()


def test_a_lasso_cuts_exactly_as_it_was_drawn_when_that_is_wanted(studio: Studio) -> None:
    cut(studio)
    studio.page.keyboard.press("l")
    studio.page.check("#exact")
    point(studio, "choose", (40, 40), (160, 40), (160, 560), (40, 560), tool="l")
    found = alpha(studio)
    assert (found[50:550, 50:150] == 255).all()
    assert (found[:, 170:] == 0).all()


def test_a_keyboard_clicks_objects_too(studio: Studio) -> None:
    cut(studio)
    studio.page.keyboard.press("o")
    studio.choose("action", "remove")
    studio.page.mouse.move(*studio.at(*RIGHT))
    studio.page.focus("#board")
    studio.page.keyboard.press("ArrowLeft")
    studio.page.keyboard.press("Space")
    studio.until("document.querySelectorAll('#steps li').length > 1")
    assert (alpha(studio)[220:380, 520:680] < 5).all()


WATCH_SENT = """() => {
  window.sent = [];
  const real = window.fetch;
  window.fetch = async (path, init) => {
    const files = path === "/v2/refine" ? [...init.body.values()] : [];
    for (const file of files.filter((one) => one instanceof Blob)) {
      const { width, height } = await createImageBitmap(file);
      window.sent.push([width, height]);
    }
    return real(path, init);
  };
}"""


def test_only_the_surroundings_of_a_stroke_are_sent(studio: Studio) -> None:
    cut(studio)
    before = alpha(studio)
    studio.page.evaluate(WATCH_SENT)
    studio.page.check("#smart")
    studio.brush("e", (400, 515), (410, 515))
    studio.until("!document.body.classList.contains('making')")
    photo, matte = studio.page.evaluate("window.sent")
    assert photo == matte
    assert max(photo) < 300
    found = alpha(studio)
    np.testing.assert_array_equal(found[:380], before[:380])
    np.testing.assert_array_equal(found[:, :300], before[:, :300])


def test_only_the_surroundings_of_a_box_are_sent_and_come_back_in_place(studio: Studio) -> None:
    cut(studio)
    studio.page.evaluate(WATCH_SENT)
    point(studio, "add", (320, 440), (480, 595))
    photo, matte = studio.page.evaluate("window.sent")
    assert photo == matte
    assert max(photo) < 320
    assert (alpha(studio)[470:570, 350:450] > 250).all()


def test_a_pen_s_pressure_narrows_the_stroke_and_the_ring_has_the_brush_s_size(
    studio: Studio,
) -> None:
    cut(studio)
    studio.page.keyboard.press("e")
    x, y = studio.at(*LEFT)
    session = studio.page.context.new_cdp_session(studio.page)
    pen = {"x": x, "y": y, "button": "left", "clickCount": 1, "pointerType": "pen", "force": 0.2}
    for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
        session.send("Input.dispatchMouseEvent", {"type": kind, **pen})
    ring = studio.page.locator(".ring").bounding_box()
    scale = studio.at(1, 0)[0] - studio.at(0, 0)[0]
    assert abs(ring["width"] - 40 * scale) < 1.5
    row = alpha(studio)[LEFT[1], LEFT[0] - 60 : LEFT[0] + 60]
    assert 8 <= (row < 128).sum() <= 18  # of 40 pixels: 15 % at least, and a fifth of the rest


def test_a_finger_taps_an_object_on_a_telephone(phone: Studio) -> None:
    cut(phone)
    phone.choose("tool", "object")
    phone.choose("action", "remove")
    phone.page.touchscreen.tap(*phone.at(*RIGHT))
    phone.until("document.querySelectorAll('#steps li').length > 1")
    assert (alpha(phone)[220:380, 520:680] < 5).all()


def test_where_no_subject_was_found_a_click_says_what_is_meant(studio: Studio) -> None:
    pixels = np.full((600, 800, 3), DARK, np.uint8)
    pixels += drawn() % 5
    pixels[200:400, 300:500] = (90, 60, 60)
    studio.drop(picture(pixels))
    studio.wait_until_cut()
    assert "No clear subject" in studio.page.inner_text("#trouble-text")
    studio.page.click("#point")
    drag(studio, (400, 300))
    studio.until("document.querySelectorAll('#steps li').length > 1")
    found = alpha(studio)
    assert (found[210:390, 310:490] > 250).all()
    assert (found[:180] == 0).all()
    assert not studio.page.is_visible("#trouble")
