"""From a network's small matte to the photo's size: nearer to the truth, never invented."""

from __future__ import annotations

from typing import Protocol

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.presets import Edges
from nukki.core.values import Matte
from nukki.stages import edges as edges_module
from nukki.stages.edges import ALPHA_REFINERS

EDGES: tuple[Edges, ...] = tuple(ALPHA_REFINERS)
SOLVED: tuple[Edges, ...] = ("clean", "fine")


class Scene(Protocol):
    """A drawn photo and the truth about it, see conftest.py."""

    photo: NDArray[np.uint8]
    alpha: NDArray[np.float32]
    matte: Matte


def found(scene: Scene, edges: Edges) -> NDArray[np.float32]:
    return ALPHA_REFINERS[edges](scene.photo, scene.matte.alpha)


def assert_same(one: NDArray[np.float32], other: NDArray[np.float32]) -> None:
    """The same but for rounding: half a level of 255.

    A solver that stops early carries the rounding of its sums along; 3e-4 was measured.
    """
    np.testing.assert_allclose(one, other, atol=2e-3)


def error(alpha: NDArray[np.float32], scene: Scene) -> float:
    return float(np.abs(alpha - scene.alpha).mean())


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work on pictures of a third of the drawn photo, as with one of many megapixels."""
    monkeypatch.setattr(edges_module, "WORK_PX", 60)
    monkeypatch.setattr(edges_module, "COARSE_PX", 40)


@pytest.mark.parametrize("edges", EDGES)
def test_alpha_is_of_the_photos_size_and_in_range(edges: Edges, scene: Scene) -> None:
    matte = Matte(found(scene, edges))  # checks dtype, range and NaN
    assert matte.size_hw == scene.photo.shape[:2]


def test_a_matte_as_fine_as_the_photo_is_solved_at_the_photos_size(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine = cv2.GaussianBlur(scene.alpha, (0, 0), 2.0).clip(0.0, 1.0).astype(np.float32)
    whole = ALPHA_REFINERS["clean"](scene.photo, fine)
    monkeypatch.setattr(edges_module, "WORK_PX", 60)
    assert np.array_equal(ALPHA_REFINERS["clean"](scene.photo, fine), whole)


@pytest.mark.parametrize("edges", SOLVED)
def test_solving_comes_nearer_to_the_truth_than_enlarging(edges: Edges, scene: Scene) -> None:
    # The network's edge is 4 to 5 pixels wide, the true one is 1: most of the error can go.
    # "fine" also doubts a rim that this matte has right already, so a little less of it does.
    assert error(found(scene, edges), scene) < 0.55 * error(found(scene, "plain"), scene)


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("edges", SOLVED)
def test_a_solution_on_a_smaller_picture_is_carried_up(edges: Edges, scene: Scene) -> None:
    assert error(found(scene, edges), scene) < 0.6 * error(found(scene, "plain"), scene)


@pytest.mark.parametrize(("edges", "reach_px"), [("clean", 7), ("fine", 14)])
def test_where_the_network_was_sure_nothing_is_changed(
    edges: Edges, reach_px: int, scene: Scene
) -> None:
    plain = found(scene, "plain")
    inside = (plain > 0.03).astype(np.uint8)
    near = np.ones((2 * reach_px + 1,) * 2, np.uint8)  # further than the edge is doubted
    background = cv2.dilate(inside, near) == 0
    body = cv2.erode((plain > 0.97).astype(np.uint8), near) > 0
    assert background.any()
    assert body.any()
    assert not found(scene, edges)[background].any()
    assert (found(scene, edges)[body] == 1).all()


@pytest.mark.parametrize(
    "edges",
    [
        "plain",
        "clean",
        "fine",
    ],
)
def test_a_subject_that_is_small_in_the_photo_is_not_lost(edges: Edges) -> None:
    """24 pixels of 480, 7 of a network's 140: all of it is near an edge."""
    photo = np.full((480, 480, 3), 30, np.uint8)
    photo[228:252, 228:252] = (200, 120, 60)
    truth = (photo[:, :, 0] > 100).astype(np.float32)
    alpha = np.asarray(cv2.resize(truth, (140, 140), interpolation=cv2.INTER_AREA), np.float32)
    assert ALPHA_REFINERS[edges](photo, alpha)[235:245, 235:245].min() > 0.9


@pytest.mark.parametrize("edges", EDGES)
@pytest.mark.parametrize("axis", [0, 1], ids=["upside down", "mirrored"])
def test_a_turned_picture_gives_a_turned_result(edges: Edges, axis: int, scene: Scene) -> None:
    photo, alpha = np.flip(scene.photo, axis), np.flip(scene.matte.alpha, axis)
    turned = ALPHA_REFINERS[edges](np.ascontiguousarray(photo), np.ascontiguousarray(alpha))
    assert_same(np.flip(turned, axis), found(scene, edges))


@pytest.mark.parametrize("edges", EDGES)
@pytest.mark.parametrize("value", [0.0, 1.0])
def test_an_empty_matte_stays_empty_and_a_full_one_full(
    edges: Edges, value: float, scene: Scene
) -> None:
    alpha = ALPHA_REFINERS[edges](scene.photo, np.full((24, 24), value, np.float32))
    assert (alpha == value).all()


@pytest.mark.parametrize("edges", EDGES)
@pytest.mark.parametrize("value", [0.002, 0.5, 0.9])
def test_a_blank_page_yields_no_more_than_the_network_said(edges: Edges, value: float) -> None:
    page = np.full((40, 50, 3), 255, np.uint8)
    alpha = ALPHA_REFINERS[edges](page, np.full((16, 16), value, np.float32))
    # Either as it was, or decided where the network was sure. Sums of float32 leave 1e-4.
    assert alpha.max() <= (1.0 if value >= 0.9 else value) + 1e-4
    assert np.ptp(alpha) < 1e-3


@pytest.mark.parametrize("edges", EDGES)
def test_16_bits_give_the_same_alpha_as_8(edges: Edges, scene: Scene) -> None:
    deep = ALPHA_REFINERS[edges](scene.photo.astype(np.uint16) * 257, scene.matte.alpha)
    assert_same(deep, found(scene, edges))


@pytest.mark.parametrize("edges", EDGES)
@pytest.mark.parametrize("size_hw", [(1, 1), (1, 7), (7, 1), (2, 2), (3, 40)], ids=str)
def test_the_smallest_pictures_are_refined_too(edges: Edges, size_hw: tuple[int, int]) -> None:
    photo = np.random.default_rng(0).integers(0, 256, (*size_hw, 3), dtype=np.uint8)
    alpha = np.eye(8, dtype=np.float32)
    assert Matte(ALPHA_REFINERS[edges](photo, alpha)).size_hw == size_hw
