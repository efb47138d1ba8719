"""A subject that takes on colours and light of what it is laid over."""

from __future__ import annotations

import numpy as np
import pytest

import nukki
from nukki.core.errors import OptionError
from nukki.core.options import Options
from nukki.core.values import Cutout, Image
from nukki.pipeline import build
from nukki.stages.compose import Ground
from nukki.stages.grounds import OverColour, OverPicture
from nukki.stages.harmonise import Harmonised, Harmony, harmony_of
from nukki.stages.layers import composed_in_layers

ORANGE = OverColour((255, 140, 0, 255))


@pytest.fixture
def disc() -> Cutout:
    """A grey disc of 60 pixels in a picture of 120, nothing round it."""
    y, x = np.mgrid[:120, :120] + 0.5 - 60
    alpha = np.clip(30.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    pixels = np.full((120, 120, 3), 128, np.uint8)
    pixels[alpha == 0] = 0
    return Cutout(pixels, alpha, Image(pixels))


def harmonised(disc: Cutout, ground: Ground, **shares: float) -> Cutout:
    return Harmonised(ground, Harmony(**shares))(disc)


def test_colours_go_towards_those_behind(disc: Cutout) -> None:
    red, _, blue = harmonised(disc, ORANGE, match=1.0).foreground[60, 60].astype(int)
    assert red > 128 + 30
    assert blue < 128 - 30


def test_light_lies_on_the_rim_and_not_in_the_middle(disc: Cutout) -> None:
    lit = harmonised(disc, ORANGE, wrap=1.0).foreground
    assert lit[60, 31, 0] > 150
    assert lit[60, 60].tolist() == [128, 128, 128]


def test_a_black_ground_takes_no_light_away(disc: Cutout) -> None:
    lit = harmonised(disc, OverColour((0, 0, 0, 255)), wrap=1.0)
    assert np.array_equal(lit.foreground, disc.foreground)


def test_what_was_removed_stays_blank_and_alpha_as_it_is(disc: Cutout) -> None:
    changed = harmonised(disc, ORANGE, wrap=1.0, match=1.0)
    assert not changed.foreground[changed.alpha == 0].any()
    assert np.array_equal(changed.alpha, disc.alpha)


def test_sixteen_bits_are_matched_as_eight_are(disc: Cutout) -> None:
    deep = Cutout(disc.foreground.astype(np.uint16) * 257, disc.alpha, disc.source)
    eight = harmonised(disc, ORANGE, match=0.7).foreground[60, 60]
    sixteen = harmonised(deep, ORANGE, match=0.7).foreground[60, 60] / 257
    np.testing.assert_allclose(sixteen, eight, atol=1)


def test_the_side_that_faces_the_light_is_lit(disc: Cutout) -> None:
    behind = np.zeros((120, 120, 3), np.uint8)
    behind[:, :60] = 255
    lit = harmonised(disc, OverPicture(Image(behind)), wrap=1.0).foreground
    assert lit[60, 31, 0] > 155
    assert lit[60, 88, 0] == 128


def test_a_ground_that_lets_through_gives_no_light(disc: Cutout) -> None:
    with pytest.raises(OptionError, match="expected an opaque background"):
        harmonised(disc, OverColour((255, 255, 255, 128)), wrap=0.5)


@pytest.mark.parametrize("background", [None, "blur"])
def test_without_a_new_background_there_is_nothing_to_take_on(background: str | None) -> None:
    with pytest.raises(OptionError, match="expected a new background"):
        build(Options(background=background, match_colours=50))


def test_percentages_are_shares() -> None:
    assert harmony_of(Options(light_wrap=40, match_colours=100)) == Harmony(0.4, 1.0)


def test_a_percentage_over_a_hundred_is_refused() -> None:
    with pytest.raises(OptionError, match="light_wrap: expected 0 to 100 percent, got 140"):
        Options(light_wrap=140)


def test_layers_hold_the_subject_in_its_new_colours(disc: Cutout) -> None:
    layered = composed_in_layers(disc, [Harmonised(ORANGE, Harmony(match=1.0)), ORANGE])
    assert layered.layers[-1].colours[60, 60, 0] > 158


def test_the_library_lays_a_photo_over_another_in_its_light(tiny_model: str, disc: Cutout) -> None:
    behind = Image(np.full((50, 50, 3), (250, 120, 0), np.uint8))
    plain, lit = (
        nukki.cut(disc.source, model=tiny_model, background=behind, light_wrap=wrap)
        for wrap in (0, 100)
    )
    assert lit.foreground.astype(int).sum() > plain.foreground.astype(int).sum()
