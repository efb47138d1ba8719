"""A cut-out's float alpha becomes the integers that files hold: once, here, at write.

Everything is done in bands of rows, so that a 100-megapixel picture needs no second copy.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

from nukki.core.arrays import Pixels, full_scale
from nukki.core.values import Cutout
from nukki.ops.depth import EIGHT, SIXTEEN, to_depth

_BAND_PIXELS = 1 << 17
"""Small enough for the caches and to share a 512x512 picture out, large enough for numpy."""


def row_bands(height: int, width: int) -> Iterator[slice]:
    """The rows of a picture in bands, top to bottom."""
    step = max(1, _BAND_PIXELS // width)
    for top in range(0, height, step):
        yield slice(top, min(top + step, height))


def matte_band(cutout: Cutout, rows: slice, dtype: np.dtype[Any]) -> Pixels:
    """(h, W) alpha of these rows as ``dtype``, rounded to the nearest."""
    scaled = cutout.alpha[rows] * np.float32(full_scale(dtype))
    rounded: Pixels = np.rint(scaled, out=scaled).astype(dtype)
    return rounded


def rgba_band(cutout: Cutout, rows: slice, dtype: np.dtype[Any]) -> Pixels:
    """(h, W, 4) straight colour and alpha of these rows; colour 0 where alpha rounds to 0."""
    alpha = matte_band(cutout, rows, dtype)
    colour = to_depth(cutout.foreground[rows], dtype)
    band: Pixels = np.empty((*alpha.shape, 4), dtype)
    cv2.cvtColor(colour, cv2.COLOR_RGB2RGBA, band)
    band[..., 3] = alpha
    as_one_number = band.view(np.uint32 if dtype == EIGHT else np.uint64)[..., 0]
    np.copyto(as_one_number, 0, where=alpha == 0)
    return band


def bands(cutout: Cutout, dtype: np.dtype[Any], *, matte_only: bool) -> Iterator[Pixels]:
    """(h, W, 4) RGBA or (h, W, 1) grey bands from top to bottom."""
    for rows in row_bands(*cutout.size_hw):
        if matte_only:
            yield matte_band(cutout, rows, dtype)[..., np.newaxis]
        else:
            yield rgba_band(cutout, rows, dtype)


def whole(cutout: Cutout, dtype: np.dtype[Any], *, matte_only: bool) -> Pixels:
    """The bands in one (H, W, 4) or (H, W) array, for encoders that want it whole."""
    if matte_only:
        return matte_band(cutout, slice(None), dtype)
    stacked: Pixels = np.empty((*cutout.size_hw, 4), dtype)
    for rows in row_bands(*cutout.size_hw):
        stacked[rows] = rgba_band(cutout, rows, dtype)
    return stacked


def is_opaque(cutout: Cutout) -> bool:
    """Whether every alpha rounds to fully opaque in 8 bits."""
    return float(cutout.alpha.min()) >= 254.5 / 255


def depth_of(cutout: Cutout) -> np.dtype[Any]:
    """The bit depth of the cut-out's colours, which formats that can keep it write."""
    return SIXTEEN if cutout.foreground.dtype == np.uint16 else EIGHT
