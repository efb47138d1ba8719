"""Bits of a picture's channels: 8 or 16, full scale to full scale."""

from __future__ import annotations

from typing import Any

import numpy as np

from nukki.core.arrays import Pixels

EIGHT = np.dtype(np.uint8)
SIXTEEN = np.dtype(np.uint16)


def to_depth(values: Pixels, dtype: np.dtype[Any]) -> Pixels:
    """uint8 or uint16 ``values`` of any shape as ``dtype``, rounded; themselves where they are.

    >>> to_depth(np.array([0, 300, 65535], np.uint16), EIGHT)
    array([  0,   1, 255], dtype=uint8)
    >>> to_depth(np.array([1, 255], np.uint8), SIXTEEN)
    array([  257, 65535], dtype=uint16)
    """
    if values.dtype == dtype:
        return values
    if dtype == EIGHT:
        narrow: Pixels = ((values.astype(np.uint32) + 128) // 257).astype(np.uint8)
        return narrow
    wide: Pixels = values.astype(np.uint16) * np.uint16(257)
    return wide
