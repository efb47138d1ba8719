"""What is kept beside the pixels, and what is not."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable

import numpy as np
import PIL.Image
import PIL.ImageCms
import pytest
from numpy.typing import NDArray

from nukki import codecs
from nukki.core.values import Cutout, Image

Encode = Callable[..., bytes]

MAKE, ORIENTATION, EXIF, GPS, TAKEN, LATITUDE = 0x010F, 0x0112, 0x8769, 0x8825, 0x9003, 2
WITH_PROFILE = ["png", "webp", "avif", "tiff"]
WITH_DPI = ["png", "tiff"]
PROFILE = PIL.ImageCms.ImageCmsProfile(PIL.ImageCms.createProfile("sRGB")).tobytes()


def camera_exif() -> PIL.Image.Exif:
    exif = PIL.Image.Exif()
    exif[MAKE] = "Camera"
    exif[ORIENTATION] = 6
    exif[EXIF] = {TAKEN: "2020:02:03 04:05:06"}
    exif[GPS] = {1: "N", LATITUDE: (1.0, 2.0, 3.0)}
    return exif


@pytest.fixture
def photo(colours: NDArray[np.uint8], encode: Encode) -> Image:
    return codecs.read(
        encode(colours, "JPEG", exif=camera_exif(), icc_profile=PROFILE, dpi=(300, 300))
    )


@pytest.fixture
def taken(photo: Image) -> Cutout:
    return Cutout(photo.pixels, np.ones(photo.size_hw, np.float32), photo)


def exif_of(data: bytes) -> PIL.Image.Exif:
    picture = PIL.Image.open(io.BytesIO(data))
    picture.load()
    return picture.getexif()


def test_a_photos_facts_are_read(photo: Image) -> None:
    assert photo.info.icc_profile == PROFILE
    assert photo.info.dpi == pytest.approx((300, 300))
    assert photo.info.exif is not None


@pytest.mark.parametrize("name", WITH_PROFILE)
def test_the_colour_profile_is_kept(name: str, taken: Cutout) -> None:
    assert codecs.read(codecs.write(taken, name, quality=90)).info.icc_profile == PROFILE


@pytest.mark.parametrize("name", WITH_PROFILE)
def test_a_grey_matte_takes_no_colour_profile(name: str, taken: Cutout) -> None:
    data = codecs.write(taken, name, quality=90, matte_only=True)
    assert codecs.read(data).info.icc_profile is None


@pytest.mark.parametrize("name", WITH_DPI)
def test_the_resolution_is_kept(name: str, taken: Cutout) -> None:
    dpi = codecs.read(codecs.write(taken, name, quality=90)).info.dpi
    assert dpi == pytest.approx((300, 300), rel=1e-4)  # PNG counts in whole pixels per metre


@pytest.mark.parametrize("name", [*WITH_PROFILE, "jpeg"])
def test_exif_is_dropped_unless_asked_for(name: str, taken: Cutout) -> None:
    assert MAKE not in exif_of(codecs.write(taken, name, quality=90))


@pytest.mark.parametrize("name", [*WITH_PROFILE, "jpeg"])
def test_exif_is_kept_without_its_orientation_when_asked_for(name: str, taken: Cutout) -> None:
    exif = exif_of(codecs.write(taken, name, quality=90, keep_metadata=True))
    assert exif[MAKE] == "Camera"
    assert exif.get_ifd(EXIF)[TAKEN] == "2020:02:03 04:05:06"
    assert exif.get_ifd(GPS)[LATITUDE] == (1.0, 2.0, 3.0)
    assert ORIENTATION not in exif


def test_a_thumbnail_of_the_uncut_photo_is_not_kept(
    colours: NDArray[np.uint8], encode: Encode
) -> None:
    thumbnail = encode(colours, "JPEG")
    block = b"Exif\0\0II*\0\x08\0\0\0\0\0\x0e\0\0\0\x02\0" + bytes.fromhex(
        "0102 0400 01000000 2c000000".replace(" ", "")
    )
    block += bytes.fromhex("0202 0400 01000000".replace(" ", ""))
    block += len(thumbnail).to_bytes(4, "little") + bytes(4) + thumbnail
    info = codecs.read(encode(colours, "JPEG", exif=block)).info
    assert thumbnail not in (info.exif or b"")


@pytest.mark.parametrize("dpi", [(0, 0), (float("nan"), 72.0), (1e9, 1e9)])
def test_an_absurd_resolution_counts_as_none(
    dpi: tuple[float, float], colours: NDArray[np.uint8]
) -> None:
    picture = PIL.Image.fromarray(colours)
    picture.info["dpi"] = dpi
    assert codecs.from_pillow(picture).info.dpi is None


def test_a_profile_of_grey_is_not_put_on_colours(taken: Cutout) -> None:
    grey = bytes(16) + b"GRAY" + bytes(200)
    picture = PIL.Image.fromarray(taken.foreground)
    picture.info["icc_profile"] = grey
    assert codecs.from_pillow(picture).info.icc_profile is None


@pytest.mark.parametrize("name", ["png", "tiff", "webp", "avif", "jpeg"])
def test_a_source_without_facts_gives_a_file_without_facts(name: str, taken: Cutout) -> None:
    plain = dataclasses.replace(taken, source=Image(taken.foreground))
    info = codecs.read(codecs.write(plain, name, quality=90, keep_metadata=True)).info
    assert (info.icc_profile, info.exif) == (None, None)
