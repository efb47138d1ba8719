"""Rules of shops over HTTP, and checks against them."""

from __future__ import annotations

import numpy as np
from tests.server.conftest import Server, encoded


def page(ground: int) -> bytes:
    pixels = np.full((1000, 1000, 3), ground, np.uint8)
    pixels[50:950, 300:700] = 30
    return encoded(pixels)


def test_a_finished_picture_is_checked_by_its_pixels(server: Server) -> None:
    answer = server.client.post(
        "/v2/checks", files={"image_file": page(255)}, data={"outlet": "amazon-main"}
    )
    assert answer.status_code == 200
    assert answer.json()["passed"] is True


def test_a_ground_that_is_not_white_is_named(server: Server) -> None:
    answer = server.client.post(
        "/v2/checks", files={"image_file": page(253)}, data={"outlet": "amazon-main"}
    )
    wrong = [one for one in answer.json()["findings"] if one["passed"] is False]
    assert [one["rule"] for one in wrong] == ["background"]


def test_an_unknown_shop_is_told_with_the_nearest(server: Server) -> None:
    answer = server.client.post(
        "/v2/checks", files={"image_file": page(255)}, data={"outlet": "amazon"}
    )
    assert answer.status_code == 400
    assert "amazon-main" in answer.text


def test_the_rules_are_listed_with_their_sources(server: Server) -> None:
    listed = server.client.get("/v2/outlets").json()["outlets"]
    amazon = next(one for one in listed if one["name"] == "amazon-main")
    assert "Amazon" in amazon["source"]
    assert amazon["options"]["canvas"] == "2000x2000"
    assert amazon["rules"]["fill_min"] == 85
