"""Headers, JSON, sizes, credits, accounts and limits."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest
from tests.server.conftest import Server, drawn, encoded, error_of, opened
from tests.server.stand_ins import KEY, SANDBOX_KEY

HEADERS = {
    "x-type": "product",
    "x-width": "80",
    "x-height": "60",
    "x-max-width": "80",
    "x-max-height": "60",
    "x-credits-charged": "0.25",
    "x-ratelimit-limit": "500",
    "x-ratelimit-remaining": "499",
    "x-ratelimit-reset": "1700000060",
}


@pytest.mark.parametrize("accept", ["*/*", "application/json", "image/png, application/json"])
def test_a_success_tells_everything_in_its_headers(
    accept: str, server: Server, photo: bytes
) -> None:
    headers = server.cut(photo, accept=accept).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert 23 <= int(headers["x-foreground-left"]) <= 26
    assert 28 <= int(headers["x-foreground-width"]) <= 34
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-content-type-options"] == "nosniff"
    assert "no-store" in headers["cache-control"]


def test_json_holds_the_same_picture_and_its_place(server: Server, photo: bytes) -> None:
    plain, inside = (server.cut(photo, accept=kind) for kind in ("image/*", "application/json"))
    data = inside.json()["data"]
    assert inside.headers["content-type"].startswith("application/json")
    assert b64decode(data["result_b64"]) == plain.content
    for side in ("top", "left", "width", "height"):
        assert str(data[f"foreground_{side}"]) == plain.headers[f"x-foreground-{side}"]


@pytest.mark.parametrize(
    ("level", "kind", "told"),
    [
        ("1", "transportation", "other"),
        ("2", "transportation", "transportation"),
        ("latest", "graphic", "graphics"),
        ("none", "person", None),
    ],
)
def test_the_type_is_told_as_finely_as_asked(
    level: str, kind: str, told: str | None, server: Server, photo: bytes
) -> None:
    server.kinds.kind = kind
    assert server.cut(photo, type_level=level).headers.get("x-type") == told


LARGE = (900, 1200)


@pytest.mark.parametrize(
    ("size", "within_mp", "credits"),
    [
        ("preview", 0.25, "0.25"),
        ("small", 0.25, "0.25"),
        ("regular", 0.25, "0.25"),
        ("full", 1.08, "1"),
        ("4k", 1.08, "1"),
        ("50MP", 1.08, "1"),
        ("auto", 1.08, "1"),
        ("medium", 1.08, "1"),
        ("hd", 1.08, "1"),
    ],
)
def test_a_size_is_a_limit_and_a_price(
    size: str, within_mp: float, credits: str, server: Server
) -> None:
    response = server.cut(encoded(drawn(LARGE), "JPEG"), size=size, format="jpg")
    width, height = opened(response.content).size
    assert width * height == pytest.approx(within_mp * 1e6, rel=0.01)
    assert response.headers["x-credits-charged"] == credits
    assert (response.headers["x-max-width"], response.headers["x-max-height"]) == ("1200", "900")
    assert server.gate.charged == [Decimal(credits)]
    left = int(response.headers["x-foreground-left"])
    assert left == pytest.approx(375, abs=50)  # in the input's pixels, whatever the result's size


def test_an_automatic_size_of_a_small_picture_costs_a_preview(server: Server, photo: bytes) -> None:
    assert server.cut(photo, size="auto").headers["x-credits-charged"] == "0.25"


def test_an_automatic_size_takes_what_the_credits_allow(server: Server) -> None:
    server.gate.credits = Decimal("0.5")
    response = server.cut(encoded(drawn(LARGE), "JPEG"), size="auto", format="jpg")
    width, height = opened(response.content).size
    assert width * height <= 250_000
    assert response.headers["x-credits-charged"] == "0.25"


def test_a_png_is_shrunk_to_10_megapixels_and_a_jpg_is_not(server: Server) -> None:
    photo = encoded(drawn((3000, 3600)), "JPEG")
    png = server.cut(photo, size="full", format="png")
    jpg = server.cut(photo, size="full", format="jpg")
    assert int(png.headers["x-width"]) * int(png.headers["x-height"]) <= 10_000_000
    assert (jpg.headers["x-width"], jpg.headers["x-height"]) == ("3600", "3000")


def test_an_empty_picture_has_no_foreground_and_is_free(server: Server, empty_photo: bytes) -> None:
    response = server.cut(empty_photo)
    error = error_of(response)
    assert (response.status_code, error["code"]) == (400, "unknown_foreground")
    assert error["title"].startswith("Could not identify foreground in image.")
    assert (server.gate.charged, server.gate.credits) == ([], Decimal(10))


def test_without_credits_there_is_no_result(server: Server, photo: bytes) -> None:
    server.gate.credits = Decimal("0.2")
    response = server.cut(photo)
    assert response.status_code == 402
    assert error_of(response)["title"] == "Insufficient credits"
    assert error_of(response)["code"] == "insufficient_credits"


def test_a_full_minute_says_when_to_come_again(server: Server, photo: bytes) -> None:
    server.gate.rate_left = 0
    response = server.cut(photo)
    assert (response.status_code, error_of(response)["code"]) == (429, "rate_limit_exceeded")
    assert response.headers["retry-after"] == "17"
    assert response.headers["x-ratelimit-remaining"] == "0"
    assert server.gate.credits == Decimal(10)


@pytest.mark.parametrize(("key", "title"), [("", "Missing API Key"), ("x", "API Key invalid")])
@pytest.mark.parametrize("path", ["removebg", "account", "improve"])
def test_without_a_key_it_is_403_and_never_401(
    key: str, title: str, path: str, server: Server
) -> None:
    method = "GET" if path == "account" else "POST"
    response = server.client.request(method, f"/v1.0/{path}", headers={"X-Api-Key": key})
    error = error_of(response)
    assert (response.status_code, error["title"], error["code"]) == (403, title, "auth_failed")


@pytest.mark.parametrize("name", ["X-API-Key", "x-api-key", "X-Api-Key"])
def test_the_key_s_header_is_found_in_any_case(name: str, server: Server) -> None:
    del server.client.headers["X-Api-Key"]
    assert server.client.get("/v1.0/account", headers={name: KEY}).status_code == 200


def test_a_bearer_token_is_a_key(server: Server) -> None:
    del server.client.headers["X-Api-Key"]
    headers = {"Authorization": f"Bearer {KEY}"}
    assert server.client.get("/v1.0/account", headers=headers).status_code == 200


def test_the_account_has_exactly_the_documented_keys(server: Server) -> None:
    """The official Ruby client fails on any other."""
    attributes = server.client.get("/v1.0/account").json()["data"]["attributes"]
    assert attributes == {
        "credits": {"total": 10, "subscription": 2.5, "payg": 7.5, "enterprise": 0},
        "api": {"free_calls": 50, "sizes": "all"},
    }


def test_a_picture_can_be_sent_for_improvement(server: Server, photo: bytes) -> None:
    import uuid

    response = server.client.post("/v1.0/improve", files={"image_file": ("a", photo)})
    assert uuid.UUID(response.json()["id"]).version == 4
    assert not server.gate.charged


def test_a_hundred_pictures_a_day_are_enough_for_improvement(server: Server, photo: bytes) -> None:
    for _ in range(100):
        server.app.state.improve_limit.count("account", 0.0)
    server.app.state.improve_limit._day = 0
    with pytest.raises(Exception, match="100 pictures a day"):
        server.app.state.improve_limit.count("account", 1.0)


def test_a_sandbox_key_marks_its_results(server: Server, photo: bytes) -> None:
    plain = server.cut(photo, size="full", bg_color="white", format="png")
    server.client.headers["X-Api-Key"] = SANDBOX_KEY
    marked = server.cut(photo, size="full", bg_color="white", format="png")
    first, second = (np.asarray(opened(answer.content)).astype(int) for answer in (plain, marked))
    assert (np.abs(first - second).max(axis=2) > 10).mean() > 0.01


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"hello", "invalid_file_type", "received unknown"),
        (b"\0\0\0\x18ftypmp42", "invalid_file_type", "received mp4"),
        (b"%PDF-1.7", "invalid_file_type", "received pdf"),
        (b'<?xml version="1.0"?><svg/>', "invalid_file_type", "received svg"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(64), "invalid_file_type", "received"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "invalid_dimensions", ""),
        (b"\xff\xd8\xff\xe0" + bytes(20), "invalid_dimensions", ""),
    ],
)
def test_what_is_no_picture_is_told_apart(
    data: bytes, code: str, words: str, server: Server
) -> None:
    error = error_of(server.cut(data))
    assert error["code"] == code
    assert words in error["detail"]


def test_other_formats_are_no_file_types_of_this_api(server: Server) -> None:
    error = error_of(server.cut(encoded(drawn(), "GIF")))
    assert (error["code"], error["detail"]) == (
        "invalid_file_type",
        "Expected jpg/png/webp, received gif",
    )


@pytest.mark.parametrize("plugin", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_picture_cannot_be_read(plugin: str, server: Server) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    whole = encoded(noise, plugin)
    response = server.cut(whole[: len(whole) // 2])
    assert response.status_code == 400
    assert error_of(response)["code"] in {"failed_to_read_image", "invalid_dimensions"}
    assert server.gate.credits == Decimal(10)


def test_a_picture_over_the_limit_is_refused_before_it_is_decoded(
    make_server: Callable[..., Server],
) -> None:
    """A few kilobytes that would be 2.7 gigabytes."""
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
    bomb += chunk(b"IDAT", zlib.compress(bytes(100_000))) + chunk(b"IEND", b"")
    error = error_of(make_server().cut(bomb))
    assert error == {
        "code": "resolution_too_high",
        "title": "Image resolution too high",
        "detail": "Input image has 900 megapixels, maximum supported input resolution is "
        "50 megapixels",
    }


@pytest.mark.parametrize("size_hw", [(1, 1), (1, 900), (900, 1), (3, 2)])
def test_the_smallest_pictures_have_an_answer(size_hw: tuple[int, int], server: Server) -> None:
    response = server.cut(encoded(np.full((*size_hw, 3), 250, np.uint8)), shadow_type="auto")
    assert response.status_code == 200
    assert opened(response.content).size == size_hw[::-1]


def test_every_call_is_in_the_account_s_history_without_its_picture(
    server: Server, photo: bytes, empty_photo: bytes
) -> None:
    server.cut(photo, size="full")
    server.cut(empty_photo)
    done, failed = server.gate.history
    assert (done.door, done.status, done.credits, done.size, done.kind) == (
        "/v1.0/removebg",
        200,
        Decimal(1),
        "full",
        "product",
    )
    assert (failed.status, failed.credits) == (400, Decimal(0))
    assert done.megapixels == pytest.approx(0.0048)
