"""The grey squares that stand for transparency."""

from __future__ import annotations

import numpy as np

from nukki.core.arrays import Pixels

LIGHT, DARK = 255, 204
SQUARE_PX = 16


def checkerboard(size_hw: tuple[int, int], square_px: int = SQUARE_PX) -> Pixels:
    """(H, W, 3) uint8 of alternating light and dark squares."""
    rows = np.arange(size_hw[0])[:, None] // square_px
    columns = np.arange(size_hw[1])[None, :] // square_px
    grey = np.where((rows + columns) % 2, DARK, LIGHT).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)
