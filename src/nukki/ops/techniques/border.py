"""What lies at a picture's border is taken for background."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import Mask

WIDTH = 0.03
"""Width of the border as a share of the shorter side."""

RARE = 0.75
"""A class is subject when it is less often at the border than this for once inside.

Noise on a blank page falls into classes that are as common here as there: none is subject then.
"""

ANY = 1.0
"""A class is subject when it is at all less often at the border than inside."""


def border_mask(size_hw: tuple[int, ...]) -> Mask:
    """(H, W) bool, True within the border; at least one pixel wide."""
    height, width = size_hw[:2]
    margin = max(1, round(WIDTH * min(height, width)))
    mask = np.ones((height, width), np.bool_)
    mask[margin : height - margin, margin : width - margin] = False
    return mask


def subject_classes(labels: NDArray[Any], rare: float = RARE) -> Mask:
    """(H, W) bool, True where a pixel's class is rare at the border beside how common it is inside.

    Args:
        labels: (H, W) integers from 0: clusters, or sides of a threshold.
        rare: See `RARE`; `ANY` where noise was ruled out before.
    """
    border = border_mask(labels.shape)
    if border.all():
        return np.zeros(labels.shape, np.bool_)
    count = int(labels.max()) + 1
    outside = np.bincount(labels[border], minlength=count) / border.sum()
    inside = np.bincount(labels[~border], minlength=count) / (~border).sum()
    subject: Mask = (outside < rare * inside)[labels]
    return subject
