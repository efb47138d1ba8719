"""Values are checked once, when they are made; afterwards every room trusts them."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from nukki.core.errors import InputError
from nukki.core.values import SUBJECT_ALPHA, Box, Cutout, Frame, Image, ImageInfo, Matte, Trimap

PIXELS = np.zeros((4, 6, 3), np.uint8)
CLEAR = np.zeros((4, 6), np.float32)
SOLID = np.ones((4, 6), np.float32)


def with_one(value: float) -> NDArray[np.float32]:
    """A map of zeros with one other value in it."""
    found = CLEAR.copy()
    found[1, 2] = value
    return found


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_a_picture_keeps_the_array_it_was_given(dtype: type[np.unsignedinteger[Any]]) -> None:
    pixels = np.zeros((4, 6, 3), dtype)
    assert Image(pixels).pixels is pixels


@pytest.mark.parametrize("shape", [(4, 6), (4, 6, 1), (4, 6, 4), (0, 6, 3), (2, 4, 6, 3)], ids=str)
def test_a_picture_of_another_shape_is_refused_with_what_was_expected(
    shape: tuple[int, ...],
) -> None:
    with pytest.raises(InputError, match=r"expected an \(H, W, 3\) uint8 or uint16 array"):
        Image(np.zeros(shape, np.uint8))


@pytest.mark.parametrize("dtype", [np.float32, np.int16, np.uint32, np.bool_])
def test_a_picture_of_another_dtype_is_refused_by_name(dtype: type[np.generic]) -> None:
    with pytest.raises(InputError, match=f"got shape .* of {np.dtype(dtype)}"):
        Image(np.zeros((4, 6, 3), dtype))


@pytest.mark.parametrize(
    "alpha",
    [
        np.zeros((4, 5), np.uint8),
        np.zeros((4, 6), np.uint16),
        np.zeros((4, 6, 1), np.uint8),
        np.zeros((4, 6), np.float32),
    ],
    ids=["size", "depth", "channels", "float"],
)
def test_the_files_alpha_must_be_like_its_pixels(alpha: NDArray[Any]) -> None:
    with pytest.raises(InputError, match="image alpha: expected"):
        Image(PIXELS, alpha)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_files_alpha_in_unit_range_ends_at_exactly_one(
    dtype: type[np.unsignedinteger[Any]],
) -> None:
    alpha = np.array([[0, np.iinfo(dtype).max]], dtype)
    unit = Image(np.zeros((1, 2, 3), dtype), alpha).unit_alpha()
    assert unit is not None
    assert unit.dtype == np.float32
    assert unit.tolist() == [[0.0, 1.0]]


def test_an_opaque_file_has_no_alpha_to_respect() -> None:
    assert Image(PIXELS).unit_alpha() is None


@pytest.mark.parametrize("value", [-0.001, 1.001, np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("make", [Matte, Trimap])
def test_a_map_outside_zero_to_one_is_refused(make: type[Any], value: float) -> None:
    with pytest.raises(InputError, match=r"expected values within \[0, 1\], got"):
        make(with_one(value))


@pytest.mark.parametrize(
    "array",
    [CLEAR.astype(np.float64), CLEAR.astype(np.uint8), CLEAR[0], CLEAR[:0], CLEAR[..., None]],
    ids=["float64", "uint8", "one-dimensional", "empty", "three-dimensional"],
)
@pytest.mark.parametrize("make", [Matte, Trimap])
def test_a_map_of_another_kind_is_refused(make: type[Any], array: NDArray[Any]) -> None:
    with pytest.raises(InputError, match=r"expected an \(H, W\) float32 array"):
        make(array)


def test_a_trimap_holds_three_values_only() -> None:
    with pytest.raises(InputError, match=r"only the values 0, 0\.5 and 1"):
        Trimap(with_one(0.25))


def test_a_trimap_tells_which_pixels_are_unknown() -> None:
    assert np.argwhere(Trimap(with_one(0.5)).unknown).tolist() == [[1, 2]]


def test_a_cutouts_alpha_must_be_of_its_colours_size() -> None:
    with pytest.raises(InputError, match=r"cutout alpha: expected height and width \(4, 6\)"):
        Cutout(PIXELS, SOLID[:3], Image(PIXELS))


def test_a_cutout_may_differ_in_size_from_its_source() -> None:
    assert Cutout(PIXELS[:2], SOLID[:2], Image(PIXELS)).size_hw == (2, 6)


def test_the_mask_is_what_is_covered_by_half_or_more() -> None:
    alpha = np.array([[0.0, 0.49, 0.5, 1.0]], np.float32)
    cutout = Cutout(np.zeros((1, 4, 3), np.uint8), alpha, Image(PIXELS))
    assert cutout.mask.tolist() == [[False, False, True, True]]


@given(st.data())
def test_the_box_holds_the_whole_subject_and_touches_it(data: st.DataObject) -> None:
    top, left = data.draw(st.integers(0, 6)), data.draw(st.integers(0, 8))
    bottom, right = data.draw(st.integers(top + 1, 7)), data.draw(st.integers(left + 1, 9))
    alpha = np.zeros((7, 9), np.float32)
    alpha[top:bottom, left:right] = 1
    cutout = Cutout(np.zeros((7, 9, 3), np.uint8), alpha, Image(PIXELS))
    assert cutout.box == Box(left, top, right, bottom)
    assert cutout.box.size_hw == (bottom - top, right - left)


@pytest.mark.parametrize("faint", [0.0, SUBJECT_ALPHA * 0.99])
def test_faint_traces_make_no_box(faint: float) -> None:
    assert Cutout(PIXELS, with_one(faint), Image(PIXELS)).box is None


@pytest.mark.parametrize(
    "value",
    [
        Image(PIXELS),
        Matte(CLEAR),
        Trimap(CLEAR),
        Cutout(PIXELS, CLEAR, Image(PIXELS)),
        Frame(Image(PIXELS), Fraction(0), Fraction(1, 30)),
        ImageInfo(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_cannot_be_changed(value: Any) -> None:
    first = dataclasses.fields(value)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, first, None)


def test_values_with_arrays_are_compared_by_identity() -> None:
    one, other = Matte(CLEAR), Matte(CLEAR)
    assert one == one
    assert one != other


@pytest.mark.parametrize(("confidence", "review"), [(0.5, True), (0.95, False)])
def test_a_cutout_of_low_confidence_asks_for_review(confidence: float, review: bool) -> None:
    photo = Image(np.zeros((2, 2, 3), np.uint8))
    alpha = np.ones((2, 2), np.float32)
    assert Cutout(photo.pixels, alpha, photo, confidence=confidence).review is review
