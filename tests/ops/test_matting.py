"""Closed-form matting: the matrix is the paper's, and drawn alphas are found again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.values import Trimap
from nukki.ops import matting
from nukki.ops.laplacian import stencil
from nukki.ops.matting import Solver, closed_form, solve
from nukki.ops.tiles import tiles
from nukki.ops.windows import BORDER_PX, EPSILON, linear_model, see

SMALL = (7, 9)


class Scene(Protocol):
    """A drawn photo and the truth about it, see conftest.py."""

    photo: NDArray[np.uint8]
    alpha: NDArray[np.float32]

    def trimap(self, margin_px: int) -> Trimap:
        """What an ideal trimap knows."""


MakeScene = Callable[[str], Scene]


def _noise() -> NDArray[np.uint8]:
    """Random colours: no two windows alike."""
    return np.random.default_rng(5).integers(0, 256, (*SMALL, 3), dtype=np.uint8)


def _two_tones() -> NDArray[np.uint8]:
    photo = np.full((*SMALL, 3), 20, np.uint8)
    photo[2:5, 3:7] = 230
    return photo


def _one_line() -> NDArray[np.uint8]:
    """Colours that all but lie on one line, as of one surface in changing light."""
    light = np.random.default_rng(5).random((*SMALL, 1))
    return np.asarray(np.rint(light * (100, 200, 50) + 20), np.uint8)


PHOTOS: dict[str, Callable[[], NDArray[np.uint8]]] = {
    "noise": _noise,
    "grey": lambda: np.repeat(_noise()[:, :, :1], 3, axis=2),
    "black and white": lambda: np.repeat((_noise()[:, :, :1] > 127) * np.uint8(255), 3, axis=2),
    "two tones": _two_tones,
    "one line": _one_line,
    "flat": lambda: np.full((*SMALL, 3), 200, np.uint8),
}


@pytest.fixture(params=PHOTOS)
def any_photo(request: pytest.FixtureRequest) -> NDArray[np.uint8]:
    """(7, 9, 3) of each kind in turn: most have windows whose colours do not span space."""
    return PHOTOS[request.param]()


@pytest.fixture
def noise() -> NDArray[np.uint8]:
    """(7, 9, 3) of random colours."""
    return _noise()


def dense(photo: NDArray[np.uint8], epsilon: float) -> NDArray[np.float64]:
    """(H W, H W) the matting Laplacian, straight from the paper's equation 12, in float64."""
    height, width = photo.shape[:2]
    colours = photo.reshape(-1, 3) / 255.0
    numbers = np.arange(height * width).reshape(height, width)
    laplacian = np.zeros((height * width, height * width))
    for y, x in np.ndindex(height - 2, width - 2):
        window = numbers[y : y + 3, x : x + 3].ravel()
        centred = colours[window] - colours[window].mean(axis=0)
        covariance = centred.T @ centred / 9 + epsilon / 9 * np.eye(3)
        fitted = 1 + centred @ np.linalg.solve(covariance, centred.T)
        laplacian[np.ix_(window, window)] += np.eye(9) - fitted / 9
    return laplacian


def rows_of(photo: NDArray[np.uint8], unknown: NDArray[np.bool_]) -> NDArray[np.float32]:
    """(N, H W) what the stencil multiplies, unfolded: its product with every unit picture."""
    system = stencil(unknown, see(photo, unknown, EPSILON))
    height, width = unknown.shape
    units = np.eye(height * width, dtype=np.float32).reshape(-1, height, width)
    framed = np.pad(units, ((0, 0), (BORDER_PX,) * 2, (BORDER_PX,) * 2))
    return np.stack([system.times(unit.reshape(-1))[system.unknown] for unit in framed], axis=1)


def test_the_stencil_is_the_matting_laplacian_of_the_paper(any_photo: NDArray[np.uint8]) -> None:
    found = rows_of(any_photo, np.ones(SMALL, np.bool_))
    # float32 sums of up to nine windows against float64; where colours span no space, their
    # covariance is epsilon wide in one direction, and its inverse shows the last bits of float32.
    np.testing.assert_allclose(found, dense(any_photo, EPSILON), atol=1e-4)


def test_only_rows_of_unknown_pixels_are_built_and_they_are_the_same(
    noise: NDArray[np.uint8],
) -> None:
    unknown = np.zeros(SMALL, np.bool_)
    unknown[2:4, 3:9] = True
    found = rows_of(noise, unknown)
    np.testing.assert_allclose(found, dense(noise, EPSILON)[unknown.ravel()], atol=1e-5)


def test_the_laplacian_of_a_constant_is_nothing(any_photo: NDArray[np.uint8]) -> None:
    # Rows sum to zero: one alpha everywhere is no effort. Tolerance as above.
    assert np.abs(rows_of(any_photo, np.ones(SMALL, np.bool_)).sum(axis=1)).max() < 1e-4


def test_the_laplacian_is_symmetric(any_photo: NDArray[np.uint8]) -> None:
    found = rows_of(any_photo, np.ones(SMALL, np.bool_))
    np.testing.assert_allclose(found, found.T, atol=1e-5)


def test_no_alpha_has_negative_energy(any_photo: NDArray[np.uint8]) -> None:
    found = rows_of(any_photo, np.ones(SMALL, np.bool_)).astype(np.float64)
    assert np.linalg.eigvalsh((found + found.T) / 2).min() > -1e-4  # 0 but for rounding


