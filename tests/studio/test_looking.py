"""Looking at the cut-out: the original, doubtful spots; and edges that are moved for all of it."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.studio.conftest import Studio, drawn, picture

pytestmark = pytest.mark.browser

MODE = "document.getElementById('board').scene.mode"


def cut(studio: Studio, pixels: NDArray[np.uint8] | None = None) -> None:
    studio.drop(picture(pixels))
    studio.wait_until_cut()


def slide(studio: Studio, name: str, value: float) -> None:
    """Move a slider of the edge, and wait for what comes of it."""
    studio.page.locator("#edge-panel").evaluate("(panel) => { panel.open = true; }")
    studio.page.locator(f"#{name}").fill(str(value))
    studio.until("!document.body.classList.contains('making')")


def alpha(studio: Studio) -> NDArray[np.int64]:
    return studio.result()[..., 3].astype(np.int64)


def test_a_slider_moves_the_edge_outwards_and_leaves_the_rest(studio: Studio) -> None:
    cut(studio)
    before = alpha(studio)
    slide(studio, "shift", 4)
    found = alpha(studio)
    widths = (found[300] >= 128).sum() - (before[300] >= 128).sum()
    assert 7 <= widths <= 9
    assert (found >= before).all()
    np.testing.assert_array_equal(found[:, :150], before[:, :150])


def test_moving_the_slider_again_replaces_the_step_and_undo_takes_it_back(studio: Studio) -> None:
    cut(studio)
    before = alpha(studio)
    slide(studio, "shift", 6)
    slide(studio, "shift", -3)
    assert studio.page.locator("#steps li").count() == 2
    assert ((before[300] >= 128).sum() - (alpha(studio)[300] >= 128).sum()) in (5, 6, 7)
    studio.page.keyboard.press("Control+z")
    np.testing.assert_array_equal(alpha(studio), before)
    assert studio.page.input_value("#shift") == "0"


def test_a_slider_softens_the_edge(studio: Studio) -> None:
    cut(studio)
    before = alpha(studio)
    slide(studio, "feather", 20)
    found = alpha(studio)
    grey = ((found > 10) & (found < 245))[300].sum() - ((before > 10) & (before < 245))[300].sum()
    assert grey > 15
    assert found[300, 400] == 255


def test_holding_the_button_shows_the_original(studio: Studio) -> None:
    cut(studio)
    studio.page.hover("#hold")
    studio.page.mouse.down()
    assert studio.page.evaluate(MODE) == "original"
    studio.page.mouse.up()
    assert studio.page.evaluate(MODE) == "result"
    studio.page.focus("#hold")
    studio.page.keyboard.down("Space")
    assert studio.page.evaluate(MODE) == "original"
    studio.page.keyboard.up("Space")
    assert studio.page.evaluate(MODE) == "result"


def test_a_button_is_pressed_with_space(studio: Studio) -> None:
    cut(studio)
    studio.brush("e", (400, 300), (430, 330))
    studio.page.focus("#undo")
    studio.page.keyboard.press("Space")
    assert studio.page.is_disabled("#undo")


SPOTS_OF_A_SHARP_SQUARE = """async () => {
  const { Matte } = await import("/studio/matte.js");
  const { doubtfulSpots } = await import("/studio/spots.js");
  const data = new Uint8Array(400 * 300).map((_, at) => (at % 400 > 100 ? 255 : 0));
  return doubtfulSpots(new Matte(400, 300, data)).length;
}"""


def test_what_the_network_was_unsure_of_is_walked_through(studio: Studio) -> None:
    pixels = drawn()
    pixels[420:580, 560:780] = 128
    cut(studio, pixels)
    assert "Spots to check" in studio.page.inner_text("#spots-text")
    studio.page.click("#next-spot")
    assert studio.page.inner_text("#spots-text").startswith("Spot 1 of")
    left, top = studio.at(670, 500)
    box = studio.page.locator(".spot-frame").bounding_box()
    assert box["x"] < left < box["x"] + box["width"]
    assert box["y"] < top < box["y"] + box["height"]


def test_a_sharp_edge_is_no_doubt(studio: Studio) -> None:
    assert studio.page.evaluate(SPOTS_OF_A_SHARP_SQUARE) == 0
