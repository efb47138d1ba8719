"""How a picture lies on the canvas, the way back, and what the network is fed."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nukki.core.spec import Fit, Preprocess
from nukki.ops.placement import place, to_tensor

FITS: tuple[Fit, ...] = get_args(Fit)
SIDES = st.integers(1, 60)
SIZES = st.tuples(SIDES, SIDES)
CANVAS = (24, 32)
PLAIN = Preprocess(size_hw=CANVAS, mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0))


def described(fit: Fit, canvas_hw: tuple[int, int] = CANVAS, multiple: int = 1) -> Preprocess:
    return Preprocess(size_hw=canvas_hw, fit=fit, multiple=multiple)


@pytest.mark.parametrize("fit", FITS)
@given(size_hw=SIZES, canvas_hw=SIZES, multiple=st.sampled_from([1, 8]))
def test_undoing_a_placement_gives_the_placed_picture_back(
    fit: Fit, size_hw: tuple[int, int], canvas_hw: tuple[int, int], multiple: int
) -> None:
    placement = place(size_hw, described(fit, canvas_hw, multiple))
    planes = np.random.default_rng(0).random((3, *placement.placed_hw)).astype(np.float32)
    again = placement.undo(placement.apply(planes).transpose(1, 2, 0))
    np.testing.assert_array_equal(again, planes.transpose(1, 2, 0))


@pytest.mark.parametrize("fit", ["stretch", "pad"])
@given(size_hw=SIZES)
def test_the_canvas_has_the_size_that_was_described(fit: Fit, size_hw: tuple[int, int]) -> None:
    assert place(size_hw, described(fit)).canvas_hw == CANVAS


@given(size_hw=SIZES)
def test_padding_keeps_the_aspect_and_touches_two_sides(size_hw: tuple[int, int]) -> None:
    height, width = place(size_hw, described("pad")).placed_hw
    assert height == CANVAS[0] or width == CANVAS[1]
    scale = min(CANVAS[0] / size_hw[0], CANVAS[1] / size_hw[1])
    # Each side is rounded to whole pixels, from a size that was rounded before: 1 at most.
    assert abs(height - max(1, size_hw[0] * scale)) <= 1
    assert abs(width - max(1, size_hw[1] * scale)) <= 1


def test_padding_centres_the_picture() -> None:
    placement = place((10, 40), described("pad", (40, 40)))
    assert (placement.placed_hw, placement.top, placement.left) == ((10, 40), 15, 0)


@given(size_hw=st.tuples(st.integers(20, 60), st.integers(20, 60)))
def test_a_canvas_that_follows_the_picture_has_sides_of_whole_multiples(
    size_hw: tuple[int, int],
) -> None:
    placement = place(size_hw, described("short-side", (64, 64), 32))
    assert placement.placed_hw == placement.canvas_hw
    assert min(placement.canvas_hw) == 64
    assert not placement.canvas_hw[0] % 32
    assert not placement.canvas_hw[1] % 32


@pytest.mark.parametrize(
    ("size_hw", "canvas_hw"),
    [((300, 300), (384, 384)), ((400, 800), (256, 544)), ((900, 100), (640, 224))],
    ids=str,
)
def test_a_canvas_of_a_given_area_takes_the_picture_s_aspect_up_to_a_limit(
    size_hw: tuple[int, int], canvas_hw: tuple[int, int]
) -> None:
    assert place(size_hw, described("area", (384, 384), 32)).canvas_hw == canvas_hw


@pytest.mark.parametrize("size_hw", [(1, 65000), (65000, 1)], ids=str)
@pytest.mark.parametrize("fit", FITS)
def test_a_picture_of_one_line_never_makes_an_enormous_canvas(
    fit: Fit, size_hw: tuple[int, int]
) -> None:
    canvas = place(size_hw, described(fit, (512, 512), 32)).canvas_hw
    assert canvas[0] * canvas[1] <= 16 * 512 * 512


@pytest.mark.parametrize("fit", FITS)
@given(size_hw=SIZES, step=st.sampled_from([2, 4]))
def test_a_network_may_answer_at_a_part_of_the_canvas(
    fit: Fit, size_hw: tuple[int, int], step: int
) -> None:
    placement = place(size_hw, described(fit, (32, 48), 16))
    small = np.zeros((placement.canvas_hw[0] // step, placement.canvas_hw[1] // step), np.float32)
    found = placement.undo(small)
    assert found.size
    # Half a pixel of the answer on either side.
    assert abs(found.shape[0] - placement.placed_hw[0] / step) <= 1
    assert abs(found.shape[1] - placement.placed_hw[1] / step) <= 1


@pytest.mark.parametrize(("dtype", "value"), [(np.uint8, 10), (np.uint16, 2570)])
def test_a_dark_picture_stays_dark(dtype: type[np.unsignedinteger[Any]], value: int) -> None:
    pixels = np.full((6, 8, 3), value, dtype)
    tensor = to_tensor(pixels, PLAIN, place((6, 8), PLAIN))
    assert tensor.shape == (1, 3, *CANVAS)
    assert tensor.dtype == np.float32
    # Divided by the full scale of the dtype, not by the picture's own maximum.
    np.testing.assert_allclose(tensor, 10 / 255, rtol=1e-6)


def test_mean_and_deviation_are_taken_on_the_unit_scale() -> None:
    preprocess = Preprocess(size_hw=(2, 2), mean=(0.5, 0.25, 0.0), std=(0.5, 0.25, 2.0))
    white = np.full((2, 2, 3), 255, np.uint8)
    tensor = to_tensor(white, preprocess, place((2, 2), preprocess))
    np.testing.assert_allclose(tensor[0, :, 0, 0], (1.0, 3.0, 0.5), rtol=1e-6)


@pytest.mark.parametrize(("channels", "first"), [("rgb", 1.0), ("bgr", 0.0)])
def test_channels_come_in_the_order_of_training(channels: Any, first: float) -> None:
    preprocess = Preprocess((2, 2), mean=(0.0,) * 3, std=(1.0,) * 3, channels=channels)
    red = np.zeros((2, 2, 3), np.uint8)
    red[:, :, 0] = 255
    assert to_tensor(red, preprocess, place((2, 2), preprocess))[0, 0, 0, 0] == first


def test_padding_is_the_mean_colour() -> None:
    preprocess = described("pad", (8, 8))
    tensor = to_tensor(np.full((2, 8, 3), 255, np.uint8), preprocess, place((2, 8), preprocess))
    assert not tensor[:, :, :3].any()
    assert not tensor[:, :, 5:].any()
    assert tensor[:, :, 3:5].all()
