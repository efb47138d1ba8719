"""Pictures that are in memory already: numpy arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import PIXEL_DTYPES, Pixels
from nukki.core.errors import InputError
from nukki.core.values import Image, ImageInfo

_SHAPES = "(H, W), (H, W, 1), (H, W, 3) or (H, W, 4)"


def from_array(array: NDArray[Any]) -> Image:
    """An `Image` of grey, RGB or RGBA samples.

    Args:
        array: (H, W), (H, W, 1), (H, W, 3) or (H, W, 4) of uint8, uint16, or float in [0, 1];
            floats become uint16, which keeps more than a display can show.

    Raises:
        InputError: Another shape, dtype or range, or NaN.
    """
    samples = _integer_samples(_shaped(np.asarray(array)))
    colour = samples[..., :3]
    if colour.shape[2] == 1:
        colour = np.repeat(colour, 3, axis=2)
    alpha = samples[..., 3] if samples.shape[2] == 4 else None
    return Image(colour, alpha, ImageInfo(bit_depth=samples.dtype.itemsize * 8))


def _shaped(array: NDArray[Any]) -> NDArray[Any]:
    if array.ndim == 2:
        array = array[..., np.newaxis]
    if array.ndim != 3 or array.shape[2] not in {1, 3, 4} or not array.size:
        raise InputError(
            f"expected an array of shape {_SHAPES} with at least one pixel, "
            f"got {array.shape}; transpose or slice it first"
        )
    return array


def _integer_samples(array: NDArray[Any]) -> Pixels:
    native = array.dtype.newbyteorder("=")
    if native in PIXEL_DTYPES:
        samples: Pixels = array.astype(native, copy=False)
        return samples
    if not np.issubdtype(array.dtype, np.floating):
        raise InputError(
            f"expected uint8, uint16 or float samples, got {array.dtype}; "
            "convert them with .astype(numpy.uint8)"
        )
    low, high = float(array.min()), float(array.max())
    if not (low >= 0.0 and high <= 1.0):  # also false for NaN
        raise InputError(
            f"expected float samples within [0, 1], got [{low:g}, {high:g}]; divide by their "
            "full scale, or convert to uint8"
        )
    scaled: Pixels = np.rint(array * array.dtype.type(65535)).astype(np.uint16)
    return scaled
