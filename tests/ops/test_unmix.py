"""Alpha and colours of pixels that mix a subject with a known screen."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.ops.techniques.colour import oklab, srgb
from nukki.ops.techniques.unmix import metric_of, unmixed_alpha, unmixed_colour, without_spill

Floats = NDArray[np.float32]

SCREENS = {
    "green": (0.0, 0.7, 0.25),
    "blue": (0.1, 0.2, 0.8),
    "magenta": (0.9, 0.1, 0.8),
    "yellow": (0.9, 0.85, 0.1),
    "grey": (0.5, 0.5, 0.5),
}
EVEN = metric_of(np.empty((0, 3), np.float32))


def filled(colour: tuple[float, ...], count: int = 50) -> Floats:
    return np.tile(np.array(colour, np.float32), (count, 1))


def subject(count: int = 50) -> Floats:
    """Browns and skins, which are of no screen's colour."""
    share = np.random.default_rng(0).random((count, 1)).astype(np.float32)
    return np.asarray(share * (0.75, 0.55, 0.45) + (1 - share) * (0.3, 0.2, 0.15), np.float32)


@pytest.mark.parametrize("screen", ["green", "blue", "magenta"])
@pytest.mark.parametrize("alpha", [0.0, 0.25, 0.5, 1.0])
def test_a_mixture_of_known_colours_is_undone(screen: str, alpha: float) -> None:
    front, behind = subject(), filled(SCREENS[screen])
    mixed = alpha * front + (1 - alpha) * behind
    found = unmixed_alpha(mixed, front, behind, EVEN)
    colours = unmixed_colour(mixed, np.full(50, alpha, np.float32), front, behind)
    assert np.allclose(found, alpha, atol=1e-5)
    assert np.allclose(colours, front, atol=1e-5)


def test_a_wrong_guess_of_the_subjects_colour_does_not_make_more_of_it_than_there_can_be() -> None:
    front, behind = filled((0.5, 0.5, 0.5)), filled(SCREENS["green"])
    mixed = 0.5 * front + 0.5 * behind
    found = unmixed_alpha(mixed, filled((0.3, 0.45, 0.3)), behind, EVEN)
    # Grey has no difference of green and red or blue: 1 - k(I) / k(B) is alpha itself.
    assert found.max() <= 0.5 + 1e-5


def test_what_no_subject_could_have_mixed_is_all_subject() -> None:
    behind = filled(SCREENS["green"])
    found = unmixed_alpha(filled((1.0, 0.0, 1.0)), filled((0.9, 0.3, 0.9)), behind, EVEN)
    assert found.min() > 0.9


def test_directions_in_which_a_subject_varies_count_less() -> None:
    front, behind = subject(), filled(SCREENS["green"])
    mixed = 0.5 * front + 0.5 * behind
    guess = np.broadcast_to(front.mean(axis=0), front.shape).astype(np.float32)
    errors = [
        abs(unmixed_alpha(mixed, guess, behind, metric) - 0.5).mean()
        for metric in (EVEN, metric_of(front))
    ]
    assert errors[1] < errors[0] / 3


@pytest.mark.parametrize("screen", ["yellow", "grey"])
def test_alpha_is_within_bounds_before_any_screen(screen: str) -> None:
    anything = np.random.default_rng(1).random((500, 3)).astype(np.float32)
    found = unmixed_alpha(anything, anything[::-1].copy(), filled(SCREENS[screen], 500), EVEN)
    assert found.min() >= 0.0
    assert found.max() <= 1.0


def test_the_light_of_a_screen_is_taken_off_and_lightness_stays() -> None:
    key = np.array(SCREENS["green"], np.float32)
    lit = filled((0.5, 0.6, 0.5))
    cleaned = without_spill(lit, key, 1.0)
    assert abs(oklab(cleaned)[:, 0] - oklab(lit)[:, 0]).max() < 0.01
    assert np.hypot(*oklab(cleaned)[:, 1:].T).max() < 0.02


@pytest.mark.parametrize("colour", [(0.9, 0.8, 0.1), (0.1, 0.7, 0.8), (0.8, 0.5, 0.4)])
def test_other_hues_are_left_alone(colour: tuple[float, ...]) -> None:
    key = np.array(SCREENS["green"], np.float32)
    assert np.array_equal(without_spill(filled(colour), key, 0.5), filled(colour))


def test_oklab_and_back_is_the_same_colour() -> None:
    colours = np.random.default_rng(2).random((1000, 3)).astype(np.float32)
    # The curve is looked up in 4096 steps, which are steep in the darkest colours.
    assert abs(srgb(oklab(colours)) - colours).max() < 2e-3


@pytest.mark.parametrize(
    ("rgb", "expected"),
    [
        ((1.0, 1.0, 1.0), (1.0, 0.0, 0.0)),
        ((1.0, 0.0, 0.0), (0.6280, 0.2249, 0.1258)),
        ((0.0, 0.0, 1.0), (0.4520, -0.0324, -0.3115)),
    ],
)
def test_oklab_is_what_its_author_gives(
    rgb: tuple[float, ...], expected: tuple[float, ...]
) -> None:
    assert np.allclose(oklab(np.array([rgb], np.float32)), expected, atol=1e-3)
