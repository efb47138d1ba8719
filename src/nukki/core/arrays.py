"""Array types, and the checks that values run once when they are made."""

from __future__ import annotations

from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from nukki.core.errors import InputError

Pixels: TypeAlias = NDArray[np.unsignedinteger[Any]]
"""uint8 or uint16: (H, W, 3) straight colour as the file had it, or (H, W) one channel of it."""

FloatMap: TypeAlias = NDArray[np.float32]
"""(H, W) or (H, W, C) float32, usually in [0, 1]."""

Mask: TypeAlias = NDArray[np.bool_]
"""(H, W) bool."""

Array = TypeVar("Array", bound=NDArray[Any])
"""What a function gives back in the kind it was given."""

PIXEL_DTYPES = (np.dtype(np.uint8), np.dtype(np.uint16))


def check_pixels(array: NDArray[Any], *, what: str) -> None:
    """Raise `InputError` unless ``array`` is (H, W, 3) uint8 or uint16 with at least one pixel."""
    if array.ndim != 3 or array.shape[2] != 3 or array.dtype not in PIXEL_DTYPES or not array.size:
        raise InputError(
            f"{what}: expected an (H, W, 3) uint8 or uint16 array with at least one pixel, "
            f"got shape {array.shape} of {array.dtype}"
        )


def check_unit_map(array: NDArray[Any], *, what: str) -> None:
    """Raise `InputError` unless ``array`` is (H, W) float32 within [0, 1], free of NaN."""
    if array.ndim != 2 or array.dtype != np.float32 or not array.size:
        raise InputError(
            f"{what}: expected an (H, W) float32 array with at least one value, "
            f"got shape {array.shape} of {array.dtype}"
        )
    low, high = float(array.min()), float(array.max())
    if not (low >= 0.0 and high <= 1.0):  # also false for NaN
        raise InputError(f"{what}: expected values within [0, 1], got [{low}, {high}]")


def check_same_size(array: NDArray[Any], like: NDArray[Any], *, what: str) -> None:
    """Raise `InputError` unless both arrays have the same height and width."""
    if array.shape[:2] != like.shape[:2]:
        raise InputError(
            f"{what}: expected height and width {like.shape[:2]}, got {array.shape[:2]}"
        )


def full_scale(dtype: np.dtype[Any]) -> int:
    """The largest value of an unsigned integer dtype: 255 or 65535."""
    return int(np.iinfo(dtype).max)
