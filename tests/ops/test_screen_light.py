"""A screen's light on its subject, found small and taken off the whole."""

from __future__ import annotations

import numpy as np

from nukki.ops.guided import Bytes
from nukki.ops.screen_light import keyed, unlit

SMALL_HW, LARGE_HW = (36, 64), (72, 128)
SCREEN, SUBJECT = (20, 177, 64), (100, 100, 100)


def flat(size_hw: tuple[int, int], *rgb: int) -> Bytes:
    return np.broadcast_to(np.array(rgb, np.uint8), (*size_hw, 3)).copy()


def opaque(size_hw: tuple[int, int] = LARGE_HW) -> Bytes:
    return np.full(size_hw, 255, np.uint8)


def test_an_even_light_is_found_small_and_taken_off_the_whole() -> None:
    whole = np.ones(SMALL_HW, np.float32)
    known = keyed(flat(SMALL_HW, 100, 140, 110), flat(SMALL_HW, *SUBJECT), whole)
    found = unlit(flat(LARGE_HW, 90, 130, 100), opaque(), known)
    np.testing.assert_array_equal(found, flat(LARGE_HW, 90, 90, 90))


def test_light_that_took_something_away_is_given_back() -> None:
    whole = np.ones(SMALL_HW, np.float32)
    known = keyed(flat(SMALL_HW, 80, 140, 90), flat(SMALL_HW, *SUBJECT), whole)
    found = unlit(flat(LARGE_HW, 80, 140, 90), opaque(), known)
    np.testing.assert_array_equal(found, flat(LARGE_HW, *SUBJECT))


def test_soft_pixels_take_the_colours_that_the_subject_has_nearby() -> None:
    alpha = np.ones(SMALL_HW, np.float32)
    alpha[:, 32:] = 0
    small, own = flat(SMALL_HW, *SUBJECT), flat(SMALL_HW, *SUBJECT)
    small[:, 32:] = own[:, 32:] = SCREEN
    soft = opaque()
    soft[:, 60:68] = 128
    found = unlit(flat(LARGE_HW, 60, 138, 82), soft, keyed(small, own, alpha))
    np.testing.assert_allclose(found[36, 60:66].astype(int), [SUBJECT] * 6, atol=2)


def test_the_screen_itself_keeps_its_colour() -> None:
    screen, nothing = flat(SMALL_HW, *SCREEN), np.zeros(SMALL_HW, np.float32)
    known = keyed(screen, flat(SMALL_HW, *SUBJECT), nothing)
    large = flat(LARGE_HW, *SCREEN)
    np.testing.assert_array_equal(unlit(large, np.zeros(LARGE_HW, np.uint8), known), large)
