"""A chroma key, measured on drawn hair before a screen: true alpha and true colours are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.errors import OptionError
from nukki.core.parameters import read_parameters
from nukki.core.values import Cutout, Image, Matte
from nukki.ops.foreground import estimate_foreground
from nukki.stages.refine import refine
from nukki.stages.techniques.chroma_key import ChromaKey

Floats = NDArray[np.float32]
Colour = tuple[int, int, int]

SIDE = 256
OVERSIZE = 8
HAIRS = 60
GREEN, BLUE, GREY = (0, 177, 64), (20, 60, 200), (200, 200, 204)
BROWN, BLACK, BLOND, WHITE = (
    ((60, 40, 30), (200, 150, 90)),
    ((15, 12, 10), (50, 40, 35)),
    ((190, 150, 90), (240, 215, 160)),
    ((200, 200, 205), (240, 240, 245)),
)


@dataclass(frozen=True)
class Take:
    """A photo before a screen, and the truth.

    Attributes:
        photo: (256, 256, 3) uint8, with the noise of a camera.
        alpha: (256, 256) float32.
        colours: (256, 256, 3) float32, the subject's own.
    """

    photo: NDArray[np.uint8]
    alpha: Floats
    colours: Floats


@cache
def drawn_alpha() -> Floats:
    """A head with hairs of a quarter to three quarters of a pixel, and shoulders."""
    side = SIDE * OVERSIZE
    large = np.zeros((side, side), np.uint8)
    middle = np.array((side // 2, int(side * 0.62)))
    cv2.ellipse(large, middle.tolist(), (side // 5, side // 4), 0, 0, 360, 255, -1)
    large[int(side * 0.88) :, side // 6 : -side // 6] = 255
    rng = np.random.default_rng(0)
    angles, bends = rng.uniform(3.0, 6.4, HAIRS), rng.uniform(-0.6, 0.6, HAIRS)
    along = np.linspace(0.15, 1.0, 30)[None, :, None]
    turned = (angles[:, None] + bends[:, None] * along[0, :, 0])[:, :, None]
    reach = along * rng.uniform(0.26, 0.46, HAIRS)[:, None, None] * side
    hairs = middle + np.concatenate([np.cos(turned), np.sin(turned)], axis=2) * reach
    cv2.polylines(large, list(hairs.astype(np.int32)), isClosed=False, color=255, thickness=5)
    small = cv2.resize(large, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return (small / np.float32(255)).astype(np.float32)


@cache
def take(
    hair: tuple[Colour, Colour] = BROWN,
    screen: Colour = GREEN,
    lit: float = 0.3,
    noise: float = 2.0,
) -> Take:
    """A textured head before a screen that is ``lit`` that much darker in one corner."""
    alpha, (y, x) = drawn_alpha(), np.mgrid[:SIDE, :SIDE] / SIDE
    texture = ((np.sin(y * 40 + x * 13) * np.cos(x * 31) + 1) / 2)[:, :, None]
    colours = (1 - texture) * np.array(hair[0]) + texture * np.array(hair[1])
    behind = np.array(screen) * (1.0 - lit * (x + y) / 2)[:, :, None]
    grain = np.random.default_rng(1).normal(0.0, noise, colours.shape)
    mixed = alpha[:, :, None] * colours + (1 - alpha[:, :, None]) * behind + grain
    photo = np.clip(np.rint(mixed), 0, 255).astype(np.uint8)
    return Take(photo, alpha, colours.astype(np.float32))


def alpha_error(found: Floats, truth: Floats) -> float:
    """Mean absolute error of alpha where the truth is soft."""
    soft = (truth > 0) & (truth < 1)
    return float(abs(found - truth)[soft].mean())


def composite_error(alpha: Floats, colours: NDArray[np.generic], truth: Take) -> float:
    """Mean error of the soft pixels laid over black, white and magenta, in levels of 255."""
    soft = (truth.alpha > 0) & (truth.alpha < 1)
    errors = [
        abs(
            _over(alpha, colours.astype(np.float32), ground)
            - _over(truth.alpha, truth.colours, ground)
        )[soft].mean()
        for ground in ((0, 0, 0), (255, 255, 255), (255, 0, 255))
    ]
    return float(np.mean(errors))


def _over(alpha: Floats, colours: Floats, ground: Colour) -> Floats:
    share = alpha[:, :, None]
    return np.asarray(share * colours + (1 - share) * np.array(ground, np.float32), np.float32)


def key(photo: NDArray[np.uint8], **parameters: object) -> Matte:
    return read_parameters(ChromaKey, parameters)(photo)


def colours_of(matte: Matte) -> NDArray[np.generic]:
    assert matte.foreground is not None
    return matte.foreground


TAKES: dict[str, Callable[[], Take]] = {
    "brown hair": take,
    "black hair": lambda: take(BLACK),
    "blond hair": lambda: take(BLOND),
    "white hair": lambda: take(WHITE),
    "blue screen": lambda: take(BROWN, BLUE),
    "an even screen": lambda: take(lit=0.0, noise=0.0),
}


@pytest.mark.parametrize("which", TAKES)
def test_hair_before_a_screen_is_keyed(which: str) -> None:
    shot = TAKES[which]()
    matte = key(shot.photo)
    # Noise of 2 levels on a difference of about 100 is an alpha of 0.02 already.
    assert alpha_error(matte.alpha, shot.alpha) < 0.05
    assert abs(matte.alpha - shot.alpha).mean() < 0.007
    assert composite_error(matte.alpha, colours_of(matte), shot) < 6.0


@pytest.mark.parametrize("which", TAKES)
def test_the_screen_is_gone_and_the_head_is_whole(which: str) -> None:
    shot = TAKES[which]()
    alpha = key(shot.photo).alpha
    assert alpha[shot.alpha == 0].mean() < 0.004
    assert alpha[shot.alpha == 1].mean() > 0.99


@pytest.mark.parametrize("which", ["brown hair", "blond hair", "white hair"])
def test_its_own_colours_are_better_than_those_estimated_for_any_matte(which: str) -> None:
    shot = TAKES[which]()
    matte = key(shot.photo)
    own = composite_error(matte.alpha, colours_of(matte), shot)
    estimated = composite_error(matte.alpha, estimate_foreground(shot.photo, matte.alpha), shot)
    assert own < estimated


@pytest.mark.parametrize("edges", ["plain", "clean", "fine"])
def test_a_finished_matte_is_not_refined(edges: str) -> None:
    shot = take()
    matte = key(shot.photo)
    cutout: Cutout = refine(Image(shot.photo), matte, edges)  # type: ignore[arg-type]
    assert np.array_equal(cutout.alpha, matte.alpha)
    assert np.array_equal(cutout.foreground[shot.alpha == 1], colours_of(matte)[shot.alpha == 1])
    assert not cutout.foreground[matte.alpha == 0].any()


def spill_of(colours: NDArray[np.generic], shot: Take) -> float:
    """How much greener than red or blue the solid subject is, in levels of 255."""
    red, green, blue = np.moveaxis(colours.astype(np.float32), 2, 0)[:, shot.alpha == 1]
    return float(np.maximum(green - np.maximum(red, blue), 0).mean())


def test_light_from_the_screen_is_taken_off_a_grey_subject() -> None:
    grey = take(((90, 110, 92), (150, 180, 152)))
    left, taken = (colours_of(key(grey.photo, spill=share)) for share in (0, 0.5))
    assert spill_of(left, grey) > 15
    # Half a level to each side is rounding; noise of 2 levels makes the rest.
    assert spill_of(taken, grey) < 4


def test_other_hues_keep_their_colours_to_the_bit() -> None:
    shot = take(((190, 160, 20), (240, 210, 60)))
    inside = cv2.erode((shot.alpha == 1).astype(np.uint8), np.ones((15, 15), np.uint8)) > 0
    assert np.array_equal(colours_of(key(shot.photo))[inside], shot.photo[inside])


def test_a_plain_grey_ground_can_be_keyed_as_well() -> None:
    shot = take(BROWN, GREY, lit=0.0)
    assert abs(key(shot.photo).alpha - shot.alpha).mean() < 0.015


def test_a_screen_that_is_not_at_the_border_can_be_named() -> None:
    shot = take()
    framed = shot.photo.copy()
    framed[:20], framed[-20:], framed[:, :20], framed[:, -20:] = (30,) * 4
    alpha = key(framed, key="#00b140").alpha
    inner = np.s_[24:-24, 24:-24]
    assert abs(alpha[inner] - shot.alpha[inner]).mean() < 0.02


def test_a_key_that_is_nowhere_leaves_all_as_subject() -> None:
    assert key(take().photo, key="magenta").alpha.min() == 1.0


def test_sixteen_bits_stay_sixteen_bits() -> None:
    photo = take().photo.astype(np.uint16) * np.uint16(257)
    colours = colours_of(ChromaKey()(photo))
    assert colours.dtype == np.uint16
    assert colours.max() > 255


def test_what_is_no_colour_is_refused() -> None:
    with pytest.raises(OptionError, match="parameter key: expected auto, or a colour"):
        key(take().photo, key="grean")
