"""A mask of one's own, in place of what the network finds."""

from __future__ import annotations

import numpy as np
import pytest
from tests.server.conftest import encoded
from tests.studio.conftest import Studio, drawn

pytestmark = pytest.mark.browser


def take(studio: Studio, mask: bytes) -> None:
    studio.page.evaluate("document.getElementById('steps-panel').open = true")
    studio.page.set_input_files(
        "#mask-file", {"name": "mask.png", "mimeType": "image/png", "buffer": mask}
    )
    again(studio)


def again(studio: Studio) -> None:
    studio.until("document.getElementById('download').disabled")
    studio.wait_until_cut()


def test_a_mask_is_taken_and_given_up_again(studio: Studio) -> None:
    studio.drop(encoded(drawn((120, 160))))
    studio.wait_until_cut()
    found = studio.result()[..., 3]
    corner = np.zeros((120, 160), np.uint8)
    corner[:40, :50] = 255
    take(studio, encoded(corner))
    alpha = studio.result()[..., 3]
    assert alpha[:34, :44].min() > 200
    assert alpha[50:].max() < 50
    studio.page.click("#drop-mask")
    again(studio)
    np.testing.assert_array_equal(studio.result()[..., 3], found)


def test_a_mask_of_another_shape_is_told(studio: Studio) -> None:
    studio.drop(encoded(drawn((120, 160))))
    studio.wait_until_cut()
    studio.page.evaluate("document.getElementById('steps-panel').open = true")
    square = encoded(np.full((50, 50), 255, np.uint8))
    studio.page.set_input_files(
        "#mask-file", {"name": "mask.png", "mimeType": "image/png", "buffer": square}
    )
    studio.page.wait_for_selector("#trouble", state="visible")
    assert "expected a mask of the picture's shape" in studio.page.inner_text("#trouble-text")
    studio.said.clear()  # the browser itself logs an answer of 400
