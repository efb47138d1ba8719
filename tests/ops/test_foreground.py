"""The subject's own colours: taken out of the mixture where it is soft, untouched where solid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.ops.composite import over
from nukki.ops.foreground import blank_outside, estimate_foreground

Paint = Callable[[NDArray[Any], NDArray[np.float32]], NDArray[Any]]
PAINTS = [blank_outside, estimate_foreground]


class Scene(Protocol):
    """A drawn photo and the truth about it, see conftest.py."""

    photo: NDArray[np.uint8]
    alpha: NDArray[np.float32]
    foreground: NDArray[np.float32]
    background: NDArray[np.float32]


@pytest.mark.parametrize("paint", PAINTS)
def test_solid_pixels_keep_the_photos_bits(paint: Paint, scene: Scene) -> None:
    solid = scene.alpha == 1
    np.testing.assert_array_equal(paint(scene.photo, scene.alpha)[solid], scene.photo[solid])


@pytest.mark.parametrize("paint", PAINTS)
def test_nothing_is_left_where_alpha_is_zero(paint: Paint, scene: Scene) -> None:
    assert not paint(scene.photo, scene.alpha)[scene.alpha == 0].any()


@pytest.mark.parametrize("paint", PAINTS)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_bit_depth_is_the_photos(paint: Paint, dtype: type[np.unsignedinteger[Any]]) -> None:
    photo: NDArray[Any] = np.full((4, 4, 3), np.iinfo(dtype).max, dtype)
    found = paint(photo, np.full((4, 4), 0.5, np.float32))
    assert found.dtype == dtype
    assert (found == np.iinfo(dtype).max).all()


@pytest.mark.parametrize("paint", PAINTS)
def test_the_photo_itself_is_not_changed(paint: Paint, scene: Scene) -> None:
    kept = scene.photo.copy()
    paint(scene.photo, scene.alpha)
    np.testing.assert_array_equal(scene.photo, kept)


@pytest.mark.parametrize("colour", [(255, 255, 255), (0, 0, 0), (0, 255, 0)], ids=str)
def test_over_a_new_background_less_of_the_old_one_shows(
    colour: tuple[int, int, int], scene: Scene
) -> None:
    share, new = scene.alpha[:, :, None], np.array([[colour]], np.uint8)
    truth = share * scene.foreground + (1 - share) * new
    soft = (scene.alpha > 0) & (scene.alpha < 1)
    cleaned = over(estimate_foreground(scene.photo, scene.alpha), scene.alpha, new)
    naive = over(scene.photo, scene.alpha, new)
    # A tenth is left at the edge of a body; two fifths where nothing solid is near (gradient).
    assert np.abs(cleaned - truth)[soft].mean() < 0.6 * np.abs(naive - truth)[soft].mean()


def test_laid_over_the_old_background_the_photo_all_but_comes_back(scene: Scene) -> None:
    found = estimate_foreground(scene.photo, scene.alpha)
    old = np.rint(scene.background).astype(np.uint8)
    soft = (scene.alpha > 0) & (scene.alpha < 1)
    again = over(found, scene.alpha, old).astype(int)
    naive = over(scene.photo, scene.alpha, old).astype(int)
    # Not all: the equation is met with the background that is guessed, not with the true one.
    assert np.abs(again - scene.photo)[soft].mean() < 0.6 * np.abs(naive - scene.photo)[soft].mean()


def test_two_flat_colours_are_told_apart() -> None:
    alpha = np.tile(np.clip(np.linspace(-1, 2, 60), 0, 1), (40, 1)).astype(np.float32)
    share = alpha[:, :, None]
    photo = np.rint(share * (200, 30, 60) + (1 - share) * (20, 120, 220)).astype(np.uint8)
    found = estimate_foreground(photo, alpha)[alpha > 0.1]
    # A twentieth of full scale, where an untreated edge is off by up to 160 levels.
    assert np.abs(found.astype(int) - (200, 30, 60)).mean() < 13


@pytest.mark.parametrize("size_hw", [(1, 1), (1, 50), (50, 1), (700, 3)], ids=str)
def test_a_picture_of_any_shape_is_painted(size_hw: tuple[int, int]) -> None:
    photo = np.full((*size_hw, 3), 90, np.uint8)
    found = estimate_foreground(photo, np.full(size_hw, 0.5, np.float32))
    np.testing.assert_allclose(found, 90, atol=1)  # one level of rounding
