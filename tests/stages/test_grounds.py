"""Gradients, placed pictures, outlines, turns and canvases, on drawn cut-outs."""

from __future__ import annotations

import numpy as np

from nukki.core.grammar import Turn
from nukki.core.values import Cutout, Image
from nukki.stages.arrange import Place, Turned
from nukki.stages.grounds import Outline, OverGradient, OverPicture

WHITE, BLACK, GOLD = (255, 255, 255, 255), (0, 0, 0, 255), (255, 215, 0, 255)


def block(*, at: tuple[slice, slice] = (slice(20, 40), slice(30, 60))) -> Cutout:
    """A red block of 20 by 30 pixels on a canvas of 60 by 100."""
    alpha = np.zeros((60, 100), np.float32)
    alpha[at] = 1
    colours = np.zeros((60, 100, 3), np.uint8)
    colours[at] = 200, 0, 0
    return Cutout(colours, alpha, Image(np.full((60, 100, 3), 9, np.uint8)))


def test_a_gradient_runs_from_its_first_colour_to_its_last() -> None:
    laid = OverGradient(BLACK, WHITE, angle=0.0)(block())
    row = laid.foreground[0, :, 0].astype(int)
    assert (row[0], row[-1]) == (1, 254)
    assert (np.diff(row) >= 2).all()
    assert (laid.alpha == 1).all()


def test_a_diagonal_gradient_reaches_its_ends_in_the_corners() -> None:
    laid = OverGradient(BLACK, WHITE, angle=45.0)(block()).foreground
    assert laid[0, 0, 0] <= 2
    assert laid[-1, -1, 0] >= 253


def test_a_radial_gradient_is_the_same_in_all_corners() -> None:
    laid = OverGradient(WHITE, BLACK, angle=None)(block(at=(slice(0, 0), slice(0, 0)))).foreground
    assert len({int(laid[y, x, 0]) for y in (0, -1) for x in (0, -1)}) == 1
    assert laid[30, 50, 0] > 245


def test_a_gradient_into_nothing_leaves_alpha() -> None:
    laid = OverGradient(WHITE, (255, 255, 255, 0), angle=90.0)(block())
    assert laid.alpha[0, 0] > 0.98
    assert laid.alpha[-1, 0] < 0.02
    assert laid.alpha[30, 40] == 1


def test_a_zoomed_picture_shows_the_part_that_is_asked_for() -> None:
    quarters = np.zeros((60, 100, 3), np.uint8)
    quarters[30:, 50:] = 250
    picture = Image(quarters)
    corner = OverPicture(picture, zoom=2.0, position=(1.0, 1.0))(block(at=(slice(0), slice(0))))
    assert (corner.foreground == 250).all()


def test_an_outline_is_as_wide_as_asked_and_leaves_the_subject() -> None:
    outlined = Outline(0.1, GOLD)(block())  # a tenth of 30 pixels
    np.testing.assert_array_equal(
        outlined.foreground[20:40, 30:60], block().foreground[20:40, 30:60]
    )
    assert outlined.foreground[30, 27].tolist() == [255, 215, 0]
    assert outlined.alpha[30, 27] == 1
    assert outlined.alpha[30, 26] == 0


def test_an_outline_has_round_corners() -> None:
    alpha = Outline(0.2, GOLD)(block()).alpha
    assert alpha[20 - 5, 30 - 5] == 0
    assert alpha[20 - 4, 30 - 4] == 1


def test_a_turn_takes_photo_and_cutout_along() -> None:
    before = block()
    after = Turned(Turn(1, mirror=True))(before)
    np.testing.assert_array_equal(after.alpha, np.rot90(before.alpha, -1)[:, ::-1])
    assert after.source.size_hw == after.size_hw == (100, 60)


def test_four_turns_are_none() -> None:
    turned = before = block()
    for _ in range(4):
        turned = Turned(Turn(1))(turned)
    np.testing.assert_array_equal(turned.foreground, before.foreground)


def test_a_canvas_has_its_size_and_the_subject_its_share_in_the_middle() -> None:
    placed = Place(0.9, (0.5, 0.5), (200, 200))(block())
    assert placed.size_hw == (200, 200)
    assert placed.box is not None
    assert abs(placed.box.size_hw[1] - 180) <= 1
    assert abs(placed.box.left + placed.box.right - 200) <= 1


def test_a_subject_that_must_grow_is_told() -> None:
    assert "enlarged 6 times" in Place(0.9, (0.5, 0.5), (200, 200))(block()).notes[0]
    assert Place(0.5, (0.5, 0.5), (40, 40))(block()).notes == ()


def test_nothing_on_a_canvas_is_an_empty_canvas() -> None:
    empty = Place(0.9, (0.5, 0.5), (20, 30))(block(at=(slice(0), slice(0))))
    assert empty.size_hw == (20, 30)
    assert not empty.alpha.any()


def test_traces_too_faint_to_count_stay_off_a_canvas() -> None:
    before = block()
    before.alpha[20:24, 30:60] = 0.04
    before.alpha[24:28, 30:60] = 0.5
    before.alpha[20, 30] = 1  # so that the traces lie in the box
    placed = Place(1.0, (0.5, 0.5), (20, 30))(before)
    assert placed.alpha[2, 10] == 0
    assert placed.alpha[6, 10] == 0.5
