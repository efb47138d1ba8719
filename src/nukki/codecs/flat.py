"""Pictures that have no transparency, such as sheets and panels of reports."""

from __future__ import annotations

import numpy as np

from nukki.codecs.writing import write
from nukki.core.arrays import Pixels
from nukki.core.values import Cutout, Image


def write_flat(pixels: Pixels, format_name: str, *, quality: int) -> bytes:
    """The bytes of a file.

    Args:
        pixels: (H, W, 3) uint8 or uint16.
        format_name: A name of `FORMATS`.
        quality: 1 to 100, for lossy formats.

    Raises:
        UnknownNameError: No such format.
    """
    opaque = np.ones(pixels.shape[:2], np.float32)
    return write(Cutout(pixels, opaque, Image(pixels)), format_name, quality=quality)
