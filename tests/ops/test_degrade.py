"""Photos made worse: neutral steps change nothing, others more and more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Pixels
from nukki.ops import degrade

Change = Callable[[Pixels, float], Pixels]
Move = Callable[[Pixels, FloatMap, float], tuple[Pixels, FloatMap]]

CHANGES: dict[str, tuple[Change, float, tuple[float, ...]]] = {
    "darker": (degrade.exposed, 0, (-1, -2, -4)),
    "brighter": (degrade.exposed, 0, (0.5, 1, 2)),
    "flatter": (degrade.contrasted, 1, (0.7, 0.4, 0.1)),
    "harsher": (degrade.contrasted, 1, (1.2, 1.5, 2)),
    "blurred": (degrade.blurred, 0, (2, 5, 10)),
    "sharpened": (degrade.sharpened, 0, (1, 3, 6)),
    "noisy": (degrade.noisy, 0, (0.05, 0.1, 0.4)),
}

MOVES: dict[str, Move] = {"zoomed out": degrade.zoomed_out, "downsized": degrade.downsized}


@pytest.fixture
def photo() -> Pixels:
    """(240, 320, 3): a bright disc off the middle of a dark gradient."""
    y, x = np.mgrid[:240, :320]
    pixels = np.repeat((40 + x // 4)[:, :, None], 3, axis=2).astype(np.uint8)
    pixels[(y - 100) ** 2 + (x - 140) ** 2 <= 60**2] = (200, 150, 100)
    return pixels


@pytest.fixture
def matte() -> FloatMap:
    """The disc of that photo."""
    y, x = np.mgrid[:240, :320]
    disc: FloatMap = ((y - 100) ** 2 + (x - 140) ** 2 <= 60**2).astype(np.float32)
    return disc


def distance(first: NDArray[Any], second: NDArray[Any]) -> float:
    return float(np.abs(first.astype(np.float64) - second).mean())


@pytest.mark.parametrize("name", CHANGES)
def test_the_neutral_step_changes_nothing(name: str, photo: Pixels) -> None:
    change, neutral, _ = CHANGES[name]
    assert (change(photo, neutral) == photo).all()


@pytest.mark.parametrize("name", CHANGES)
def test_every_further_step_is_further_from_the_photo(name: str, photo: Pixels) -> None:
    change, _, levels = CHANGES[name]
    near, middle, far = (distance(change(photo, level), photo) for level in levels)
    assert 0 < near < middle < far


@pytest.mark.parametrize("name", CHANGES)
def test_the_photo_given_is_left_as_it_was(name: str, photo: Pixels) -> None:
    change, _, levels = CHANGES[name]
    before = photo.copy()
    changed = change(photo, levels[-1])
    assert (photo == before).all()
    assert changed.dtype == np.uint8
    assert changed.shape == photo.shape


def test_a_stop_is_twice_the_light() -> None:
    # sRGB 188 is half of the light of 255, within the rounding of 8 bits
    assert degrade.exposed(np.full((1, 1, 3), 255, np.uint8), -1)[0, 0, 0] == 188


def test_contrast_keeps_the_mean(photo: Pixels) -> None:
    assert abs(degrade.contrasted(photo, 0.3).mean() - photo.mean()) < 1  # rounding


def test_noise_is_the_same_in_every_run(photo: Pixels) -> None:
    assert (degrade.noisy(photo, 0.1) == degrade.noisy(photo, 0.1)).all()


def test_noise_has_the_deviation_asked_for() -> None:
    grey = np.full((200, 200, 3), 128, np.uint8)
    assert abs(degrade.noisy(grey, 0.1).std() - 25.5) < 0.5  # of 120 000 samples


@pytest.mark.parametrize("name", MOVES)
def test_a_neutral_move_changes_nothing(name: str, photo: Pixels, matte: FloatMap) -> None:
    moved, where = MOVES[name](photo, matte, 1)
    assert (moved == photo).all()
    assert (where == matte).all()


@pytest.mark.parametrize("factor", [0.7, 0.5, 0.25])
@pytest.mark.parametrize("name", MOVES)
def test_the_matte_moves_with_the_photo(
    name: str, factor: float, photo: Pixels, matte: FloatMap
) -> None:
    moved, where = MOVES[name](photo, matte, factor)
    found = moved[..., 0] > 160  # nothing but the disc is that red
    assert where.shape == moved.shape[:2]
    overlap = (found & (where >= 0.5)).sum() / (found | (where >= 0.5)).sum()
    assert overlap > 0.85  # pixels at the outline are mixtures


@pytest.mark.parametrize("factor", [0.7, 0.5, 0.25])
def test_zooming_out_keeps_the_canvas_and_shrinks_the_subject(
    factor: float, photo: Pixels, matte: FloatMap
) -> None:
    moved, where = degrade.zoomed_out(photo, matte, factor)
    assert moved.shape == photo.shape
    assert where.sum() == pytest.approx(matte.sum() * factor**2, rel=0.05)  # sides are whole


def test_a_subject_at_the_rim_does_not_go_on_outside() -> None:
    photo, matte = np.full((40, 40, 3), 30, np.uint8), np.zeros((40, 40), np.float32)
    photo[20:, 10:30], matte[20:, 10:30] = 220, 1.0
    moved, where = degrade.zoomed_out(photo, matte, 0.5)
    assert moved[where == 0].max() < 60


@pytest.mark.parametrize(
    ("factor", "size_hw"), [(0.5, (120, 160)), (0.25, (60, 80)), (0.01, (8, 8))]
)
def test_downsizing_shortens_the_sides_but_never_to_nothing(
    factor: float, size_hw: tuple[int, int], photo: Pixels, matte: FloatMap
) -> None:
    moved, where = degrade.downsized(photo, matte, factor)
    assert moved.shape == (*size_hw, 3)
    assert where.shape == size_hw
