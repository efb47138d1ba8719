"""The figure: photo, cut-out on a checkerboard, matte."""

from __future__ import annotations

import numpy as np
import pytest

from nukki.core.values import Box, Cutout, Image
from nukki.stages.compare import GAP_PX, PANEL_PX, side_by_side
from nukki.stages.compose import Crop


def panels(figure: Cutout, width: int) -> list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    """The three pictures in a figure, each ``width`` pixels wide."""
    starts = [number * (width + GAP_PX) for number in range(3)]
    return [figure.foreground[:, start : start + width].astype(np.uint8) for start in starts]


def test_three_panels_of_one_size_stand_in_a_row(cutout: Cutout) -> None:
    height, width = cutout.size_hw
    assert side_by_side(cutout).size_hw == (height, 3 * width + 2 * GAP_PX)


def test_the_panels_are_photo_cutout_and_matte(cutout: Cutout) -> None:
    photo, over, matte = panels(side_by_side(cutout), cutout.size_hw[1])
    solid, clear = cutout.alpha == 1, cutout.alpha == 0
    np.testing.assert_array_equal(photo, cutout.source.pixels)
    np.testing.assert_array_equal(over[solid], cutout.foreground[solid])
    assert sorted(np.unique(over[clear])) == [204, 255]
    np.testing.assert_array_equal(matte[:, :, 0], np.rint(cutout.alpha * 255))


def test_a_figure_is_opaque_and_of_8_bits(cutout: Cutout) -> None:
    deep = Cutout(
        cutout.foreground.astype(np.uint16) * 257,
        cutout.alpha,
        Image(cutout.source.pixels.astype(np.uint16) * 257),
    )
    figure = side_by_side(deep)
    assert (figure.alpha == 1).all()
    np.testing.assert_array_equal(figure.foreground, side_by_side(cutout).foreground)


@pytest.mark.parametrize("size_hw", [(1500, 2400), (2400, 100)], ids=str)
def test_large_pictures_are_shown_smaller(size_hw: tuple[int, int]) -> None:
    photo = np.full((*size_hw, 3), 9, np.uint8)
    height, width = side_by_side(Cutout(photo, np.ones(size_hw, np.float32), Image(photo))).size_hw
    assert height <= PANEL_PX
    assert width <= 3 * PANEL_PX + 2 * GAP_PX


def test_beside_a_cropped_subject_the_photo_is_shown_whole(cutout: Cutout) -> None:
    trimmed = Crop(Box(30, 20, 60, 80))(cutout)
    height, width = side_by_side(trimmed).size_hw
    shown = round(cutout.size_hw[1] * 60 / cutout.size_hw[0])
    assert (height, width) == (60, shown + 2 * 30 + 2 * GAP_PX)
