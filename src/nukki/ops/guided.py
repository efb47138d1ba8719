"""Making a small matte follow the edges of a large photo."""

from __future__ import annotations

import cv2
import numpy as np

from nukki.core.arrays import FloatMap, Pixels, full_scale
from nukki.ops.bands import bands

TINY = np.float32(1e-30)
RADIUS_PX = 2
EPSILON = 1e-5


def guided_coefficients(
    guide: FloatMap, alpha: FloatMap, radius_px: int, epsilon: float
) -> tuple[FloatMap, FloatMap]:
    """The linear model alpha = a . I + b of each window, averaged over windows.

    Guided filter with a colour guide (He, Sun, Tang 2013, equations 19 to 21):

        a = (cov(I, I) + epsilon U)^-1 cov(I, alpha),    b = mean(alpha) - a . mean(I)

    Args:
        guide: (h, w, 3) float32 [0, 1].
        alpha: (h, w) float32 [0, 1].
        radius_px: Windows are 2 r + 1 wide.
        epsilon: How much contrast in the guide counts as an edge, as a variance.

    Returns:
        ``a`` (h, w, 3) and ``b`` (h, w), float32.
    """
    mean_i = _mean(guide, radius_px)
    mean_p = _mean(alpha, radius_px)
    covariance_ip = _mean(guide * alpha[:, :, None], radius_px) - mean_i * mean_p[:, :, None]
    a = _solve(_covariance(guide, mean_i, radius_px, epsilon), covariance_ip)
    b = mean_p - (a * mean_i).sum(axis=2)
    return _mean(a, radius_px), _mean(b, radius_px)


def linear_upsample(
    alpha: FloatMap,
    small: Pixels,
    photo: Pixels,
    *,
    radius_px: int = RADIUS_PX,
    epsilon: float = EPSILON,
) -> FloatMap:
    """A matte at the photo's size that follows the photo as it followed a smaller copy of it.

    Fast guided filter (He and Sun 2015): the linear model is fitted to the small picture and
    applied to the large one, band by band.

    Args:
        alpha: (h, w) float32 [0, 1].
        small: (h, w, 3), the photo at the matte's size.
        photo: (H, W, 3) uint8 or uint16.
        radius_px, epsilon: See `guided_coefficients`.

    Returns:
        (H, W) float32 [0, 1].
    """
    unit = np.float32(1 / full_scale(photo.dtype))
    a, b = guided_coefficients(small.astype(np.float32) * unit, alpha, radius_px, epsilon)
    return apply_linear(np.dstack((a * unit, b)), photo)


def apply_linear(model: FloatMap, photo: Pixels) -> FloatMap:
    """The matte a . I + b at the photo's size, from coefficients (h, w, 4) at a smaller one."""
    size_hw = photo.shape[0], photo.shape[1]
    result = np.empty(size_hw, np.float32)
    for rows in bands(*size_hw):
        enlarged = _enlarge_rows(model, rows, size_hw)
        linear = (enlarged[:, :, :3] * photo[rows]).sum(axis=2) + enlarged[:, :, 3]
        np.clip(linear, 0.0, 1.0, out=result[rows])
    return result


def _enlarge_rows(model: FloatMap, rows: slice, size_hw: tuple[int, int]) -> FloatMap:
    """Some rows of ``model`` bilinearly enlarged to ``size_hw``, pixel centres aligned."""
    scale_y, scale_x = model.shape[0] / size_hw[0], model.shape[1] / size_hw[1]
    ys = (np.arange(rows.start, rows.stop, dtype=np.float32) + 0.5) * scale_y - 0.5
    xs = (np.arange(size_hw[1], dtype=np.float32) + 0.5) * scale_x - 0.5
    grid_x, grid_y = np.meshgrid(xs, ys)
    sampled = cv2.remap(model, grid_x, grid_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(sampled, np.float32)


def _mean(array: FloatMap, radius_px: int) -> FloatMap:
    side = 2 * radius_px + 1
    return np.asarray(
        cv2.blur(array, (side, side), borderType=cv2.BORDER_REFLECT).reshape(array.shape),
        np.float32,
    )


def _covariance(
    guide: FloatMap, mean: FloatMap, radius_px: int, epsilon: float
) -> tuple[FloatMap, ...]:
    """The six distinct entries rr, rg, rb, gg, gb, bb of each window's 3 x 3 covariance."""
    pairs = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
    products = (_mean(guide[:, :, i] * guide[:, :, j], radius_px) for i, j in pairs)
    entries = zip(pairs, products, strict=True)
    raw = (product - mean[:, :, i] * mean[:, :, j] for (i, j), product in entries)
    # In float32 a flat window's variance may come out as a little less than nothing.
    return tuple(
        np.maximum(entry, 0.0) + np.float32(epsilon) if i == j else entry
        for (i, j), entry in zip(pairs, raw, strict=True)
    )


def _solve(matrix: tuple[FloatMap, ...], right: FloatMap) -> FloatMap:
    """Solution of the symmetric 3 x 3 system at every pixel, by its adjugate."""
    rr, rg, rb, gg, gb, bb = matrix
    inverse = (
        gg * bb - gb * gb,
        gb * rb - rg * bb,
        rg * gb - gg * rb,
        rr * bb - rb * rb,
        rb * rg - rr * gb,
        rr * gg - rg * rg,
    )
    determinant = np.maximum(rr * inverse[0] + rg * inverse[1] + rb * inverse[2], TINY)
    irr, irg, irb, igg, igb, ibb = (entry / determinant for entry in inverse)
    red, green, blue = right[:, :, 0], right[:, :, 1], right[:, :, 2]
    return np.dstack(
        (
            irr * red + irg * green + irb * blue,
            irg * red + igg * green + igb * blue,
            irb * red + igb * green + ibb * blue,
        )
    )
