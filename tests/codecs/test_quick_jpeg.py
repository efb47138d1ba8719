"""JPEGs of live pictures."""

from __future__ import annotations

import numpy as np
import pytest

from nukki import codecs
from nukki.codecs.quick_jpeg import jpeg_of
from nukki.core.errors import EncodeError


def test_colours_come_back_as_they_went_in() -> None:
    pixels = np.full((16, 24, 3), (200, 30, 90), np.uint8)
    found = codecs.read(jpeg_of(pixels, 95)).pixels
    assert found.shape == pixels.shape
    assert np.abs(found.astype(int) - pixels).max() <= 3


def test_less_quality_is_fewer_bytes() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    assert len(jpeg_of(noise, 30)) < len(jpeg_of(noise, 90))


def test_a_picture_that_no_jpeg_can_hold_is_refused() -> None:
    with pytest.raises(EncodeError, match="70000x1"):
        jpeg_of(np.zeros((1, 70_000, 3), np.uint8), 90)
