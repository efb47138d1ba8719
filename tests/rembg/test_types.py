"""What goes in comes out: bytes, Pillow pictures, arrays."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray

from nukki.core.errors import CorruptImageError, InputError, NotAnImageError
from nukki.rembg import Session, remove

Photo = NDArray[np.uint8]
BOTH = pytest.mark.parametrize("legacy", [False, True], ids=["straight", "legacy"])


def png(array: NDArray[Any], **save: Any) -> bytes:
    buffer = io.BytesIO()
    PIL.Image.fromarray(array).save(buffer, "PNG", **save)
    return buffer.getvalue()


@BOTH
@pytest.mark.parametrize(("only_mask", "mode"), [(False, "RGBA"), (True, "L")])
def test_bytes_give_a_png_file(
    session: Session, photo: Photo, legacy: bool, only_mask: bool, mode: str
) -> None:
    result = remove(png(photo), session=session, only_mask=only_mask, legacy_edges=legacy)
    assert isinstance(result, bytes)
    opened = PIL.Image.open(io.BytesIO(result))
    assert (opened.format, opened.mode, opened.size) == ("PNG", mode, (32, 32))


@BOTH
@pytest.mark.parametrize(("only_mask", "mode"), [(False, "RGBA"), (True, "L")])
def test_a_pillow_picture_gives_a_pillow_picture(
    session: Session, photo: Photo, legacy: bool, only_mask: bool, mode: str
) -> None:
    picture = PIL.Image.fromarray(photo)
    result = remove(picture, session=session, only_mask=only_mask, legacy_edges=legacy)
    assert isinstance(result, PIL.Image.Image)
    assert result.mode == mode
    assert np.array_equal(np.asarray(picture), photo)


@BOTH
@pytest.mark.parametrize(("only_mask", "shape"), [(False, (32, 32, 4)), (True, (32, 32))])
def test_an_array_gives_a_read_only_array(
    session: Session, photo: Photo, legacy: bool, only_mask: bool, shape: tuple[int, ...]
) -> None:
    result = remove(photo, session=session, only_mask=only_mask, legacy_edges=legacy)
    assert isinstance(result, np.ndarray)
    assert result.shape == shape
    assert result.dtype == np.uint8
    assert not result.flags.writeable


@BOTH
def test_bytes_can_be_forced(session: Session, photo: Photo, legacy: bool) -> None:
    picture = PIL.Image.fromarray(photo)
    result = remove(picture, session=session, force_return_bytes=True, legacy_edges=legacy)
    assert isinstance(result, bytes)


def test_a_bytearray_is_taken_when_bytes_are_forced(session: Session, photo: Photo) -> None:
    data: Any = bytearray(png(photo))
    assert isinstance(remove(data, session=session, force_return_bytes=True), bytes)


@pytest.mark.parametrize("data", ["photo.jpg", None, [1, 2], bytearray(b"x")], ids=type)
def test_another_type_is_an_input_error_and_a_value_error(session: Session, data: Any) -> None:
    with pytest.raises(InputError, match="expected bytes, a Pillow image or a numpy array"):
        remove(data, session=session)
    with pytest.raises(ValueError, match=type(data).__name__):
        remove(data, session=session)


@BOTH
def test_bytes_that_are_no_picture_are_refused(session: Session, legacy: bool) -> None:
    with pytest.raises(NotAnImageError):
        remove(b"no picture at all", session=session, legacy_edges=legacy)


@BOTH
def test_a_file_that_was_cut_short_is_refused(session: Session, photo: Photo, legacy: bool) -> None:
    with pytest.raises(CorruptImageError):
        remove(png(photo)[:-200], session=session, legacy_edges=legacy)


@BOTH
def test_a_pillow_picture_of_a_file_cut_short_is_refused(
    session: Session, photo: Photo, legacy: bool
) -> None:
    opened = PIL.Image.open(io.BytesIO(png(photo)[:-200]))
    with pytest.raises(CorruptImageError):
        remove(opened, session=session, legacy_edges=legacy)


@BOTH
def test_an_array_of_a_wrong_shape_is_refused(session: Session, legacy: bool) -> None:
    with pytest.raises(InputError, match=r"shape \(2, 3, 4, 5\)|got \(2, 3, 4, 5\)"):
        remove(np.zeros((2, 3, 4, 5), np.uint8), session=session, legacy_edges=legacy)


def test_the_colour_profile_stays_with_straight_colours(session: Session, photo: Photo) -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    result = remove(png(photo, icc_profile=profile), session=session)
    assert isinstance(result, bytes)
    assert PIL.Image.open(io.BytesIO(result)).info["icc_profile"] == profile


@BOTH
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_comes_out_upright(session: Session, orientation: int, legacy: bool) -> None:
    stored = np.full((20, 40, 3), 200, np.uint8)
    exif = PIL.Image.Exif()
    exif[0x0112] = orientation
    result = remove(png(stored, exif=exif), session=session, only_mask=True, legacy_edges=legacy)
    assert isinstance(result, bytes)
    turned = orientation >= 5
    assert PIL.Image.open(io.BytesIO(result)).size == ((20, 40) if turned else (40, 20))
