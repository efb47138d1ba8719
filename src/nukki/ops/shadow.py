"""Shadows that a flat silhouette might cast: how much light each pixel is denied.

Each is worked out on a small canvas, since a shadow holds no detail, and enlarged:

    drop     the silhouette on a wall close behind: shifted and blurred
    cast     the silhouette laid down along the ground: sheared and flattened from its foot,
             softer the further away, as under a lamp that is not a point
    contact  what is beneath the subject: the gap between its underside and the ground, and the
             darkest line where it stands
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap
from nukki.core.values import Box
from nukki.ops.resize import resize, resize_alpha

WORK_PX = 480
"""Longer side of the canvas that shadows are worked out on."""

DROP_SHIFT, DROP_BLUR = (0.025, 0.04), 0.022
"""Right and down, and the blur's deviation, as shares of the subject's larger side."""

CAST_LEAN, CAST_HEIGHT = 0.55, 0.30
"""How far the tip lies to the side, and how high up the picture, as shares of the height."""

CAST_BLURS = (0.006, 0.018, 0.04)
"""Deviations at the foot, half-way, and at the tip, as shares of the larger side."""

CAST_FADE = 0.55
"""How much of the darkness is lost at the tip."""

UNDERSIDE = 0.25
"""How high above the ground, as a share of the smaller side, a part still darkens it."""

LOWER_PART = 0.5
"""How high up there is ground, as a share of the smaller side: a tail's tip stretches no string to
it, nor does the hand of one who stands.
"""

CONTACT_DEPTH, CONTACT_BLUR = 0.035, 0.012
"""How far the contact shadow reaches beyond the ground line, and its blur: shares of the width."""


def drop_shadow(alpha: FloatMap, box: Box) -> FloatMap:
    """(H, W) float32 [0, 1]: the silhouette, shifted right and down and blurred.

    Args:
        alpha: (H, W) float32 [0, 1].
        box: The subject's.
    """
    small, scale = _shrunk(alpha)
    side = max(box.size_hw) * scale
    shift = np.array([[1, 0, DROP_SHIFT[0] * side], [0, 1, DROP_SHIFT[1] * side]], np.float64)
    return _enlarged(_blurred(_warped(small, shift), DROP_BLUR * side), alpha)


def cast_shadow(alpha: FloatMap, box: Box) -> FloatMap:
    """(H, W) float32 [0, 1]: the silhouette laid down behind the subject, to the right.

    A point at height h above the foot falls ``CAST_LEAN h`` to the right, ``CAST_HEIGHT h`` up.
    """
    small, scale = _shrunk(alpha)
    foot = box.bottom * scale
    # x' = x + lean (foot - y),    y' = foot - height (foot - y)
    lay = np.array(
        [[1, -CAST_LEAN, CAST_LEAN * foot], [0, CAST_HEIGHT, (1 - CAST_HEIGHT) * foot]], np.float64
    )
    lying = _warped(small, lay)
    side = max(box.size_hw) * scale
    length = max(1.0, box.size_hw[0] * scale * CAST_HEIGHT)
    away = np.clip((foot - np.arange(small.shape[0], dtype=np.float32)) / length, 0, 1)[:, None]
    near, middle, far = (_blurred(lying, share * side) for share in CAST_BLURS)
    soft = np.where(
        away < 0.5,
        near + (middle - near) * (2 * away),
        middle + (far - middle) * (2 * away - 1),
    )
    faded = soft * (1 - CAST_FADE * away)
    return _enlarged(np.asarray(faded, np.float32), alpha)


def contact_shadow(alpha: FloatMap, box: Box) -> FloatMap:
    """(H, W) float32 [0, 1]: the dark beneath a subject that stands on something."""
    small, scale = _shrunk(alpha)
    underside = _underside(small)
    columns = np.flatnonzero(underside >= 0)
    if columns.size < 2:
        return np.zeros_like(alpha)
    ground = _lower_hull(columns, underside[columns])
    smaller = min(box.size_hw) * scale
    low = ground > box.bottom * scale - LOWER_PART * smaller
    near_ground = UNDERSIDE * smaller
    standing = low & (ground - underside[columns] < near_ground)
    width = columns.size
    below = np.zeros_like(small)
    rows = np.arange(small.shape[0], dtype=np.float32)[:, None]
    depth = CONTACT_DEPTH * width
    # The gap between underside and ground, and a little further: a flat pool of shadow.
    gap = (rows > underside[columns] - depth) & (rows < ground + depth * 0.5) & standing
    below[:, columns] = gap.astype(np.float32)
    pool = _blurred(below, depth * 0.6)
    line = np.zeros_like(small)
    touching = np.abs(rows - ground) < max(1.0, depth * 0.3)
    near = (ground - underside[columns]) < 0.15 * width
    line[:, columns] = (touching & near & standing).astype(np.float32)
    dark = np.maximum(0.85 * pool, _blurred(line, CONTACT_BLUR * width))
    return _enlarged(np.clip(dark, 0, 1), alpha)


def _underside(alpha: FloatMap) -> NDArray[np.float32]:
    """(W,) the lowest row in which each column holds subject, -1 where none does."""
    inside = alpha >= 0.5
    lowest = alpha.shape[0] - 1 - np.argmax(inside[::-1], axis=0)
    return np.asarray(np.where(inside.any(axis=0), lowest, -1), np.float32)


def _lower_hull(columns: NDArray[np.intp], lowest: NDArray[np.float32]) -> NDArray[np.float32]:
    """The ground under each column: the string stretched below the underside.

    Rows grow downwards, so that it is the upper convex hull of the points (column, row).
    """
    hull: list[tuple[float, float]] = []
    for x, y in zip(columns.tolist(), lowest.tolist(), strict=True):
        while len(hull) > 1 and _sags(hull[-2], hull[-1], (x, y)):
            hull.pop()
        hull.append((x, y))
    xs, ys = zip(*hull, strict=True)
    return np.asarray(np.interp(columns, xs, ys), np.float32)


def _sags(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    """Whether the point b lies above the line from a to c, and does not hold the string down."""
    return (b[1] - a[1]) * (c[0] - a[0]) <= (c[1] - a[1]) * (b[0] - a[0])


def _shrunk(alpha: FloatMap) -> tuple[FloatMap, float]:
    """A small copy, and its size as a share of the original's."""
    scale = min(1.0, WORK_PX / max(alpha.shape))
    height, width = (max(1, round(side * scale)) for side in alpha.shape)
    return resize(alpha, (height, width), "area"), scale


def _enlarged(shadow: FloatMap, like: FloatMap) -> FloatMap:
    return np.clip(resize_alpha(shadow, like.shape), 0.0, 1.0)


def _warped(alpha: FloatMap, matrix: NDArray[np.float64]) -> FloatMap:
    size = alpha.shape[1], alpha.shape[0]
    return np.asarray(cv2.warpAffine(alpha, matrix, size, flags=cv2.INTER_LINEAR), np.float32)


def _blurred(alpha: FloatMap, sigma_px: float) -> FloatMap:
    """Blurred as if the canvas went on: nothing lies outside it."""
    sigma = max(0.3, sigma_px)
    return np.asarray(
        cv2.GaussianBlur(alpha, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT), np.float32
    )
