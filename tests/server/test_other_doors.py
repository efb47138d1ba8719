"""rembg's door, withoutBG's, and nukki's own."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.server.conftest import Server, drawn, encoded, error_of, opened
from tests.server.origin import Origin, reply
from tests.server.stand_ins import SANDBOX_KEY

from nukki.core.fields import describe
from nukki.core.options import Options
from nukki.server.asked import CHOICES, OWN

REMOVE = "/api/remove"


def post(server: Server, path: str, photo: bytes, name: str = "file", **fields: str) -> Any:
    return server.client.post(path, files={name: ("a.jpg", photo)}, data=fields)


def test_rembg_s_post_gives_a_png(server: Server, photo: bytes) -> None:
    response = post(server, REMOVE, photo)
    assert (response.status_code, response.headers["content-type"]) == (200, "image/png")
    assert opened(response.content).getpixel((40, 30)) == (230, 230, 230, 255)
    assert server.gate.charged == [Decimal("0.25")]


def animation(n_frames: int, size_hw: tuple[int, int] = (60, 80)) -> bytes:
    """A GIF whose subject moves, so that no frame is left out."""
    import io

    import PIL.Image

    frames = [PIL.Image.fromarray(np.roll(drawn(size_hw), 7 * n, axis=1)) for n in range(n_frames)]
    stream = io.BytesIO()
    frames[0].save(stream, "GIF", save_all=True, append_images=frames[1:])
    return stream.getvalue()


def test_all_frames_of_an_animation_count(server: Server) -> None:
    large = animation(3, (900, 1000))
    response = post(server, "/v2/cutouts", large, "image_file", format="gif")
    assert response.status_code == 200
    assert opened(response.content).n_frames == 3
    assert server.gate.rate_left == 500 - 3  # 2.7 megapixels
    assert server.gate.charged == [Decimal(1)]


def test_an_animation_of_too_many_frames_is_refused_and_costs_nothing(server: Server) -> None:
    response = post(server, "/v2/cutouts", animation(101), "image_file", format="gif")
    assert (response.status_code, response.json()["code"]) == (400, "resolution_too_high")
    assert "at most 100 frames" in response.json()["detail"]
    assert not server.gate.charged


def test_an_animation_is_too_large_by_all_its_frames(make_server: Callable[..., Server]) -> None:
    server = make_server(max_megapixels=2)
    response = post(server, "/v2/cutouts", animation(3, (900, 1000)), "image_file", format="gif")
    assert (response.status_code, response.json()["code"]) == (400, "resolution_too_high")


@pytest.mark.parametrize("wish", [{"canvas": "20000x20000"}, {"input_size": "2048"}])
def test_what_would_take_all_memory_is_refused(
    wish: dict[str, str], server: Server, photo: bytes
) -> None:
    response = post(server, "/v2/cutouts", photo, "image_file", **wish)
    assert response.status_code == 400
    assert next(iter(wish)) in response.json()["detail"]
    assert not server.gate.charged


def test_of_a_long_animation_the_first_frame_is_taken_where_one_is_asked_for(
    server: Server,
) -> None:
    response = post(server, "/v2/cutouts", animation(101), "image_file", format="tiff")
    assert (response.status_code, server.gate.rate_left) == (200, 499)


def test_rembg_s_get_fetches_an_address(server: Server, origin: Origin, photo: bytes) -> None:
    origin.pages["/cat.png"] = reply(photo)
    response = server.client.get(REMOVE, params={"url": origin.url("/cat.png"), "om": "true"})
    assert opened(response.content).mode == "L"


@pytest.mark.parametrize("place", ["query", "form"])
def test_rembg_s_parameters_are_read_wherever_they_are(
    place: str, server: Server, photo: bytes
) -> None:
    query = {"om": "true"} if place == "query" else {}
    form = {"om": "true"} if place == "form" else {}
    files = {"file": ("a", photo)}
    response = server.client.post(REMOVE, files=files, data=form, params=query)
    assert opened(response.content).mode == "L"


def test_rembg_s_form_goes_before_its_query(server: Server, photo: bytes) -> None:
    files = {"file": ("a", photo)}
    response = server.client.post(
        REMOVE, files=files, data={"om": "false"}, params={"om": "true", "bgc": "0,255,0,255"}
    )
    assert opened(response.content).getpixel((2, 2)) == (0, 255, 0, 255)


@pytest.mark.parametrize("model", ["tiny", ""])
def test_rembg_s_model_is_taken_by_name(model: str, server: Server, photo: bytes) -> None:
    assert post(server, REMOVE, photo, model=model).status_code == 200


@pytest.mark.parametrize("model", ["bria-rmbg", "no-such-model", "../../etc/passwd"])
def test_a_model_that_is_not_here_is_not_fetched_for_a_stranger(
    model: str, server: Server, photo: bytes
) -> None:
    response = post(server, REMOVE, photo, model=model)
    assert response.status_code == 400
    assert isinstance(response.json()["detail"], str)


@pytest.mark.parametrize(
    "fields",
    [{"af": "256"}, {"ab": "-1"}, {"ae": "x"}, {"om": "maybe"}, {"bgc": "1,2"}, {"extras": "{"},
     {"extras": "[1]"}],
)  # fmt: skip
def test_a_wrong_value_is_422_as_rembg_has_it(
    fields: dict[str, str], server: Server, photo: bytes
) -> None:
    response = post(server, REMOVE, photo, **fields)
    (problem,) = response.json()["detail"]
    assert (response.status_code, set(problem)) == (422, {"type", "loc", "msg"})
    assert not server.gate.charged


def test_extras_bring_in_no_file_of_the_server(
    server: Server, photo: bytes, tmp_path: Path
) -> None:
    extras = json.dumps({"model_path": str(tmp_path / "x.onnx"), "legacy_edges": True})
    response = post(server, REMOVE, photo, extras=extras)
    assert response.content == post(server, REMOVE, photo).content


def test_rembg_s_door_without_a_picture_is_422(server: Server) -> None:
    assert server.client.post(REMOVE, data={"om": "true"}).status_code == 422
    assert server.client.get(REMOVE).status_code == 422


def test_rembg_s_door_knows_matting_and_masks(server: Server, photo: bytes) -> None:
    for fields in ({"a": "true"}, {"dc": "true"}, {"ppm": "true"}):
        assert post(server, REMOVE, photo, **fields).status_code == 200


def test_withoutbg_s_matte_comes_as_base64(server: Server, photo: bytes) -> None:
    response = server.client.post(
        "/v1.0/alpha-channel-base64", json={"image_base64": b64encode(photo).decode()}
    )
    picture = opened(b64decode(response.json()["alpha_base64"]))
    assert (picture.mode, picture.size, picture.getpixel((40, 30))) == ("L", (80, 60), 255)


def test_withoutbg_s_cutouts_come_as_base64_and_as_bytes(server: Server, photo: bytes) -> None:
    path = "/v1.0/image-without-background"
    text = b64encode(photo).decode()
    inside = server.client.post(f"{path}-base64", json={"image_base64": text}).json()
    plain = server.client.post(path, files={"image_file": ("a", photo)})
    assert b64decode(inside["img_without_background_base64"]) == plain.content


def test_withoutbg_s_errors_are_its_own(server: Server, photo: bytes) -> None:
    path = "/v1.0/alpha-channel-base64"
    wrong = server.client.post(path, json={"image_base64": "aGVsbG8="})
    assert (wrong.status_code, type(wrong.json()["error"])) == (400, str)
    missing = server.client.post(path, json={}, headers={"X-Api-Key": "x"})
    assert missing.status_code == 401
    assert server.client.get("/available-credit").json() == {"credit": 10.0}


def test_a_cutout_takes_the_library_s_options(server: Server, photo: bytes) -> None:
    response = post(
        server, "/v2/cutouts", photo, "image_file",
        trim="true", margin="5px", background="#00f", format="jpeg", shadow="drop",
    )  # fmt: skip
    assert response.headers["content-type"] == "image/jpeg"
    picture = opened(response.content)
    assert picture.getpixel((1, 1))[2] > 200
    assert (response.headers["x-width"], response.headers["x-height"]) == tuple(
        map(str, picture.size)
    )


def test_a_cutout_as_json_tells_how_sure_it_is(server: Server, photo: bytes) -> None:
    response = server.client.post(
        "/v2/cutouts",
        json={"image_file_b64": b64encode(photo).decode(), "size": "40", "edges": "plain"},
        headers={"Accept": "application/json"},
    )
    told = response.json()
    assert opened(b64decode(told["result_b64"])).size == (40, 30)
    assert (told["format"], told["width"], told["height"]) == ("png", 40, 30)
    assert told["review"] is (told["confidence"] < 0.88)


def test_a_matte_is_grey(server: Server, photo: bytes) -> None:
    assert opened(post(server, "/v2/mattes", photo, "image_file").content).mode == "L"


@pytest.mark.parametrize("name", sorted(OWN))
def test_what_is_the_server_s_own_cannot_be_chosen(name: str, server: Server, photo: bytes) -> None:
    response = post(server, "/v2/cutouts", photo, "image_file", **{name: "1"})
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"


def test_every_option_is_either_offered_or_the_server_s_own() -> None:
    assert set(CHOICES) | OWN == set(describe(Options))


def test_a_file_of_the_server_is_no_background(
    server: Server, photo: bytes, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(photo)
    response = post(server, "/v2/cutouts", photo, "image_file", background=str(secret))
    assert response.status_code == 400


def test_a_background_can_be_sent_and_fetched(server: Server, origin: Origin, photo: bytes) -> None:
    green = encoded(np.full((10, 10, 3), (0, 200, 0), np.uint8))
    origin.pages["/g.png"] = reply(green)
    files = {"image_file": ("a", photo), "background_file": ("b", green)}
    sent = server.client.post("/v2/cutouts", files=files)
    fetched = post(server, "/v2/cutouts", photo, "image_file", background_url=origin.url("/g.png"))
    assert sent.content == fetched.content
    assert opened(sent.content).getpixel((1, 1))[:3] == (0, 200, 0)


def test_an_unknown_option_names_the_nearest(server: Server, photo: bytes) -> None:
    response = post(server, "/v2/cutouts", photo, "image_file", backgroud="red")
    problem = response.json()
    assert (problem["status"], problem["code"]) == (400, "invalid_option")
    assert "background" in problem["detail"]
    assert problem["request_id"] == response.headers["x-request-id"]


def test_a_format_that_cannot_hold_it_is_422_and_free(server: Server, photo: bytes) -> None:
    response = post(server, "/v2/cutouts", photo, "image_file", format="jpeg")
    assert response.status_code == 422
    assert server.gate.credits == Decimal(10)


@pytest.mark.parametrize("path", ["/v2/cutouts", "/api/remove"])
def test_a_sandbox_key_s_results_are_marked_at_every_door(
    path: str, make_server: Callable[..., Server]
) -> None:
    server = make_server()
    name = "file" if "api" in path else "image_file"
    photo = encoded(drawn((300, 400)))
    plain = opened(post(server, path, photo, name).content)
    server.client.headers["X-Api-Key"] = SANDBOX_KEY
    marked = opened(post(server, path, photo, name).content)
    assert (np.asarray(plain) != np.asarray(marked)).mean() > 0.01


def test_an_account_may_be_asked_for_at_one_door_in_one_shape(server: Server) -> None:
    assert error_of(server.client.get("/v1.0/nothing"))["code"] == "not_found"
    assert error_of(server.client.get("/v1.0/removebg"))["code"] == "method_not_allowed"
    assert server.client.get("/v1.0/removebg").headers["allow"] == "POST"
