"""Objects of photos, pasted small beside the subjects of others, so that their outline is known."""

from __future__ import annotations

import numpy as np

from nukki.core.arrays import Mask, Pixels
from nukki.core.values import box_of
from nukki.ops.resize import resize

PLACES = 60
"""How many are tried; the one that is freest of the subject is taken."""

FREE = 0.9
"""Share of its place that must be free of the subject."""


def pasted(
    pixels: Pixels, subject: Mask, other: Pixels, thing: Mask, *, share: float, seed: int
) -> tuple[Pixels, Mask] | None:
    """A photo with another's object on it, and where that is; None where there is no room.

    Args:
        pixels: (H, W, 3) uint8, the photo.
        subject: (H, W) bool, its subject.
        other: (h, w, 3) uint8, the photo that has the object.
        thing: (h, w) bool, the object.
        share: Longer side of the pasted object over the photo's.
        seed: For the places that are tried.
    """
    box = box_of(thing)
    if box is None:
        return None
    scale = share * max(subject.shape) / max(box.size_hw)
    height, width = (max(8, round(side * scale)) for side in box.size_hw)
    if height >= subject.shape[0] or width >= subject.shape[1]:
        return None
    random = np.random.default_rng(seed)
    rows = random.integers(0, subject.shape[0] - height, PLACES)
    columns = random.integers(0, subject.shape[1] - width, PLACES)
    taken = [
        subject[y : y + height, x : x + width].mean() for y, x in zip(rows, columns, strict=True)
    ]
    best = int(np.argmin(taken))
    if taken[best] > 1 - FREE:
        return None
    place = np.s_[rows[best] : rows[best] + height, columns[best] : columns[best] + width]
    small = resize(np.ascontiguousarray(other[box.slices]), (height, width), "area")
    alpha = resize(thing[box.slices].astype(np.float32), (height, width), "area")
    result, truth = pixels.copy(), np.zeros(subject.shape, np.bool_)
    laid = alpha[..., None] * small + (1 - alpha[..., None]) * result[place]
    result[place] = np.rint(laid).astype(np.uint8)
    truth[place] = alpha >= 0.5
    return result, truth
