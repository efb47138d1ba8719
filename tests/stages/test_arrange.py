"""Subjects moved, scaled and given a shadow."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from nukki.core.options import ShadowKind
from nukki.core.values import Box, Cutout, Image, ImageInfo
from nukki.stages.arrange import SHADOWS, Place, Shadow

KINDS = get_args(ShadowKind)


def standing(size_hw: tuple[int, int] = (200, 240), box: Box | None = None) -> Cutout:
    """A red block on two feet, in a larger canvas."""
    left, top, right, bottom = box or Box(60, 40, 140, 120)
    alpha = np.zeros(size_hw, np.float32)
    alpha[top:bottom, left:right] = 1.0
    alpha[bottom - 10 : bottom, left + 15 : right - 15] = 0.0  # between the feet
    colour = np.zeros((*size_hw, 3), np.uint8)
    colour[alpha > 0] = (200, 30, 30)
    photo = np.full((*size_hw, 3), 90, np.uint8)
    return Cutout(colour, alpha, Image(photo, info=ImageInfo(dpi=(300, 300))))


@pytest.mark.parametrize(
    ("position", "corner"),
    [((0.0, 0.0), (0, 0)), ((1.0, 1.0), (160, 120)), ((0.5, 0.25), (80, 30))],
)
def test_a_position_shares_out_the_free_space(
    position: tuple[float, float], corner: tuple[int, int]
) -> None:
    box = Place(None, position)(standing()).box
    assert box is not None
    assert (box.left, box.top) == corner
    assert box.size_hw == (80, 80)


@pytest.mark.parametrize("scale", [0.1, 0.5, 1.0])
def test_a_scale_is_the_share_of_the_tighter_side(scale: float) -> None:
    box = Place(scale)(standing()).box
    assert box is not None
    assert max(box.size_hw) == pytest.approx(200 * scale, abs=1)
    assert (box.left + box.right) / 2 == pytest.approx(120, abs=1)


def test_scaled_in_place_a_subject_keeps_its_centre() -> None:
    box = Place(0.2, None)(standing()).box
    assert box is not None
    assert ((box.left + box.right) / 2, (box.top + box.bottom) / 2) == pytest.approx(
        (100, 80), abs=1
    )


def test_a_scaled_subject_keeps_its_colours_and_the_photo_s_facts() -> None:
    placed = Place(1.0)(standing())
    solid = placed.foreground[placed.alpha > 0.01].astype(int)
    assert np.abs(solid - (200, 30, 30)).max() <= 2  # weights of 1e-3 blend in a trace of black
    assert not placed.foreground[placed.alpha == 0].any()
    assert placed.source.info.dpi == (300, 300)


def test_a_moved_subject_leaves_its_photo_behind() -> None:
    """Else a ZIP would show the old background with the subject beside itself."""
    assert not (Place(None, (1.0, 1.0))(standing()).source.pixels == 90).any()


@pytest.mark.parametrize("kind", KINDS)
def test_a_shadow_is_black_soft_and_outside_the_subject(kind: ShadowKind) -> None:
    before = standing()
    after = Shadow(kind)(before)
    solid = before.alpha == 1
    np.testing.assert_array_equal(after.foreground[solid], before.foreground[solid])
    shade = after.alpha[~solid]
    assert 0.2 < shade.max() <= SHADOWS[kind].opacity / 100
    assert not after.foreground[~solid].any()
    assert np.unique(np.round(shade, 3)).size > 20  # no hard edge


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("opacity", [0.0, 30.0, 100.0])
def test_opacity_says_how_dark_it_gets(kind: ShadowKind, opacity: float) -> None:
    cutout = standing()
    shade = Shadow(kind, opacity)(cutout).alpha[cutout.alpha == 0]
    assert shade.max() <= opacity / 100 + 1e-6
    assert shade.max() >= 0.5 * opacity / 100


@pytest.mark.parametrize("kind", KINDS)
def test_a_shadow_stays_in_the_room_that_is_made_for_it(kind: ShadowKind) -> None:
    cutout = standing()
    assert cutout.box is not None
    room = SHADOWS[kind].around(cutout.box)
    outside = np.ones(cutout.size_hw, np.bool_)
    outside[max(0, room.top) : room.bottom, max(0, room.left) : room.right] = False
    assert Shadow(kind, 100)(cutout).alpha[outside].max() < 0.35  # only the faint end of a blur


def test_a_contact_shadow_is_darkest_beneath_the_subject() -> None:
    alpha = Shadow("contact")(standing()).alpha
    between_feet = alpha[115, 100]
    assert between_feet > 0.6
    assert alpha[150:].max() < 0.05
    assert alpha[:80, :50].max() < 0.05


def test_a_hand_beside_someone_who_stands_casts_no_contact_shadow() -> None:
    alpha = np.zeros((400, 240), np.float32)
    alpha[20:380, 100:140] = 1
    alpha[120:230, 90:100] = 1  # an arm that ends over a half up
    pixels = np.full((400, 240, 3), 90, np.uint8)
    shaded = Shadow("contact")(Cutout(pixels, alpha, Image(pixels))).alpha
    assert shaded[232:300, 60:98].max() == 0
    assert shaded[380:383, 110:130].max() > 0.2


def test_a_cast_shadow_starts_at_the_foot_and_lies_to_the_right() -> None:
    alpha = Shadow("cast")(standing()).alpha
    assert alpha[113, 147] > 0.1
    assert alpha[60:125, :50].max() < 0.05
    assert alpha[113, 147] > alpha[98, 172]  # it fades with the distance


@pytest.mark.parametrize("step", [Place(0.5), *map(Shadow, KINDS)])
def test_an_empty_cutout_stays_empty(step: Place | Shadow) -> None:
    blank = np.zeros((20, 30, 3), np.uint8)
    assert not step(Cutout(blank, np.zeros((20, 30), np.float32), Image(blank))).alpha.any()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size_hw", [(1, 1), (1, 500), (700, 1), (2, 2)])
def test_no_picture_is_too_small_for_a_shadow(kind: ShadowKind, size_hw: tuple[int, int]) -> None:
    colour = np.full((*size_hw, 3), 9, np.uint8)
    full = Cutout(colour, np.ones(size_hw, np.float32), Image(colour))
    assert Shadow(kind)(full).alpha.min() == 1
