"""A segmenter that is shown dark photos brightened."""

from __future__ import annotations

import numpy as np

from nukki.core.arrays import Pixels
from nukki.core.values import Matte
from nukki.stages.levels import Levelled


def bright(pixels: Pixels) -> Matte:
    """What is brighter than the middle of the scale, as a subject."""
    return Matte((pixels[..., 0] > 127).astype(np.float32))


def test_a_subject_in_the_dark_is_found() -> None:
    dark = np.full((40, 60, 3), 5, np.uint8)
    dark[10:30, 20:40] = 60
    assert not bright(dark).alpha.any()
    np.testing.assert_array_equal(Levelled(bright)(dark).alpha, dark[..., 0] > 5)


def test_the_photo_itself_stays_dark() -> None:
    dark = np.full((40, 60, 3), 5, np.uint8)
    dark[10:30, 20:40] = 60
    before = dark.copy()
    Levelled(bright)(dark)
    np.testing.assert_array_equal(dark, before)
