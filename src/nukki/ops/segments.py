"""Straight pieces of lines in a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def distance_to_segments(points: Floats, starts: Floats, ends: Floats) -> Floats:
    """(N,) how far each point is from a segment of its own; all are (N, 2), x and y.

    >>> distance_to_segments(np.array([[1.0, 2.0]]), np.zeros((1, 2)), np.array([[4.0, 0.0]]))
    array([2.])
    """
    along, away = ends - starts, points - starts
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip((away * along).sum(axis=1) / length, 0.0, 1.0)
    off: Floats = np.hypot(*(away - share[:, np.newaxis] * along).T)
    return off
