"""A segmenter that sees through rings."""

from __future__ import annotations

import numpy as np

from nukki.core.arrays import Pixels
from nukki.core.values import Matte
from nukki.stages.openings import SeeingThrough

PHOTO = np.full((96, 96, 3), (40, 160, 60), np.uint8)
PHOTO[20:76, 20:76] = 230
PHOTO[40:56, 40:56] = (40, 160, 60)


def filled(pixels: Pixels) -> Matte:
    """The square with its hole closed."""
    alpha = np.zeros(pixels.shape[:2], np.float32)
    alpha[20:76, 20:76] = 1.0
    return Matte(alpha, confidence=0.7)


def keyed(pixels: Pixels) -> Matte:
    """The same, with colours of its own."""
    return Matte(filled(pixels).alpha, foreground=pixels)


def test_the_hole_is_opened_and_the_rest_kept() -> None:
    matte = SeeingThrough(filled)(PHOTO)
    assert matte.alpha[48, 48] < 0.01
    assert matte.alpha[30, 30] == 1.0
    assert matte.confidence == 0.7


def test_a_matte_with_colours_of_its_own_is_taken_as_it_is() -> None:
    assert SeeingThrough(keyed)(PHOTO).alpha[48, 48] == 1.0