@pytest.mark.parametrize("name", ["disc", "hair", "gradient", "ring", "blob"])
def test_a_drawn_alpha_is_found_again_from_a_trimap(name: str, make_scene: MakeScene) -> None:
    scene = make_scene(name)
    trimap = scene.trimap(2)
    error = np.abs(closed_form(scene.photo, trimap) - scene.alpha)[trimap.unknown]
    # The photo is rounded to 8 bits and its colours wander along their lines within a window.
    # The widest soft stretches (gradient, blob) come out worst, at 0.01 to 0.02.
    assert error.mean() < 0.03
    assert error.max() < 0.12


def test_known_pixels_are_kept_to_the_bit(noise: NDArray[np.uint8]) -> None:
    guess = np.random.default_rng(1).random(SMALL).astype(np.float32)
    unknown = np.zeros(SMALL, np.bool_)
    unknown[2:5, 2:6] = True
    solved = solve(noise, unknown, guess, solver=Solver(iterations=30))
    np.testing.assert_array_equal(solved[~unknown], guess[~unknown])
    assert (solved[unknown] != guess[unknown]).any()


def test_solving_changes_no_array_it_was_given(noise: NDArray[np.uint8]) -> None:
    guess = np.random.default_rng(1).random(SMALL).astype(np.float32)
    kept = guess.copy()
    solve(noise, np.ones(SMALL, np.bool_), guess, solver=Solver(iterations=3))
    np.testing.assert_array_equal(guess, kept)


def test_a_trimap_without_unknowns_is_its_own_answer(noise: NDArray[np.uint8]) -> None:
    trimap = Trimap(np.eye(*SMALL, dtype=np.float32))
    np.testing.assert_array_equal(closed_form(noise, trimap), trimap.values)


@pytest.mark.parametrize("size_hw", [(1, 1), (1, 9), (2, 2), (9, 1), (3, 3)], ids=str)
def test_a_picture_too_small_for_a_window_keeps_its_guess_within_range(
    size_hw: tuple[int, int],
) -> None:
    photo = np.zeros((*size_hw, 3), np.uint8)
    alpha = closed_form(photo, Trimap(np.full(size_hw, 0.5, np.float32)))
    np.testing.assert_allclose(alpha, 0.5)


@pytest.mark.parametrize("size_px", [32, 96])
def test_a_hard_edged_drawing_in_grey_is_solved_to_its_two_tones(size_px: int) -> None:
    """Alpha's energy is nothing inside each tone: nothing may run away there."""
    photo = np.full((size_px, size_px, 3), 20, np.uint8)
    photo[size_px // 4 : -size_px // 4, size_px // 4 : -size_px // 4] = 230
    truth = (photo[:, :, 0] > 100).astype(np.float32)
    known = np.zeros_like(truth, np.bool_)
    known[:3], known[size_px // 2 - 2 : size_px // 2 + 2, size_px // 2 - 2 : size_px // 2 + 2] = (
        True,
        True,
    )
    trimap = Trimap(np.where(known, truth, np.float32(0.5)))
    # 200 steps carry what is known through a body of one tone to within a percent.
    np.testing.assert_allclose(closed_form(photo, trimap), truth, atol=0.05)


def test_tiles_give_what_the_whole_picture_gives(
    make_scene: MakeScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = make_scene("ring")
    trimap = scene.trimap(2)
    whole = closed_form(scene.photo, trimap)
    monkeypatch.setattr(matting, "tiles", partial(tiles, tile_px=24, overlap_px=24))
    tiled = closed_form(scene.photo, trimap)
    # Two solutions to a relative residual of 1e-3 each, of which the tiles see only a part.
    np.testing.assert_allclose(tiled, whole, atol=0.02)


def test_a_photo_of_16_bits_has_the_same_matrix(noise: NDArray[np.uint8]) -> None:
    unknown = np.ones(SMALL, np.bool_)
    deep = stencil(unknown, see(noise.astype(np.uint16) * 257, unknown, EPSILON))
    shallow = stencil(unknown, see(noise, unknown, EPSILON))
    np.testing.assert_allclose(deep.weights, shallow.weights, atol=1e-6)


def test_an_alpha_that_is_linear_in_the_photo_is_modelled_exactly(
    noise: NDArray[np.uint8],
) -> None:
    slopes = np.array((0.2, 0.3, 0.1), np.float32) / 255
    alpha = (noise @ slopes + 0.2).astype(np.float32)
    everywhere = np.ones(SMALL, np.bool_)
    model = linear_model(noise, alpha, everywhere, see(noise, everywhere, EPSILON))
    fitted = (model[:, :, :3] * noise).sum(axis=2) + model[:, :, 3]
    # epsilon keeps a little of the slope back, less than a level of 255 for random colours.
    np.testing.assert_allclose(fitted, alpha, atol=1 / 255)


def test_outside_the_band_the_model_is_alpha_itself(noise: NDArray[np.uint8]) -> None:
    alpha = np.random.default_rng(1).random(SMALL).astype(np.float32)
    nowhere = np.zeros(SMALL, np.bool_)
    model = linear_model(noise, alpha, nowhere, see(noise, nowhere, EPSILON))
    assert not model[:, :, :3].any()
    np.testing.assert_array_equal(model[:, :, 3], alpha)


@pytest.mark.parametrize("trust", [0.1, 1.0, 100.0])
def test_the_more_a_prior_is_trusted_the_nearer_alpha_stays_to_it(trust: float) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (*SMALL, 3), np.uint8)
    prior = np.random.default_rng(4).random(SMALL).astype(np.float32)
    everywhere = np.ones(SMALL, np.bool_)
    distances = [
        abs(solve(noise, everywhere, prior, solver=Solver(trust=t), prior=prior) - prior).mean()
        for t in (trust, 10 * trust)
    ]
    assert distances[1] < distances[0]
