"""Limits of the encoders, streams, and formats of third parties."""

from __future__ import annotations

import io
from types import SimpleNamespace

import numpy as np
import pytest

from nukki import codecs
from nukki.codecs.format import Format, starts_with
from nukki.codecs.registry import formats_of
from nukki.core.errors import EncodeError
from nukki.core.values import Cutout, Image


@pytest.mark.parametrize("name", ["jpeg", "webp", "gif", "zip"])
def test_a_picture_longer_than_the_format_allows_is_refused(name: str) -> None:
    pixels = np.zeros((1, 70_000, 3), np.uint8)
    ribbon = Cutout(pixels, np.ones((1, 70_000), np.float32), Image(pixels))
    with pytest.raises(EncodeError, match="another format or a smaller size"):
        codecs.write(ribbon, name, quality=90)


@pytest.mark.parametrize("name", ["png", "tiff", "webp", "gif", "zip"])
def test_a_stream_gets_the_same_bytes(name: str, cutout: Cutout) -> None:
    stream = io.BytesIO()
    codecs.write_to(stream, cutout, name, quality=90)
    assert stream.getvalue() == codecs.write(cutout, name, quality=90)


class FullDisk(io.BytesIO):
    def write(self, _: object) -> int:
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("name", ["png", "tiff", "webp", "avif", "gif"])
def test_a_full_disk_is_not_blamed_on_the_picture(name: str, cutout: Cutout) -> None:
    with pytest.raises(OSError, match="No space left"):
        codecs.write_to(FullDisk(), cutout, name, quality=90)


@pytest.mark.parametrize("name", ["webp", "avif"])
def test_higher_quality_takes_more_bytes(name: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    opaque = Cutout(noise, np.ones((64, 64), np.float32), Image(noise))
    sizes = [len(codecs.write(opaque, name, quality=quality)) for quality in (20, 60, 95)]
    assert sizes == sorted(sizes)


def test_webp_of_quality_100_loses_nothing(cutout: Cutout) -> None:
    image = codecs.read(codecs.write(cutout, "webp", quality=100))
    np.testing.assert_array_equal(image.pixels, cutout.foreground)


def test_a_module_lists_one_format_or_several() -> None:
    single = Format(name="x", suffixes=(".x",), media_type="image/x", matches=starts_with(b"x"))
    assert formats_of(SimpleNamespace(FORMAT=single)) == (single,)
    assert formats_of(SimpleNamespace(FORMATS=(single, single))) == (single, single)
    assert formats_of(SimpleNamespace()) == ()
