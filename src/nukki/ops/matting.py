"""Alpha in the unknown band, from the photo alone: closed-form matting without a matrix.

Levin, Lischinski and Weiss (2008), "A Closed-Form Solution to Natural Image Matting": in a small
window k foreground and background colours lie on lines, so alpha is linear in the photo,

    alpha_i = a_k . I_i + b_k,      i in window k,

and the best (a_k, b_k) given alpha have a closed form. What is left of alpha, summed over all
windows, is alpha' L alpha with the matting Laplacian L; alpha is where that is least.

L has 25 entries a row, but nobody needs them: He, Sun and Tang (2010, "Fast Matting Using Large
Kernel Matting Laplacian Matrices") note that

    (L p)_i = n_i p_i - (sum_k a_k) . I_i - sum_k b_k,      k over the windows that hold i,

with a_k = (Cov_k + epsilon U / |w|)^-1 cov_k(I, p) and b_k = mean_k(p) - a_k . mean_k(I): a handful
of box filters. Conjugate gradients need no more than that product.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Mask
from nukki.core.values import Trimap
from nukki.ops.resize import resize

Double = NDArray[np.float64]

RADIUS_PX = 1
SIDE = 2 * RADIUS_PX + 1
COARSEST_PX = 96


@dataclass(frozen=True)
class Laplacian:
    """The matting Laplacian of one picture, ready to be multiplied.

    Attributes:
        photo: (H, W, 3) float64 [0, 1], shifted to mean 0 for precision.
        mean: (H, W, 3) of each window, by its centre.
        inverse: (H, W, 6) of each window's regularised covariance: rr, rg, rb, gg, gb, bb.
        valid: (H, W) float64, 1 where a whole window is centred, else 0.
        count: (H, W) float64, how many windows hold a pixel.
    """

    photo: Double
    mean: Double
    inverse: Double
    valid: Double
    count: Double

    def times(self, p: Double) -> Double:
        """The product L p, for p (H, W) float64."""
        mean_p = _mean(p)
        cov = _mean(self.photo * p[:, :, None]) - self.mean * mean_p[:, :, None]
        a = symmetric_times(self.inverse, cov) * self.valid[:, :, None]
        b = mean_p * self.valid - (a * self.mean).sum(axis=2)
        product: Double = self.count * p - (_sum(a) * self.photo).sum(axis=2) - _sum(b)
        return product

    def diagonal(self) -> Double:
        """L's own diagonal: sum_k 1 - (1 + (I_i - mean_k)' inv_k (I_i - mean_k)) / |w|."""
        inv, mu = self.inverse * self.valid[:, :, None], self.mean
        inv_mu = symmetric_times(inv, mu)
        quadratic = _quadratic(_sum(inv), self.photo) - 2 * (self.photo * _sum(inv_mu)).sum(axis=2)
        constant = _sum((mu * inv_mu).sum(axis=2) + self.valid)
        diagonal: Double = self.count - (quadratic + constant) / SIDE**2
        return diagonal


def laplacian(photo: FloatMap, epsilon: float) -> Laplacian:
    """The matting Laplacian of ``photo`` (H, W, 3) float32 [0, 1], windows of 3 x 3.

    Args:
        photo: Both sides at least 3.
        epsilon: Regularisation: the larger, the flatter alpha within a window.
    """
    centred = photo.astype(np.float64) - photo.mean(axis=(0, 1), dtype=np.float64)
    mean = _mean(centred)
    pairs = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
    covariance = np.dstack(
        [
            _mean(centred[:, :, i] * centred[:, :, j])
            - mean[:, :, i] * mean[:, :, j]
            + (epsilon / SIDE**2 if i == j else 0.0)
            for i, j in pairs
        ]
    )
    valid = np.zeros(photo.shape[:2])
    valid[RADIUS_PX:-RADIUS_PX, RADIUS_PX:-RADIUS_PX] = 1.0
    return Laplacian(centred, mean, _symmetric_inverse(covariance), valid, _sum(valid))


def closed_form(
    photo: FloatMap,
    trimap: Trimap,
    *,
    start: FloatMap | None = None,
    epsilon: float = 1e-7,
    tolerance: float = 1e-3,
    iterations: int = 300,
) -> FloatMap:
    """Alpha (H, W) float32 [0, 1] in the trimap's unknown pixels; its known ones stay.

    Solved coarse to fine: each level starts from the one below, so that few iterations are left
    for the full size.

    Args:
        photo: (H, W, 3) float32 [0, 1].
        trimap: Of the same size.
        start: A first guess (H, W) float32, None to find one on a smaller picture.
        epsilon: See `laplacian`.
        tolerance: Relative residual at which to stop.
        iterations: At most so many per level.
    """
    known = np.where(trimap.unknown, 0.0, trimap.values).astype(np.float64)
    if min(photo.shape[:2]) < SIDE or not trimap.unknown.any():
        return trimap.values if start is None else np.where(trimap.unknown, start, trimap.values)
    if start is None:
        start = _coarser(photo, trimap, epsilon, tolerance, iterations)
    system = laplacian(photo, epsilon)
    unknown = trimap.unknown.astype(np.float64)
    solved = _conjugate_gradients(
        system, unknown, -system.times(known), start.astype(np.float64), tolerance, iterations
    )
    return np.clip(known + solved * unknown, 0.0, 1.0).astype(np.float32)


def _coarser(
    photo: FloatMap, trimap: Trimap, epsilon: float, tolerance: float, iterations: int
) -> FloatMap:
    """A first guess for `closed_form`, from half the size."""
    height, width = photo.shape[:2]
    if min(height, width) < COARSEST_PX:
        return trimap.values
    half_hw = (height + 1) // 2, (width + 1) // 2
    small = closed_form(
        resize(photo, half_hw, "area"),
        _shrink(trimap, half_hw),
        epsilon=epsilon,
        tolerance=tolerance,
        iterations=iterations,
    )
    return resize(small, (height, width), "bilinear")


def _shrink(trimap: Trimap, size_hw: tuple[int, int]) -> Trimap:
    """A smaller trimap: a pixel is known only when everything under it was, and agreed."""
    share = resize(trimap.values, size_hw, "area")
    values = np.full(size_hw, 0.5, np.float32)
    values[share == 0.0] = 0.0
    values[share == 1.0] = 1.0
    return Trimap(values)


def _conjugate_gradients(
    system: Laplacian,
    unknown: Double,
    right: Double,
    start: Double,
    tolerance: float,
    iterations: int,
) -> Double:
    """Solution of L x = right over the unknown pixels (0 elsewhere), Jacobi-preconditioned."""
    scale = unknown / np.maximum(system.diagonal(), 1e-8)
    x = start * unknown
    residual = (right - system.times(x)) * unknown
    goal = tolerance * float(np.linalg.norm(right * unknown)) + 1e-12
    z = scale * residual
    direction = z
    energy = float(np.vdot(residual, z))
    for _ in range(iterations):
        if np.linalg.norm(residual) <= goal:
            break
        product = system.times(direction) * unknown
        step = energy / float(np.vdot(direction, product))
        x = x + step * direction
        residual = residual - step * product
        z = scale * residual
        before, energy = energy, float(np.vdot(residual, z))
        direction = z + (energy / before) * direction
    return x


def symmetric_times(matrix: Double, vector: Double) -> Double:
    """The products of symmetric 3 x 3 matrices (H, W, 6) with vectors (H, W, 3)."""
    rr, rg, rb, gg, gb, bb = cv2.split(matrix)
    red, green, blue = cv2.split(vector)
    product: Double = cv2.merge(
        (
            rr * red + rg * green + rb * blue,
            rg * red + gg * green + gb * blue,
            rb * red + gb * green + bb * blue,
        )
    )
    return product


def _quadratic(matrix: Double, vector: Double) -> Double:
    total: Double = (symmetric_times(matrix, vector) * vector).sum(axis=2)
    return total


def _symmetric_inverse(matrix: Double) -> Double:
    """Inverse of symmetric 3 x 3 matrices (H, W, 6), by their adjugate."""
    rr, rg, rb, gg, gb, bb = cv2.split(matrix)
    adjugate = np.dstack(
        (
            gg * bb - gb * gb,
            gb * rb - rg * bb,
            rg * gb - gg * rb,
            rr * bb - rb * rb,
            rb * rg - rr * gb,
            rr * gg - rg * rg,
        )
    )
    determinant = rr * adjugate[:, :, 0] + rg * adjugate[:, :, 1] + rb * adjugate[:, :, 2]
    return np.asarray(adjugate / determinant[:, :, None], np.float64)


def _mean(array: Double) -> Double:
    return np.asarray(cv2.blur(array, (SIDE, SIDE), borderType=cv2.BORDER_REFLECT))


def _sum(array: Double) -> Double:
    return np.asarray(
        cv2.boxFilter(array, -1, (SIDE, SIDE), normalize=False, borderType=cv2.BORDER_CONSTANT)
    )


def unknown_share(trimap: Trimap) -> float:
    """Which share of the pixels is unknown, in [0, 1]."""
    undecided: Mask = trimap.unknown
    return float(undecided.mean())
