"""A photo and a finished matte become a picture, exactly where the matte says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tests.server.conftest import DARK, Server, drawn, encoded, opened


def composite(server: Server, photo: bytes, matte: bytes | None, **fields: str) -> Any:
    files: dict[str, Any] = {name: (None, value) for name, value in fields.items()}
    files["image_file"] = ("photo", photo)
    if matte is not None:
        files["matte_file"] = ("matte.png", matte)
    return server.client.post("/v2/composites", files=files)


def corner_matte() -> bytes:
    """White in the upper left quarter of the photo, where a network finds nothing."""
    alpha = np.zeros((60, 80), np.uint8)
    alpha[:30, :40] = 255
    return encoded(alpha)


def test_alpha_is_the_matte_that_came_and_opaque_colours_are_the_photos(
    server: Server, photo: bytes
) -> None:
    response = composite(server, photo, corner_matte(), format="png")
    assert response.status_code == 200, response.text
    result = np.asarray(opened(response.content))
    assert (result[:30, :40, 3] == 255).all()
    assert (result[30:, :, 3] == 0).all()
    assert (result[30:] == 0).all()
    np.testing.assert_array_equal(result[:25, :35, :3], drawn()[:25, :35])


def test_without_a_matte_all_of_the_photo_is_kept(server: Server, photo: bytes) -> None:
    result = np.asarray(opened(composite(server, photo, None, format="png").content))
    np.testing.assert_array_equal(result[..., :3], drawn())


def test_it_is_laid_over_a_colour_and_trimmed(server: Server, photo: bytes) -> None:
    fields = {"background": "#ff0000", "trim": "true", "margin": "10px", "format": "png"}
    result = opened(composite(server, photo, corner_matte(), **fields).content).convert("RGB")
    assert result.size == (60, 50)
    assert result.getpixel((55, 45)) == (255, 0, 0)
    assert result.getpixel((15, 15)) == (DARK, DARK, DARK)


def test_options_that_find_a_subject_are_refused(server: Server, photo: bytes) -> None:
    response = composite(server, photo, corner_matte(), model="u2net")
    assert response.status_code == 400
    assert "model" in response.json()["detail"]


def test_a_matte_that_is_no_picture_is_told(server: Server, photo: bytes) -> None:
    response = composite(server, photo, b"rubbish")
    assert response.status_code == 400
    assert response.json()["code"] == "invalid_file_type"


def test_it_costs_nothing(server: Server, photo: bytes) -> None:
    composite(server, photo, corner_matte())
    assert server.gate.charged == []
    assert server.gate.rate_left < 500


def test_a_sheet_to_print_says_how_large_it_is(server: Server, photo: bytes) -> None:
    fields = {"sheet": "10x15cm", "dpi": "100", "format": "png", "background": "white"}
    sheet = opened(composite(server, photo, corner_matte(), **fields).content)
    assert sorted(sheet.size) == [394, 591]
    assert sheet.info["dpi"] == pytest.approx((100, 100), abs=0.1)


def test_light_of_the_new_background_falls_on_the_subject(server: Server, photo: bytes) -> None:
    fields = {"background": "#ffffff", "format": "png"}
    plain, lit = (
        np.asarray(opened(composite(server, photo, corner_matte(), **fields, **more).content))
        for more in ({}, {"light_wrap": "100%"})
    )
    assert lit[15, 38, 0] > plain[15, 38, 0]


def test_a_head_without_a_canvas_is_refused(server: Server, photo: bytes) -> None:
    response = composite(server, photo, corner_matte(), head="70% 10%")
    assert response.status_code == 400
    assert "say how large that is with canvas" in response.json()["detail"]
