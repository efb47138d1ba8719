"""The colour and alpha pair."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest

from nukki import codecs
from nukki.core.errors import EncodeError
from nukki.core.values import Cutout, Image


def half_cut(source: Image) -> Cutout:
    """Green on the left half, nothing on the right."""
    alpha = np.zeros((16, 32), np.float32)
    alpha[:, :16] = 1
    foreground = np.zeros((16, 32, 3), np.uint8)
    foreground[:, :16] = (0, 200, 0)
    return Cutout(foreground, alpha, source)


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert all(entry.compress_type == zipfile.ZIP_STORED for entry in archive.infolist())
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_colour_and_alpha_in_this_order() -> None:
    red = Image(np.full((16, 32, 3), (250, 0, 0), np.uint8))
    files = unpacked(codecs.write(half_cut(red), "zip", quality=95))
    assert list(files) == ["color.jpg", "alpha.png"]
    alpha = codecs.read(files["alpha.png"]).pixels[..., 0]
    np.testing.assert_array_equal(alpha, np.rint(half_cut(red).alpha * 255))


def test_the_colour_keeps_the_background_and_corrects_the_subject() -> None:
    red = Image(np.full((16, 32, 3), (250, 0, 0), np.uint8))
    pixels = codecs.read(
        unpacked(codecs.write(half_cut(red), "zip", quality=95))["color.jpg"]
    ).pixels
    assert np.abs(pixels[8, 4].astype(int) - (0, 200, 0)).max() < 8
    assert np.abs(pixels[8, 28].astype(int) - (250, 0, 0)).max() < 8


def test_after_a_crop_the_colour_is_the_subjects_own() -> None:
    other_size = Image(np.full((40, 40, 3), 250, np.uint8))
    pixels = codecs.read(
        unpacked(codecs.write(half_cut(other_size), "zip", quality=95))["color.jpg"]
    ).pixels
    assert pixels[8, 28].max() < 8


def test_the_same_cutout_gives_the_same_bytes() -> None:
    source = Image(np.zeros((16, 32, 3), np.uint8))
    first = codecs.write(half_cut(source), "zip", quality=90)
    assert codecs.write(half_cut(source), "zip", quality=90) == first


def test_the_matte_alone_is_refused() -> None:
    source = Image(np.zeros((16, 32, 3), np.uint8))
    with pytest.raises(EncodeError, match="choose png"):
        codecs.write(half_cut(source), "zip", quality=90, matte_only=True)
