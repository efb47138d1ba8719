"""Three encodings and all that real clients do to them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from tests.server.conftest import Server, encoded, error_of, opened
from tests.server.origin import Origin, reply

URL = "/v1.0/removebg"


def test_a_file_part_is_cut_out(server: Server, photo: bytes) -> None:
    response = server.cut(photo)
    assert (response.status_code, response.headers["content-type"]) == (200, "image/png")
    picture = opened(response.content)
    assert (picture.mode, picture.size) == ("RGBA", (80, 60))
    assert picture.getpixel((40, 30)) == (230, 230, 230, 255)
    assert picture.getpixel((2, 2)) == (0, 0, 0, 0)


@pytest.mark.parametrize("encoding", ["json", "data"])
@pytest.mark.parametrize("prefix", ["", "data:image/png;base64,"])
def test_base64_is_taken_in_every_encoding(
    encoding: str, prefix: str, server: Server, photo: bytes
) -> None:
    fields: Any = {"image_file_b64": prefix + b64encode(photo).decode()}
    response = server.client.post(URL, **{encoding: fields})
    assert response.status_code == 200, response.text


@pytest.mark.parametrize("text", ["!!!!", "ab\x00d", "data:,", "ä" * 9])
def test_what_is_not_base64_is_an_unreadable_image(text: str, server: Server) -> None:
    response = server.client.post(URL, data={"image_file_b64": text})
    assert (response.status_code, error_of(response)["code"]) in [
        (400, "failed_to_read_image"),
        (400, "invalid_file_type"),
    ]


def test_an_address_is_fetched(server: Server, origin: Origin, photo: bytes) -> None:
    origin.pages["/cat.png"] = reply(photo)
    response = server.client.post(URL, json={"image_url": origin.url("/cat.png")})
    assert response.status_code == 200


def test_a_urlencoded_body_may_name_its_charset(server: Server, photo: bytes) -> None:
    from urllib.parse import urlencode

    body = urlencode({"image_file_b64": b64encode(photo).decode()})
    kind = "application/x-www-form-urlencoded; charset=utf-8"
    response = server.client.post(URL, content=body, headers={"Content-Type": kind})
    assert response.status_code == 200


@pytest.mark.parametrize("encoding", ["multipart", "urlencoded"])
def test_a_field_may_be_longer_than_a_mebibyte(encoding: str, server: Server) -> None:
    """Starlette's own limit would refuse every real photo in base64."""
    import numpy as np

    noise = np.random.default_rng(1).integers(0, 255, (700, 800, 3), dtype=np.uint8)
    noise[200:500, 200:600] = 255
    text = b64encode(encoded(noise)).decode()
    assert len(text) > 2**20
    given: Any = {"files": {"image_file_b64": (None, text)}}
    if encoding == "urlencoded":
        given = {"data": {"image_file_b64": text}}
    assert server.client.post(URL, **given).status_code == 200


EMPTY = ("type_level", "roi", "crop", "crop_margin", "scale", "position", "add_shadow",
         "semitransparency", "bg_color", "image_url", "bg_image_url")  # fmt: skip


def test_an_empty_field_is_one_that_was_not_given(server: Server, photo: bytes) -> None:
    """The official command line sends nine of them."""
    assert server.cut(photo, **dict.fromkeys(EMPTY, "")).status_code == 200


def test_json_may_hold_true_booleans_nothing_and_numbers(server: Server, photo: bytes) -> None:
    fields = {
        "image_file_b64": b64encode(photo).decode(),
        "crop": True,
        "bg_color": None,
        "shadow_opacity": 40,
        "shadow_type": {"product": "drop"},
    }
    response = server.client.post(URL, json=fields)
    assert response.status_code == 200, response.text


def test_unknown_parameters_are_ignored(server: Server, photo: bytes) -> None:
    assert server.cut(photo, shadow_method="legacy", tomorrow="yes").status_code == 200


@pytest.mark.parametrize("name", ["photo.txt", "name.png", "x.mp4", "ünïcode.jpg", "../../x"])
def test_a_file_s_name_and_type_mean_nothing(name: str, server: Server, photo: bytes) -> None:
    files = {"image_file": (name, photo, "video/mp4")}
    assert server.client.post(URL, files=files).status_code == 200


def test_the_form_of_dot_net_is_read(server: Server, photo: bytes) -> None:
    """An unquoted name, ``filename*``, typed text parts, and a quoted boundary."""
    body = (
        b"--b-1\r\nContent-Type: text/plain; charset=utf-8\r\n"
        b"Content-Disposition: form-data; name=size\r\n\r\nauto\r\n"
        b"--b-1\r\nContent-Disposition: form-data; name=image_file; filename=file.jpg; "
        b"filename*=utf-8''file.jpg\r\n\r\n" + photo + b"\r\n--b-1--\r\n"
    )
    headers = {"Content-Type": 'multipart/form-data; boundary="b-1"'}
    assert server.client.post(URL, content=body, headers=headers).status_code == 200


