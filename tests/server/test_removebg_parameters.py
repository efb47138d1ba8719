"""Every parameter: what it does, and the documented fault of each wrong value."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np
import PIL.Image
import pytest
from tests.server.conftest import Server, drawn, encoded, error_of, opened
from tests.server.origin import Origin, reply

from nukki.server.body import Fields
from nukki.server.removebg.parameters import PARAMETERS, read_request
from nukki.server.removebg.shadows import AUTOMATIC

WRONG = [
    ("size", "huge", "invalid_size"),
    ("type", "ghost", "invalid_type"),
    ("type_level", "3", "invalid_type_level"),
    ("format", "gif", "invalid_format"),
    ("roi", "1 2 3", "invalid_roi"),
    ("roi", "-1px 0 9 9", "invalid_roi"),
    ("roi", "0 0 81px 60px", "roi_exceeds_bounds"),
    ("roi", "0 0 101% 100%", "roi_exceeds_bounds"),
    ("roi", "0 0 99999px 99999", "roi_exceeds_bounds"),
    ("roi", "50% 0 50% 100%", "roi_region_empty"),
    ("crop", "maybe", "invalid_crop"),
    ("crop_margin", "1 2 3", "invalid_crop_margin"),
    ("crop_margin", "501px", "invalid_crop_margin"),
    ("crop_margin", "51%", "invalid_crop_margin"),
    ("crop_margin", "-5", "invalid_crop_margin"),
    ("scale", "9%", "invalid_scale"),
    ("scale", "50", "invalid_scale"),
    ("position", "left", "invalid_position"),
    ("position", "50px", "invalid_position"),
    ("channels", "rgb", "invalid_channels"),
    ("add_shadow", "perhaps", "invalid_shadow_type"),
    ("shadow_type", "long", "invalid_shadow_type"),
    ("shadow_type[ghost]", "drop", "invalid_shadow_type"),
    ("shadow_type[car]", "long", "invalid_shadow_type"),
    ("shadow_opacity", "101", "invalid_shadow_opacity"),
    ("shadow_opacity", "dark", "invalid_shadow_opacity"),
    ("shadow_opacity[ghost]", "5", "invalid_shadow_opacity"),
    ("semitransparency", "none", "invalid_semitransparency"),
    ("bg_color", "12", "invalid_bg_color"),
    ("bg_color", "#12345", "invalid_bg_color"),
    ("bg_color", "notacolour", "invalid_bg_color"),
    ("bg_color", "1,2,3", "invalid_bg_color"),
    ("bg_image_url", "nowhere", "invalid_bg_image_url"),
]

TITLES = {
    "invalid_size": "Invalid value for parameter 'size'",
    "invalid_channels": "Invalid value for parameter 'channels'",
    "invalid_format": "Invalid format parameter given",
    "invalid_roi": "Invalid roi parameter given",
    "roi_exceeds_bounds": "ROI exceeds image bounds",
    "roi_region_empty": "ROI region is empty",
}


@pytest.mark.parametrize(("name", "value", "code"), WRONG)
def test_a_wrong_value_has_its_documented_fault_and_costs_nothing(
    name: str, value: str, code: str, server: Server, photo: bytes
) -> None:
    response = server.cut(photo, **{name: value})
    error = error_of(response)
    assert (response.status_code, error["code"]) == (400, code)
    assert error["title"] == TITLES.get(code, error["title"])
    assert (server.gate.charged, server.gate.rate_left) == ([], 500)
    assert "x-ratelimit-limit" not in response.headers


@pytest.mark.parametrize(
    ("name", "value", "detail"),
    [
        ("roi", "1 2 3", "Expected four lengths like 0 0 50% 100px, got '1 2 3'"),
        (
            "bg_color",
            "1,2,3",
            "Expected 3, 4, 6 or 8 hex digits, or a CSS colour name; got '1,2,3'",
        ),
        ("crop_margin", "501px", "A side is over 500px or 50%; got '501px'"),
    ],
)
def test_a_fault_says_what_was_expected_in_the_words_of_this_api(
    name: str, value: str, detail: str, server: Server, photo: bytes
) -> None:
    assert error_of(server.cut(photo, **{name: value}))["detail"] == detail


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda parameter: parameter.name)
def test_a_default_and_every_choice_is_of_its_own_grammar(parameter: Any) -> None:
    for text in (parameter.default, parameter.example, *parameter.choices):
        read_request(Fields({parameter.name: text} if text else {}))


def test_only_one_background_is_taken(server: Server, photo: bytes) -> None:
    response = server.cut(photo, bg_color="red", bg_image_url="https://example.org/x.jpg")
    assert error_of(response)["code"] == "multiple_bg_sources"


def test_a_matte_is_no_zip(server: Server, photo: bytes) -> None:
    assert error_of(server.cut(photo, channels="alpha", format="zip"))["code"] == "invalid_channels"


@pytest.mark.parametrize(
    ("asked", "kind", "magic"),
    [
        ("png", "image/png", b"\x89PNG"),
        ("jpg", "image/jpeg", b"\xff\xd8\xff"),
        ("webp", "image/webp", b"RIFF"),
        ("zip", "application/zip", b"PK\x03\x04"),
        ("auto", "image/png", b"\x89PNG"),
    ],
)
def test_a_result_has_the_format_that_was_asked_for(
    asked: str, kind: str, magic: bytes, server: Server, photo: bytes
) -> None:
    response = server.cut(photo, format=asked)
    assert response.headers["content-type"] == kind
    assert response.content.startswith(magic)


def test_a_jpeg_without_a_background_is_white(server: Server, photo: bytes) -> None:
    picture = opened(server.cut(photo, format="jpg").content)
    assert picture.getpixel((2, 2)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("colour", "kind", "corner"),
    [
        ("81d4fa", "image/jpeg", (129, 212, 250)),
        ("#fff", "image/jpeg", (255, 255, 255)),
        ("green", "image/jpeg", (0, 128, 0)),
        ("f008", "image/png", (255, 0, 0, 136)),
        ("00000000", "image/png", (0, 0, 0, 0)),
    ],
)
def test_a_colour_goes_behind_and_decides_the_format(
    colour: str, kind: str, corner: tuple[int, ...], server: Server, photo: bytes
) -> None:
    response = server.cut(photo, bg_color=colour)
    assert response.headers["content-type"] == kind
    found = opened(response.content).getpixel((2, 2))
    assert np.abs(np.subtract(found, corner)).max() <= 2  # JPEG rounds


def test_a_background_picture_is_scaled_to_cover(server: Server, photo: bytes) -> None:
    blue = encoded(np.full((30, 10, 3), (0, 0, 200), np.uint8))
    files = {"image_file": ("a", photo), "bg_image_file": ("b", blue)}
    response = server.client.post("/v1.0/removebg", files=files, data={"format": "png"})
    picture = opened(response.content)
    assert (picture.size, picture.getpixel((1, 1))) == ((80, 60), (0, 0, 200, 255))


def test_a_background_is_fetched_and_its_failure_has_its_own_code(
    server: Server, origin: Origin, photo: bytes
) -> None:
    origin.pages["/bg.png"] = reply(photo)
    assert server.cut(photo, bg_image_url=origin.url("/bg.png")).status_code == 200
    failed = server.cut(photo, bg_image_url=origin.url("/none"))
    assert error_of(failed)["code"] == "failed_bg_download"


def test_a_matte_is_an_8_bit_grey_picture(server: Server) -> None:
    deep = PIL.Image.fromarray(drawn()[..., 0].astype(np.uint16) * 257)
    stream = io.BytesIO()
    deep.save(stream, "PNG")
    picture = opened(server.cut(stream.getvalue(), channels="alpha").content)
    assert (picture.mode, picture.size) == ("L", (80, 60))
    assert (picture.getpixel((40, 30)), picture.getpixel((1, 1))) == (255, 0)


def test_crop_leaves_the_subject_and_its_margin(server: Server, photo: bytes) -> None:
    bare, wide = (server.cut(photo, crop="true", crop_margin=m) for m in ("", "10px 20px"))
    width, height = (int(bare.headers[name]) for name in ("X-Width", "X-Height"))
    assert 28 <= width <= 34
    assert opened(wide.content).size == (width + 40, height + 20)


def test_a_scaled_subject_is_centred_unless_told_otherwise(server: Server, photo: bytes) -> None:
    centred = opened(server.cut(photo, scale="50%").content).getchannel("A")
    left, top, right, bottom = centred.point(lambda a: 255 * (a > 127)).getbbox()
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((40, 30), abs=1.5)
    corner = opened(server.cut(photo, scale="50%", position="0% 100%").content)
    assert corner.getpixel((8, 52))[3] == 255


def test_outside_the_roi_all_is_background(server: Server, photo: bytes) -> None:
    picture = opened(server.cut(photo, roi="0 0 40px 100%").content)
    assert picture.getpixel((34, 30))[3] == 255
    assert picture.getpixel((44, 30))[3] == 0


def test_a_roi_without_units_is_in_pixels(server: Server, photo: bytes) -> None:
    assert server.cut(photo, roi="0 0 100% 100%").status_code == 200


@pytest.mark.parametrize(("kind", "shadow"), AUTOMATIC.items())
def test_an_automatic_shadow_follows_the_type(
    kind: str, shadow: str, server: Server, photo: bytes
) -> None:
    automatic = server.cut(photo, type=kind, shadow_type="auto")
    named = server.cut(photo, type=kind, shadow_type=shadow)
    assert automatic.content == named.content != server.cut(photo, type=kind).content


def test_in_brackets_only_the_types_that_are_named_get_a_shadow(
    server: Server, photo: bytes
) -> None:
    plain = server.cut(photo).content
    assert server.cut(photo, **{"shadow_type[car]": "car"}).content == plain
    server.kinds.kind = "car"
    assert server.cut(photo, **{"shadow_type[car]": "car"}).content != plain
    assert server.cut(photo, add_shadow="true").content != plain


def test_opacity_may_be_said_by_type(server: Server, photo: bytes) -> None:
    def shade(**fields: str) -> int:
        picture = opened(server.cut(photo, shadow_type="drop", **fields).content)
        return max(picture.getpixel((x, 47))[3] for x in range(80))

    assert shade(shadow_opacity="0") == 0
    assert shade(**{"shadow_opacity[product]": "100"}) > shade() > shade(shadow_opacity="20") > 0


def test_windows_can_be_made_opaque(make_server: Callable[..., Server]) -> None:
    assert make_server().cut(encoded(drawn()), semitransparency="false").status_code == 200


def test_a_cropped_zip_keeps_what_surrounds_the_subject(server: Server, photo: bytes) -> None:
    response = server.cut(photo, format="zip", crop="true", crop_margin="12px")
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    colour, alpha = (np.asarray(opened(archive.read(name))) for name in archive.namelist())
    assert colour.shape[:2] == alpha.shape < (60, 80)
    assert (alpha[:4] == 0).all()
    assert abs(colour[:4].mean() - 20) < 2  # the ground; JPEG's blocks reach 8 pixels


@pytest.mark.parametrize("crop", ["true", "false"])
def test_a_zips_colours_keep_the_photos_resolution(crop: str, server: Server) -> None:
    answer = server.cut(encoded(drawn(), dpi=(300, 300)), format="zip", crop=crop)
    colour = opened(zipfile.ZipFile(io.BytesIO(answer.content)).read("color.jpg"))
    assert colour.info["dpi"] == (300, 300)


def test_a_zip_holds_colour_and_alpha_in_this_order_and_stored(
    server: Server, photo: bytes
) -> None:
    archive = zipfile.ZipFile(io.BytesIO(server.cut(photo, format="zip").content))
    assert [(item.filename, item.compress_type) for item in archive.infolist()] == [
        ("color.jpg", zipfile.ZIP_STORED),
        ("alpha.png", zipfile.ZIP_STORED),
    ]
    colour, alpha = (opened(archive.read(name)) for name in archive.namelist())
    assert (colour.format, colour.mode, alpha.format, alpha.mode) == ("JPEG", "RGB", "PNG", "L")
    assert colour.size == alpha.size == (80, 60)
    assert colour.getpixel((2, 2)) == pytest.approx((20, 20, 20), abs=3)  # the background is there


def test_profile_and_resolution_stay_and_exif_goes(server: Server) -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = PIL.Image.Exif()
    exif[0x010F], exif[0x0112] = "a camera", 6
    photo = encoded(drawn(), "JPEG", icc_profile=profile, dpi=(300, 300), exif=exif, quality=95)
    picture = opened(server.cut(photo, format="png").content)
    assert picture.size == (60, 80)  # upright
    assert picture.info["icc_profile"] == profile
    assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    assert not picture.getexif()


def test_nothing_of_the_background_is_left_under_full_transparency(server: Server) -> None:
    pixels = np.asarray(opened(server.cut(encoded(drawn()), format="png").content))
    assert not pixels[pixels[..., 3] == 0].any()
