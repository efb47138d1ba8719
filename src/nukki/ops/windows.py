"""The 3 x 3 windows that closed-form matting looks through, and the linear model in each.

Windows are kept as columns: an array (3, 9, n) holds channel by position by window, so that each
step below is one pass over n contiguous values.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Mask, Pixels, full_scale

Vector: TypeAlias = NDArray[np.float32]
Double: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.intp]

WINDOW = tuple(product((-1, 0, 1), repeat=2))
BORDER_PX = 2
"""Pictures get this border, so that no neighbour of a pixel of theirs lies outside."""

CHUNK_WINDOWS = 1 << 15
EPSILON = 1e-5
"""How far alpha may bend within a window: larger is flatter."""


@dataclass(frozen=True)
class Windows:
    """Statistics of n windows of 9 pixels.

    Attributes:
        mean: (3, n) float32.
        centred: (3, 9, n) float32, colours less their mean.
        fitted: (3, 9, n) float32, (Cov + epsilon/9 U)^-1 times ``centred``.
    """

    mean: Vector
    centred: Vector
    fitted: Vector


def fit_windows(colours: Vector, epsilon: float) -> Windows:
    """The statistics of windows with colours (3, 9, n) float32 [0, 1]."""
    mean = colours.mean(axis=1)
    centred = colours - mean[:, None]
    red, green, blue = centred
    ridge = epsilon / len(WINDOW)
    # In double: where a window's colours lie on a line, as in every grey photo, large entries of
    # the inverse cancel; float32 would leave an energy that is negative, and the solver runs away.
    rr, gg, bb = ((c * c).mean(axis=0, dtype=np.float64) + ridge for c in centred)
    rg, rb, gb = (
        (c * d).mean(axis=0, dtype=np.float64)
        for c, d in ((red, green), (red, blue), (green, blue))
    )
    inverse = _symmetric_inverse(rr, rg, rb, gg, gb, bb)
    return Windows(mean, centred, _fit(inverse, centred))


def _fit(inverse: Double, centred: Vector) -> Vector:
    """(3, 9, n) float32, ``inverse`` (3, 3, n) times ``centred`` of each window."""
    fitted = np.empty_like(centred)
    red, green, blue = centred.astype(np.float64)
    for row, target in zip(inverse, fitted, strict=True):
        total = red * row[0]
        total += green * row[1]
        total += blue * row[2]
        target[:] = total
    return fitted


def _symmetric_inverse(
    rr: Double, rg: Double, rb: Double, gg: Double, gb: Double, bb: Double
) -> Double:
    """(3, 3, n) float64, inverses of symmetric 3 x 3 matrices by their adjugates."""
    a, b, c = gg * bb - gb * gb, gb * rb - rg * bb, rg * gb - gg * rb
    d, e, f = rr * bb - rb * rb, rb * rg - rr * gb, rr * gg - rg * rg
    determinant = rr * a + rg * b + rb * c
    adjugate = np.array(((a, b, c), (b, d, e), (c, e, f)))
    return np.asarray(adjugate / determinant)


def linear_model(photo: Pixels, alpha: FloatMap, where: Mask, epsilon: float = EPSILON) -> FloatMap:
    """The windows' own model alpha = a . I + b of a solution: (H, W, 4) float32, a then b.

    Args:
        photo: (H, W, 3) uint8 or uint16; ``a`` is for these values, not for the unit scale.
        alpha: (H, W) float32 [0, 1], as solved.
        where: (H, W) bool, the pixels to fit; elsewhere a is 0 and b is alpha.
        epsilon: As in `solve`.
    """
    scale = np.float32(1 / full_scale(photo.dtype))
    model = np.zeros((*alpha.shape, 4), np.float32)
    model[:, :, 3] = alpha
    planes, targets = planes_of(photo), bordered(alpha).reshape(-1)
    inner = where.copy()
    inner[[0, -1], :] = False
    inner[:, [0, -1]] = False
    centres, flat = np.flatnonzero(bordered(inner)), np.flatnonzero(inner)
    for begin in range(0, centres.size, CHUNK_WINDOWS):
        chunk = slice(begin, begin + CHUNK_WINDOWS)
        members = members_of(centres[chunk], photo.shape[1] + 2 * BORDER_PX)
        windows = fit_windows(planes[:, members], epsilon)
        values = targets[members]
        a = np.einsum("cin,in->cn", windows.fitted, values) / np.float32(len(WINDOW))
        b = values.mean(axis=0) - (a * windows.mean).sum(axis=0)
        model.reshape(-1, 4)[flat[chunk]] = np.vstack((a * scale, b)).T
    return model


def planes_of(photo: Pixels) -> Vector:
    """(3, P) float32 [0, 1], the flattened channels of the bordered photo."""
    scale = np.float32(1 / full_scale(photo.dtype))
    flat = bordered(photo).reshape(-1, 3).T
    return np.asarray(np.multiply(flat, scale, dtype=np.float32, order="C"))


def members_of(centres: Indices, width: int) -> Indices:
    """(9, n) the flattened pixels of the windows with these centres, in the order of `WINDOW`."""
    steps = np.array([dy * width + dx for dy, dx in WINDOW], np.intp)
    return steps[:, None] + centres


def bordered(array: NDArray[Any]) -> NDArray[Any]:
    """(H, W[, C]) with `BORDER_PX` zeros on each side, so that no neighbour lies outside."""
    return np.pad(array, ((BORDER_PX, BORDER_PX),) * 2 + ((0, 0),) * (array.ndim - 2))
