"""``POST /v2/refine``: strokes that correct a matte."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.server.conftest import Server, encoded, opened
from tests.server.stand_ins import SANDBOX_KEY

SQUARE = (slice(15, 45), slice(25, 55))
"""Where the bright square of the photo lies."""

CLICK = {"kind": "keep", "points": [[50, 40]], "radius_px": 6}


def matte() -> NDArray[np.uint8]:
    """The square, of which a corner is missing; a grey that is not in the photo is far away."""
    drawn = np.zeros((60, 80), np.uint8)
    drawn[SQUARE] = 255
    drawn[35:45, 45:55] = 0
    drawn[2:5, 2:5] = 77
    return drawn


def refine(server: Server, photo: bytes, strokes: Any = (CLICK,), **fields: str) -> Any:
    files = {"image_file": ("p", photo), "matte_file": ("m", encoded(matte()))}
    data = {"strokes": json.dumps(strokes)} | fields
    return server.client.post("/v2/refine", files=files, data=data)


def test_a_click_brings_a_missing_corner_back(server: Server, photo: bytes) -> None:
    response = refine(server, photo)
    assert (response.status_code, response.headers["content-type"]) == (200, "image/png")
    picture = opened(response.content)
    found = np.asarray(picture)
    assert picture.mode == "L"
    assert (found[SQUARE] == 255).all()
    assert np.array_equal(found[:14, :24], matte()[:14, :24])


def test_the_cutout_has_the_photo_s_colours(server: Server, photo: bytes) -> None:
    picture = opened(refine(server, photo, result="cutout", format="webp").content)
    assert picture.format == "WEBP"
    assert abs(np.subtract(picture.getpixel((50, 40)), (230, 230, 230, 255))).max() <= 3
    assert picture.getpixel((70, 50))[3] == 0


def test_json_carries_strokes_as_they_are(server: Server, photo: bytes) -> None:
    body = {
        "image_file_b64": b64encode(photo).decode(),
        "matte_b64": b64encode(encoded(matte())).decode(),
        "strokes": [CLICK],
    }
    accept = {"Accept": "application/json"}
    answer = server.client.post("/v2/refine", json=body, headers=accept).json()
    assert (answer["width"], answer["height"], answer["format"]) == (80, 60, "png")


def test_refining_takes_no_credits_but_counts_against_the_minute(
    server: Server, photo: bytes
) -> None:
    left = server.gate.rate_left
    assert refine(server, photo).status_code == 200
    assert server.gate.charged == []
    assert server.gate.rate_left < left
    assert server.gate.history[-1].door == "/v2/refine"


def test_a_sandbox_key_gets_marked_cutouts_and_plain_mattes(server: Server, photo: bytes) -> None:
    server.client.headers["X-Api-Key"] = SANDBOX_KEY
    marked = np.asarray(opened(refine(server, photo, result="cutout").content))
    assert marked[..., 3][50:, 60:].any() or (marked[SQUARE][..., :3] != 230).any()
    assert (np.asarray(opened(refine(server, photo).content))[SQUARE] == 255).all()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"strokes": ""}, "invalid_option"),
        ({"strokes": "[{}]"}, "invalid_option"),
        ({"strokes": '[{"kind": "keep", "points": [[1, "x"]]}]'}, "invalid_option"),
        ({"result": "video"}, "invalid_option"),
        ({"format": "docx"}, "invalid_option"),
        ({"model": "u2net"}, "invalid_option"),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_refused(
    fields: dict[str, str], code: str, server: Server, photo: bytes
) -> None:
    response = refine(server, photo, **fields)
    assert (response.status_code, response.json()["code"]) == (400, code)


def test_a_matte_must_come(server: Server, photo: bytes) -> None:
    answer = server.client.post(
        "/v2/refine", files={"image_file": ("p", photo)}, data={"strokes": json.dumps([CLICK])}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "missing_matte")


@pytest.mark.parametrize("wrong", ["nonsense", "aGVsbG8="])
def test_a_matte_that_is_none_is_refused(wrong: str, server: Server, photo: bytes) -> None:
    fields = {"matte_b64": wrong, "strokes": json.dumps([CLICK])}
    answer = server.client.post("/v2/refine", files={"image_file": ("p", photo)}, data=fields)
    assert answer.status_code == 400


def test_a_matte_of_another_size_is_refused(server: Server, photo: bytes) -> None:
    files = {"image_file": ("p", photo), "matte_file": ("m", encoded(matte()[:30]))}
    answer = server.client.post("/v2/refine", files=files, data={"strokes": json.dumps([CLICK])})
    assert answer.status_code == 400
    assert "matte: expected height and width" in answer.json()["detail"]


def test_jpeg_holds_no_cutout(server: Server, photo: bytes) -> None:
    assert refine(server, photo, result="cutout", format="jpeg").status_code == 422


def test_an_object_that_is_clicked_at_is_added(server: Server, photo: bytes) -> None:
    files = {"image_file": ("p", photo), "matte_file": ("m", encoded(np.zeros((60, 80), np.uint8)))}
    pointed = {"object": json.dumps({"action": "add", "points": [[40, 30]]})}
    response = server.client.post("/v2/refine", files=files, data=pointed)
    found = np.asarray(opened(response.content))
    assert response.headers["x-object-finder"] == "grabcut+nukki-lite"
    assert (found[17:43, 27:53] > 250).all()
    assert (found[:12] == 0).all()


def test_a_request_that_draws_and_points_at_nothing_is_told_what_was_expected(
    server: Server, photo: bytes
) -> None:
    files = {"image_file": ("p", photo), "matte_file": ("m", encoded(matte()))}
    response = server.client.post("/v2/refine", files=files, data={"result": "matte"})
    assert response.status_code == 400
    assert "an object that is pointed at" in response.json()["detail"]
