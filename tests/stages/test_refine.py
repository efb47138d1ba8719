"""A cut-out: alpha of the photo's size, the subject's own colours, the file's own transparency."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.presets import Edges
from nukki.core.values import Cutout, Image, Matte
from nukki.stages.edges import ALPHA_REFINERS
from nukki.stages.refine import finish, refine

EDGES: tuple[Edges, ...] = tuple(ALPHA_REFINERS)


class Scene(Protocol):
    """A drawn photo and the truth about it, see conftest.py."""

    photo: NDArray[np.uint8]
    alpha: NDArray[np.float32]
    foreground: NDArray[np.float32]
    matte: Matte


def rim_error(cutout: Cutout, scene: Scene) -> float:
    """How far the soft pixels' colours are from the subject's true ones, in levels of 255."""
    soft = (scene.alpha > 0.2) & (scene.alpha < 0.8)
    return float(np.abs(cutout.foreground.astype(float) - scene.foreground)[soft].mean())


@pytest.mark.parametrize("edges", EDGES)
def test_the_cutout_is_as_large_as_the_photo_and_remembers_it(edges: Edges, scene: Scene) -> None:
    image = Image(scene.photo)
    cutout = refine(image, scene.matte, edges)
    assert cutout.size_hw == image.size_hw
    assert cutout.source is image
    assert 0 < cutout.confidence < 1


@pytest.mark.parametrize("edges", EDGES)
def test_what_was_removed_cannot_be_recovered(edges: Edges, scene: Scene) -> None:
    cutout = refine(Image(scene.photo), scene.matte, edges)
    assert not cutout.foreground[cutout.alpha == 0].any()


@pytest.mark.parametrize("edges", EDGES)
def test_solid_pixels_are_the_photos_to_the_bit(edges: Edges, scene: Scene) -> None:
    cutout = refine(Image(scene.photo), scene.matte, edges)
    solid = cutout.alpha == 1
    assert solid.any()
    np.testing.assert_array_equal(cutout.foreground[solid], scene.photo[solid])


@pytest.mark.parametrize("edges", ["clean", "fine"])
def test_no_rim_of_the_old_background_is_left(edges: Edges, scene: Scene) -> None:
    plain = refine(Image(scene.photo), scene.matte, "plain")
    cutout = refine(Image(scene.photo), scene.matte, edges)
    # Some error remains where alpha is not quite the true one.
    assert rim_error(cutout, scene) < 0.5 * rim_error(plain, scene)


@pytest.mark.parametrize("edges", EDGES)
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_the_bit_depth_is_the_photos(
    edges: Edges, depth: type[np.unsignedinteger[Any]], scene: Scene
) -> None:
    scale = np.iinfo(depth).max // 255
    photo: NDArray[Any] = scene.photo.astype(depth) * depth(scale)
    assert refine(Image(photo), scene.matte, edges).foreground.dtype == depth


@pytest.mark.parametrize("edges", EDGES)
def test_alpha_is_never_more_than_the_file_had(edges: Edges, scene: Scene) -> None:
    own = np.random.default_rng(3).integers(0, 256, scene.alpha.shape, dtype=np.uint8)
    image = Image(scene.photo, own)
    cutout = refine(image, Matte(np.ones((24, 24), np.float32)), edges)
    assert (cutout.alpha <= own / np.float32(255)).all()
    assert not cutout.foreground[own == 0].any()


@pytest.mark.parametrize("edges", EDGES)
def test_straight_colours_of_a_transparent_file_are_not_corrected_again(
    edges: Edges,
) -> None:
    """What shines through a half-transparent file is not mixed into its colours."""
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[:, ::2] = (200, 150, 100)
    image = Image(stripes, np.full((64, 64), 128, np.uint8))
    cutout = refine(image, Matte(np.ones((16, 16), np.float32)), edges)
    np.testing.assert_array_equal(cutout.foreground, stripes)


@pytest.mark.parametrize("edges", EDGES)
def test_neither_the_photo_nor_the_matte_is_changed(edges: Edges, scene: Scene) -> None:
    photo, alpha = scene.photo.copy(), scene.matte.alpha.copy()
    refine(Image(scene.photo), scene.matte, edges)
    np.testing.assert_array_equal(scene.photo, photo)
    np.testing.assert_array_equal(scene.matte.alpha, alpha)


def test_a_matte_without_a_subject_has_no_confidence(scene: Scene) -> None:
    assert refine(Image(scene.photo), Matte(np.zeros((9, 9), np.float32)), "clean").confidence == 0


def test_half_of_the_old_background_is_taken_out_when_that_is_asked(scene: Scene) -> None:
    image = Image(scene.photo)
    none, half, all_of_it = (
        refine(image, scene.matte, "clean", decontaminate=share).foreground.astype(float)
        for share in (0.0, 0.5, 1.0)
    )
    np.testing.assert_allclose(half, (none + all_of_it) / 2, atol=0.51)  # rounded once
    soft = none != all_of_it
    np.testing.assert_array_equal(none[soft], scene.photo[soft])


def test_a_corrected_matte_keeps_the_photo_s_colours_when_nothing_shall_be_taken_out(
    scene: Scene,
) -> None:
    found = finish(Image(scene.photo), Matte(scene.alpha), "clean", decontaminate=0.0)
    inside = scene.alpha > 0
    np.testing.assert_array_equal(found.foreground[inside], scene.photo[inside])
