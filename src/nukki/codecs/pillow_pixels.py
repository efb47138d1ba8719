"""A loaded Pillow picture as nukki's arrays, upright, without a second whole copy of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import PIL.Image
from numpy.typing import NDArray

from nukki.codecs.colour_space import conversion_for
from nukki.codecs.orientation import stored_view, upright_hw
from nukki.codecs.quantise import row_bands
from nukki.core.arrays import Pixels
from nukki.core.values import Image, ImageInfo


def band_array(picture: PIL.Image.Image, rows: slice) -> NDArray[Any]:
    """These rows of a picture as an array; cropping first keeps Pillow's own copies small."""
    return np.asarray(picture.crop((0, rows.start, picture.width, rows.stop)))


def eight_bit_image(picture: PIL.Image.Image, info: ImageInfo, orientation: int) -> Image:
    """A loaded picture of any 8-bit mode as an upright `Image`."""
    mode, convert = conversion_for(picture)
    width, height = picture.size
    size_hw = upright_hw((height, width), orientation)
    pixels = np.empty((*size_hw, 3), np.uint8)
    alpha = np.empty(size_hw, np.uint8) if mode == "RGBA" else None
    stored = stored_view(pixels, orientation)
    stored_alpha = None if alpha is None else stored_view(alpha, orientation)
    for rows in row_bands(height, width):
        band = np.asarray(convert(picture.crop((0, rows.start, width, rows.stop))))
        for channel in range(3):  # faster than three of four at a time
            stored[rows, :, channel] = band if band.ndim == 2 else band[..., channel]
        if stored_alpha is not None:
            stored_alpha[rows] = band[..., 3]
    return Image(pixels, alpha, info)


def sixteen_bit_image(
    samples: Pixels, info: ImageInfo, orientation: int, *, key: tuple[int, ...] | None = None
) -> Image:
    """(H, W), (H, W, 3) or (H, W, 4) uint16 samples in stored order as an upright `Image`.

    ``key`` is the one colour that is transparent (PNG's tRNS), as 16-bit values.
    """
    colour = samples[..., np.newaxis] if samples.ndim == 2 else samples[..., :3]
    upright = _turned(colour, orientation)
    pixels = np.repeat(upright, 3, axis=2) if colour.shape[2] == 1 else upright
    alpha: NDArray[np.uint16] | None = None
    if samples.ndim == 3 and samples.shape[2] == 4:
        alpha = _turned(samples[..., 3], orientation)
    elif key is not None:
        hidden = (upright == np.asarray(key, np.uint16)).all(axis=2)
        alpha = np.where(hidden, np.uint16(0), np.uint16(65535))
    return Image(np.ascontiguousarray(pixels), alpha, info)


def _turned(stored: NDArray[Any], orientation: int) -> NDArray[Any]:
    size_hw = upright_hw((stored.shape[0], stored.shape[1]), orientation)
    upright = np.empty((*size_hw, *stored.shape[2:]), stored.dtype)
    stored_view(upright, orientation)[...] = stored
    return upright


def both_bytes(
    high: Callable[[], PIL.Image.Image], low: Callable[[], PIL.Image.Image]
) -> NDArray[np.uint16]:
    """(H, W, C) uint16 samples from two decodings of one file.

    Pillow reads 16-bit colour as 8 bits; told the opposite byte order it gives the other byte.
    """
    picture = high()
    width, height = picture.size
    samples = np.empty((height, width, len(picture.getbands())), np.uint16)
    for rows in row_bands(height, width):
        np.left_shift(band_array(picture, rows), 8, out=samples[rows], dtype=np.uint16)
    del picture
    picture = low()
    for rows in row_bands(height, width):
        samples[rows] |= band_array(picture, rows)
    return samples
