"""What was done survives what browsers do: reloads, crashes, and being closed."""

from __future__ import annotations

import os
import signal
import time

import numpy as np
import pytest
from tests.studio.conftest import Studio, opened_again, picture

pytestmark = pytest.mark.browser


def kill_tab(studio: Studio) -> None:
    """As the operating system ends a process that took too much memory."""
    session = studio.page.context.browser.new_browser_cdp_session()
    told = session.send("SystemInfo.getProcessInfo")["processInfo"]
    for process in (one["id"] for one in told if one["type"] == "renderer"):
        os.kill(process, signal.SIGKILL)
    time.sleep(2)  # until the browser has seen it


def test_a_crash_loses_no_stroke(studio: Studio) -> None:
    studio.drop(picture())
    studio.wait_until_cut()
    studio.brush("e", (400, 300), (430, 330))
    corrected = studio.result()
    studio.page.wait_for_timeout(1200)
    kill_tab(studio)
    again = opened_again(studio)
    again.wait_until_cut()
    np.testing.assert_array_equal(again.result(), corrected)
    again.page.keyboard.press("Control+z")
    assert int(again.result()[300, 400, 3]) == 255


def test_a_stroke_is_kept_without_writing_the_photo_again(studio: Studio) -> None:
    studio.drop(picture())
    studio.wait_until_cut()
    studio.page.wait_for_timeout(1200)
    studio.page.evaluate(
        """() => {
          window.written = [];
          const put = IDBObjectStore.prototype.put;
          IDBObjectStore.prototype.put = function (record) {
            window.written.push(this.name);
            return put.call(this, record);
          };
        }"""
    )
    studio.brush("e", (400, 300), (430, 330))
    studio.until("window.written.length > 0")
    assert studio.page.evaluate("window.written") == ["edits"]


SLOW_CORRECTIONS = """() => {
  const real = window.fetch;
  window.fetch = async (path, init) => {
    if (path === "/v2/refine") await new Promise((done) => setTimeout(done, 1500));
    return real(path, init);
  };
}"""


def test_a_correction_lands_though_another_picture_is_looked_at_meanwhile(studio: Studio) -> None:
    studio.drop(picture())
    studio.wait_until_cut()
    studio.brush("e", (400, 300), (420, 300))
    erased = studio.result()
    studio.drop(picture(), "other.png")
    studio.until("document.querySelectorAll('studio-strip li[data-state=done]').length === 2")
    cards = studio.page.locator("studio-strip li")
    cards.nth(0).click()
    studio.wait_until_cut()
    studio.page.evaluate(SLOW_CORRECTIONS)
    studio.page.check("#smart")
    studio.brush("b", (396, 300), (424, 300))
    cards.nth(1).click()
    studio.until("document.querySelector('#file-name').textContent === 'other.png'")
    studio.until("!document.body.classList.contains('making')")
    cards.nth(0).click()
    studio.until("document.querySelectorAll('#steps li').length === 3")
    assert studio.page.locator("#steps li").last.text_content() == "Smart brush"
    assert int(erased[300, 410, 3]) == 0
    assert int(studio.result()[300, 410, 3]) == 255
