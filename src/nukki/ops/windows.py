"""The 3 x 3 windows that closed-form matting looks through, and the linear model in each.

The pixels that matter are a narrow band of the picture. They are laid out in one line, with some of
those beside them, so that the pixel to the left of number m is number m - 1 wherever it is needed:

    . b # # b . .
    . b # # # b .    ->    b # # b b # # # b

Each step below is then one pass over contiguous values, and only rows have to be looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Mask, Pixels, full_scale
from nukki.ops.sampling import Indices, rows_and_columns

Vector: TypeAlias = NDArray[np.float32]
Double: TypeAlias = NDArray[np.float64]

WINDOW = tuple(product((-1, 0, 1), repeat=2))
BORDER_PX = 2
"""Pictures get this border, so that no neighbour of a pixel of theirs lies outside."""

CHUNK_WINDOWS = 1 << 12
"""So many at once: what is known of them stays in the processor's second cache."""

EPSILON = 1e-5
"""How far alpha may bend within a window: larger is flatter."""


@dataclass(frozen=True)
class Windows:
    """Statistics of n windows of 9 pixels.

    Attributes:
        mean: (3, n) float32.
        root: (3, 3, n) float32, lower triangular W with W' W = (Cov + epsilon/9 U)^-1.
        whitened: (3, 9, n) float32, W times the colours less their mean: the products of two of
            them are what is needed of the inverse, and can never give a negative energy.
    """

    mean: Vector
    root: Vector
    whitened: Vector


@dataclass(frozen=True)
class Seen:
    """The windows of a band of a photo, for all steps that look through them.

    Attributes:
        line: (M,) the band, with a row more above and below and two columns left and right.
        windows: Those of all pixels of the line but its ends, a chunk at a time, and where they
            lie; what a window beside the band holds means nothing.
    """

    line: Indices
    windows: Iterable[tuple[slice, Windows]]


def see(photo: Pixels, band: Mask, epsilon: float, *, keep: bool = False) -> Seen:
    """The windows that a band (H, W) of a photo (H, W, 3) is solved through.

    Args:
        photo: uint8 or uint16.
        band: The pixels that are solved for.
        epsilon: As in `fit_windows`.
        keep: Keep them, 200 bytes for each pixel of the band, for looking through them again.
    """
    line = in_line(band, rows=1, columns=2)
    windows = windows_along(photo, line, epsilon)
    return Seen(line, tuple(windows) if keep else windows)


def in_line(mask: Mask, *, rows: int, columns: int) -> Indices:
    """(M,) where a mask (H, W) lies in the flattened bordered picture, ascending.

    Args:
        mask: At least (1, 1).
        rows, columns: So many pixels above and below, left and right of it are laid out with it;
            at most `BORDER_PX`.
    """
    kernel = np.ones((2 * rows + 1, 2 * columns + 1), np.uint8)
    return np.flatnonzero(cv2.dilate(bordered(mask).view(np.uint8), kernel).view(np.bool_))


def rows_in(line: Indices, pixels: Indices, steps: tuple[int, ...], width: int) -> Indices:
    """(len(steps), N) where in a line (M,) the pixels lie that are so many rows below; M for none.

    Args:
        line: (M,) from `in_line`.
        pixels: (N,) from `in_line`, of the same picture.
        steps: Rows down from each pixel.
        width: Of the bordered picture in pixels.
    """
    reach = width * max(map(abs, steps))
    last = max(line[-1:].tolist() + pixels[-1:].tolist(), default=0)
    numbers = np.full(last + 2 * reach + 1, line.size, np.int32)
    numbers[line + reach] = np.arange(line.size)
    found = [numbers[pixels + (reach + step * width)] for step in steps]
    return np.array(found, np.intp).reshape(len(steps), -1)


def fit_windows(colours: Vector, epsilon: float) -> Windows:
    """The statistics of windows with colours (3, 9, n) float32 [0, 1]."""
    mean = colours.mean(axis=1)
    centred = colours - mean[:, None]
    root = _inverse_root(_covariance(centred, epsilon / len(WINDOW)))
    whitened = np.empty_like(centred)
    for row in range(3):
        np.multiply(centred[0], root[row, 0], out=whitened[row])
        for column in range(1, row + 1):
            whitened[row] += centred[column] * root[row, column]
    return Windows(mean, root, whitened)


def _covariance(centred: Vector, ridge: float) -> tuple[Double, ...]:
    """rr, rg, rb, gg, gb, bb of windows (3, 9, n), the squares with a ridge.

    In double: where a window's colours lie on a line, as in every grey photo, large terms cancel.
    """
    planes = centred.astype(np.float64)
    rr, rg, rb, gg, gb, bb = (
        np.einsum("kn,kn->n", planes[i], planes[j]) / len(WINDOW)
        for i, j in ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
    )
    return rr + ridge, rg, rb, gg + ridge, gb, bb + ridge