def test_a_file_part_without_a_file_name_is_no_file(server: Server, photo: bytes) -> None:
    response = server.client.post(URL, files={"image_file": (None, photo)})
    assert (response.status_code, error_of(response)["code"]) == (400, "missing_source")


# Starlette leaves the spooled part to the garbage collector, which says so.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_body_cut_off_in_the_middle_is_told_and_not_charged(server: Server, photo: bytes) -> None:
    whole = (
        b'--b\r\nContent-Disposition: form-data; name="image_file"; filename="a"\r\n\r\n' + photo
    )
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    response = server.client.post(URL, content=whole[:-40], headers=headers)
    assert response.status_code == 400
    assert error_of(response)["code"] in {"failed_to_read_image", "missing_source"}
    assert not server.gate.charged


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"[1]"),
        ("application/json", b"\xff\xfe"),
        ("application/json", b"[" * 100_000),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\nrubbish\r\n--b--"),
        ("multipart/form-data; boundary=b; charset=klingon", b"--b--"),
        ("image/jpeg", b"\xff\xd8\xff"),
        ("", b"hello"),
    ],
)
def test_rubbish_is_a_400_in_the_api_s_own_shape(kind: str, body: bytes, server: Server) -> None:
    response = server.client.post(URL, content=body, headers={"Content-Type": kind})
    assert response.status_code == 400
    assert error_of(response)["code"] in {"malformed_request", "missing_source"}


def test_no_picture_at_all_is_missing(server: Server) -> None:
    error = error_of(server.cut(size="auto"))
    assert error == {
        "title": "No image given",
        "code": "missing_source",
        "detail": "Please provide the source image in the image_url, image_file or "
        "image_file_b64 parameter.",
    }


def test_a_picture_under_a_wrong_name_is_missing(server: Server, photo: bytes) -> None:
    """As one published client sends it."""
    text = b64encode(photo).decode()
    response = server.client.post(URL, data={"image_base64": text})
    assert error_of(response)["code"] == "missing_source"


def test_two_pictures_are_one_too_many(server: Server, photo: bytes) -> None:
    response = server.cut(photo, image_url="https://example.org/x.png")
    assert error_of(response)["code"] == "multiple_sources"


def test_a_download_that_fails_says_why_and_costs_nothing(server: Server, origin: Origin) -> None:
    response = server.client.post(URL, json={"image_url": origin.url("/none.jpg")})
    error = error_of(response)
    assert error["code"] == "failed_image_download"
    assert error["title"] == ("Failed to download image from given image_url: HTTP Status 404")
    assert (server.gate.charged, server.gate.rate_left) == ([], 500)


@pytest.mark.parametrize("url", ["cat.png", "ftp://example.org/x", "http://u:p@example.org/x"])
def test_an_address_of_another_kind_is_invalid(url: str, server: Server) -> None:
    response = server.client.post(URL, data={"image_url": url})
    assert error_of(response)["code"] == "invalid_image_url"


def test_this_machine_is_not_fetched_from_by_default(
    make_server: Callable[..., Server], origin: Origin, photo: bytes
) -> None:
    origin.pages["/cat.png"] = reply(photo)
    response = make_server().client.post(URL, data={"image_url": origin.url("/cat.png")})
    assert response.status_code == 400
    assert not origin.asked


@pytest.mark.parametrize("how", ["part", "b64"])
def test_a_file_over_the_limit_is_refused(
    how: str, make_server: Callable[..., Server], photo: bytes
) -> None:
    small = make_server(max_upload_mb=0.0001)
    text = b64encode(photo).decode()
    response = small.cut(photo) if how == "part" else small.cut(image_file_b64=text)
    error = error_of(response)
    assert (error["code"], error["title"]) == ("file_too_large", "File too large")


def test_a_body_over_the_limit_is_refused_by_its_length_alone(server: Server) -> None:
    headers = {"Content-Type": "application/json", "Content-Length": "999999999"}
    response = server.client.post(URL, content=b"{}", headers=headers)
    assert error_of(response) == {
        "title": "File too large",
        "code": "file_too_large",
        "detail": "File exceeds limit of 22MB",
    }


def test_a_thousand_fields_are_too_many(server: Server) -> None:
    response = server.client.post(URL, data={f"field{n}": "x" for n in range(1000)})
    assert error_of(response)["code"] == "malformed_request"
