"""EXIF orientation: eight ways a camera may have been held."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

SIDEWAYS = frozenset({5, 6, 7, 8})
"""Orientations whose stored rows are the upright picture's columns."""


def upright_hw(stored_hw: tuple[int, int], orientation: int) -> tuple[int, int]:
    """Height and width once upright."""
    height, width = stored_hw
    return (width, height) if orientation in SIDEWAYS else (height, width)


def stored_view(upright: NDArray[Any], orientation: int) -> NDArray[Any]:
    """A view of an upright (H, W, ...) array in the order in which the file stores it.

    Writing the file's rows into the view turns the picture without a second copy of it.
    Orientations are those of EXIF 2.32, tag 274; anything else counts as 1.
    """
    match orientation:
        case 2:
            return upright[:, ::-1]
        case 3:
            return upright[::-1, ::-1]
        case 4:
            return upright[::-1]
        case 5:
            return upright.swapaxes(0, 1)
        case 6:
            return np.rot90(upright, 1)
        case 7:
            return upright[::-1, ::-1].swapaxes(0, 1)
        case 8:
            return np.rot90(upright, -1)
    return upright
