"""Smooth foreground and background colours under a matte, from coarse to fine.

Germer, Uelwer, Conrad and Harmeling (2020), "Fast Multi-Level Foreground Estimation": with I, a
known at each pixel i and neighbours j, F and B are those for which

    Σ_i |a F + (1-a) B - I|²  +  Σ_ij w_ij (|F_i - F_j|² + |B_i - B_j|²),    w_ij = ω + |a_i - a_j|

is least. Where the neighbours are given, with their means F', B' weighed by w and s = Σ w, that is

    F = F' + a r,   B = B' + (1-a) r,   r = (I - a F' - (1-a) B') / (s + a² + (1-a)²)

It is solved for all pixels at once, a few times on each picture of a pyramid.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Pixels, full_scale
from nukki.ops.resize import resize, resize_alpha

SMOOTH = 1e-5
"""ω: how far colours are alike where alpha does not change."""

SURE = 0.9
"""Alpha from which on colours begin as the subject's; the same below 1 - SURE for the rest."""

SMALL_PX = 32
SMALL_ROUNDS, ROUNDS = 10, 4
"""Rounds at sizes up to `SMALL_PX`, and above."""


def smooth_colours(photo: Pixels, alpha: FloatMap) -> tuple[FloatMap, FloatMap]:
    """F and B, each (h, w, 3) float32 on the photo's scale.

    Args:
        photo: (h, w, 3) uint8 or uint16, a few hundred pixels a side: time grows with its area.
        alpha: (h, w) float32 [0, 1].
    """
    found = np.stack([_mean(photo, alpha > SURE), _mean(photo, alpha < 1.0 - SURE)])
    for size_hw in _sizes(alpha.shape):
        mixture = _mixture(resize(photo, size_hw, "area"), resize_alpha(alpha, size_hw))
        found = np.stack([_enlarged(side, size_hw) for side in found])
        for _ in range(SMALL_ROUNDS if max(size_hw) <= SMALL_PX else ROUNDS):
            found = mixture.solved(found)
            np.clip(found, 0, full_scale(photo.dtype), out=found)
    near_f, near_b = (np.ascontiguousarray(side.transpose(1, 2, 0)) for side in found)
    return near_f, near_b


@dataclass(frozen=True)
class _Mixture:
    """The equations of one picture.

    Attributes:
        planes: (3, h, w), I.
        shares: (2, 1, h, w), a and 1-a.
        across, down: (h, w-1) and (h-1, w), w between neighbours.
        total: (h, w), s; each pixel is a neighbour of its own, for a lone one has no other.
        damping: (h, w), s + a² + (1-a)².
    """

    planes: FloatMap
    shares: FloatMap
    across: FloatMap
    down: FloatMap
    total: FloatMap
    damping: FloatMap

    def solved(self, found: FloatMap) -> FloatMap:
        """F and B (2, 3, h, w) of each pixel, its neighbours' given by those found before."""
        near = np.float32(SMOOTH) * found
        near[..., 1:] += self.across * found[..., :-1]
        near[..., :-1] += self.across * found[..., 1:]
        near[..., 1:, :] += self.down * found[..., :-1, :]
        near[..., :-1, :] += self.down * found[..., 1:, :]
        near /= self.total
        left = (self.planes - (self.shares * near).sum(axis=0)) / self.damping
        near += self.shares * left
        return near


def _mixture(photo: Pixels, alpha: FloatMap) -> _Mixture:
    across = abs(np.diff(alpha, axis=1)) + np.float32(SMOOTH)
    down = abs(np.diff(alpha, axis=0)) + np.float32(SMOOTH)
    total = np.full_like(alpha, SMOOTH)
    total[:, 1:] += across
    total[:, :-1] += across
    total[1:] += down
    total[:-1] += down
    planes = np.stack(cv2.split(photo)).astype(np.float32)
    shares = np.stack([alpha, 1.0 - alpha])
    damping = total + (shares**2).sum(axis=0)
    return _Mixture(planes, shares[:, None], across, down, total, damping)


def _mean(photo: Pixels, where: NDArray[np.bool_]) -> FloatMap:
    """(3, 1, 1) the mean colour there, or of the whole photo."""
    colours = photo[where] if where.any() else photo.reshape(-1, 3)
    mean: FloatMap = colours.mean(axis=0, dtype=np.float32)
    return mean[:, None, None]


def _enlarged(planes: FloatMap, size_hw: tuple[int, int]) -> FloatMap:
    """(3, h, w), each pixel repeated."""
    return np.stack([resize(plane, size_hw, "nearest") for plane in planes])


def _sizes(size_hw: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """From a single pixel to ``size_hw``, each about twice the one before."""
    height, width = size_hw
    steps = max(1, math.ceil(math.log2(max(height, width))))
    for step in range(steps):
        part = step / steps
        yield max(1, round(height**part)), max(1, round(width**part))
    yield height, width
