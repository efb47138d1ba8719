"""Compositing of live pictures: as exact as 8 bits are, wherever there is something to mix."""

from __future__ import annotations

import numpy as np
import pytest

from nukki.core.arrays import FloatMap
from nukki.ops.blend import Bytes, blend, blurred_behind, without_room
from nukki.ops.composite import over
from nukki.ops.guided import carried_up, fit_lines, grey_of
from nukki.ops.resize import resize

SIZE_HW = (72, 128)


def noise(seed: int) -> Bytes:
    return np.random.default_rng(seed).integers(0, 256, (*SIZE_HW, 3), dtype=np.uint8)


def disc(soft_px: float = 8.0) -> FloatMap:
    rows, columns = np.mgrid[: SIZE_HW[0], : SIZE_HW[1]]
    away = np.hypot(rows - 36, columns - 60)
    return np.asarray(np.clip((24 - away) / soft_px + 0.5, 0, 1), np.float32)


def levels(alpha: FloatMap) -> Bytes:
    return np.rint(alpha * 255).astype(np.uint8)


def test_a_blend_is_the_composite_of_photos_within_a_level() -> None:
    foreground, background, alpha = noise(1), noise(2), disc()
    exact = over(foreground, alpha, background)
    assert np.abs(blend(foreground, levels(alpha), background).astype(int) - exact).max() <= 2


def test_what_is_wholly_one_or_the_other_is_copied() -> None:
    foreground, background, alpha = noise(1), noise(2), levels(disc())
    mixed = blend(foreground, alpha, background)
    np.testing.assert_array_equal(mixed[alpha == 255], foreground[alpha == 255])
    np.testing.assert_array_equal(mixed[alpha == 0], background[alpha == 0])


@pytest.mark.parametrize("value", [0, 255])
def test_a_matte_without_edges_is_no_special_case(value: int) -> None:
    mixed = blend(noise(1), np.full(SIZE_HW, value, np.uint8), noise(2))
    np.testing.assert_array_equal(mixed, noise(1) if value else noise(2))


def test_the_background_that_is_given_stays_as_it_is() -> None:
    background = noise(2)
    blend(noise(1), levels(disc()), background)
    np.testing.assert_array_equal(background, noise(2))


def test_no_colour_of_the_subject_is_in_the_blur_behind_it() -> None:
    alpha = disc()
    room = np.full((*SIZE_HW, 3), (10, 60, 120), np.uint8)
    photo = over(np.full_like(room, 255), alpha, room)
    blurred = blurred_behind(photo, levels(alpha), 5.0)
    outside = alpha == 0
    np.testing.assert_allclose(blurred[outside], room[outside], atol=1)


def test_a_blur_behind_nobody_is_a_blur() -> None:
    blurred = blurred_behind(noise(1), np.zeros(SIZE_HW, np.uint8), 6.0)
    assert blurred.std() < noise(1).std() / 5
    assert abs(float(blurred.mean()) - float(noise(1).mean())) < 2


def test_a_small_mask_follows_the_edges_of_the_large_picture() -> None:
    truth = disc(soft_px=1.0)
    photo = over(np.full((*SIZE_HW, 3), 220, np.uint8), truth, np.full((*SIZE_HW, 3), 40, np.uint8))
    grey, small_hw = grey_of(photo), (36, 64)
    coarse = resize(resize(truth, (9, 16), "area"), small_hw, "bilinear")
    lines = fit_lines(resize(grey, small_hw, "area"), coarse)
    found = carried_up(lines, grey).astype(np.float32) / 255
    enlarged = resize(coarse, SIZE_HW, "bilinear")
    assert np.abs(found - truth).mean() < np.abs(enlarged - truth).mean() / 2


def test_a_flat_picture_leaves_the_mask_as_it_is() -> None:
    alpha = resize(disc(16), (36, 64), "area")
    lines = fit_lines(np.full((36, 64), 128, np.uint8), alpha)
    found = carried_up(lines, np.full(SIZE_HW, 128, np.uint8)).astype(np.float32) / 255
    sure = np.abs(disc(16) - 0.5) == 0.5
    assert np.abs(found - disc(16))[sure].mean() < 0.02


def test_soft_edges_lose_the_colours_of_the_old_room() -> None:
    alpha = disc()
    subject, room = (np.full((*SIZE_HW, 3), c, np.uint8) for c in ((200, 60, 40), (30, 180, 60)))
    photo, half = over(subject, alpha, room), (36, 64)
    small, small_alpha = resize(photo, half, "area"), resize(levels(alpha), half, "area")
    cleaned = without_room(photo, levels(alpha), small, small_alpha)
    soft = (alpha > 0.1) & (alpha < 0.9)
    before, after = (
        np.abs(one[soft].astype(int) - subject[soft]).mean() for one in (photo, cleaned)
    )
    assert after < before / 4
    np.testing.assert_array_equal(cleaned[alpha == 1], photo[alpha == 1])


def test_a_subject_that_is_nowhere_or_everywhere_keeps_its_colours() -> None:
    for value in (0, 255):
        alpha = np.full(SIZE_HW, value, np.uint8)
        small, small_alpha = resize(noise(1), (36, 64), "area"), resize(alpha, (36, 64), "area")
        np.testing.assert_array_equal(without_room(noise(1), alpha, small, small_alpha), noise(1))