def _inverse_root(covariance: tuple[Double, ...]) -> Vector:
    """(3, 3, n) float32, the inverses of the Cholesky factors of symmetric 3 x 3 matrices."""
    rr, rg, rb, gg, gb, bb = covariance
    root = np.zeros((3, 3, rr.size), np.float32)
    r = 1.0 / np.sqrt(rr)
    below_g, below_b = rg * r, rb * r
    g = 1.0 / np.sqrt(gg - below_g * below_g)
    across = (gb - below_b * below_g) * g
    b = 1.0 / np.sqrt(bb - below_b * below_b - across * across)
    root[0, 0], root[1, 1], root[2, 2] = r, g, b
    root[1, 0] = green = -g * below_g * r
    root[2, 0] = -b * (below_b * r + across * green)
    root[2, 1] = -b * across * g
    return root


def windows_along(photo: Pixels, line: Indices, epsilon: float) -> Iterator[tuple[slice, Windows]]:
    """The windows of all pixels of a line but its ends, a chunk at a time, and where they lie.

    A window whose left or right pixels are not its neighbours in the line is none: the caller
    throws it away.

    Args:
        photo: (H, W, 3) uint8 or uint16.
        line: (M,) from `in_line`, at most one row beyond the photo.
        epsilon: As in `fit_windows`.
    """
    width = photo.shape[1] + 2 * BORDER_PX
    pixels = bordered(photo).reshape(-1, 3)
    scale = 1 / full_scale(photo.dtype)
    for begin in range(1, line.size - 1, CHUNK_WINDOWS):
        end = min(begin + CHUNK_WINDOWS, line.size - 1)
        colours = members(pixels, line[begin - 1 : end + 1], width, scale)
        yield slice(begin, end), fit_windows(colours, epsilon)


def members(pixels: NDArray[Any], line: Indices, width: int, scale: float = 1.0) -> Vector:
    """(C, 9, M - 2) ``pixels`` (P, C) times ``scale`` round all pixels of a line but its ends."""
    n = max(0, line.size - 2)
    values = np.empty((pixels.shape[1], len(WINDOW), n), np.float32)
    for y in (-1, 0, 1):
        row = np.multiply(np.take(pixels, line + y * width, axis=0).T, np.float32(scale), order="C")
        for x in (-1, 0, 1):
            values[:, WINDOW.index((y, x))] = row[:, 1 + x : 1 + x + n]
    return values


def linear_model(photo: Pixels, alpha: FloatMap, where: Mask, seen: Seen) -> FloatMap:
    """The windows' own model alpha = a . I + b of a solution: (H, W, 4) float32, a then b.

    Args:
        photo: (H, W, 3) uint8 or uint16; ``a`` is for these values, not for the unit scale.
        alpha: (H, W) float32 [0, 1], as solved.
        where: (H, W) bool, the pixels to fit; elsewhere a is 0 and b is alpha.
        seen: The windows of ``where``.
    """
    scale = np.float32(1 / full_scale(photo.dtype))
    model = np.zeros((*alpha.shape, 4), np.float32)
    model[:, :, 3] = alpha
    inner = where.copy()
    inner[[0, -1], :] = False
    inner[:, [0, -1]] = False
    width = photo.shape[1] + 2 * BORDER_PX
    ys, xs = rows_and_columns(seen.line, width)
    places = (ys - BORDER_PX) * alpha.shape[1] + xs - BORDER_PX
    fits = bordered(inner).reshape(-1)[seen.line]
    targets = bordered(alpha).reshape(-1, 1)
    for part, windows in seen.windows:
        values = members(targets, seen.line[part.start - 1 : part.stop + 1], width)[0]
        along = np.einsum("cin,in->cn", windows.whitened, values) / np.float32(len(WINDOW))
        fitted = np.empty((4, along.shape[1]), np.float32)
        np.einsum("rcn,rn->cn", windows.root, along, out=fitted[:3])
        fitted[3] = values.mean(axis=0) - np.einsum("cn,cn->n", fitted[:3], windows.mean)
        fitted[:3] *= scale
        kept = np.flatnonzero(fits[part])
        model.reshape(-1, 4)[places[part][kept]] = fitted.T[kept]
    return model


def bordered(array: NDArray[Any]) -> NDArray[Any]:
    """(H, W[, C]) with `BORDER_PX` zeros on each side, so that no neighbour lies outside."""
    height, width = array.shape[:2]
    framed = np.zeros(
        (height + 2 * BORDER_PX, width + 2 * BORDER_PX, *array.shape[2:]), array.dtype
    )
    framed[BORDER_PX:-BORDER_PX, BORDER_PX:-BORDER_PX] = array
    return framed
