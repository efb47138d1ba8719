"""Subjects by their outline."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import Mask
from nukki.ops.morphology import disc

EdgePicture = NDArray[np.uint8]


def canny_edges(grey: NDArray[np.uint8], *, low: float, high: float, blur_px: float) -> EdgePicture:
    """(H, W) uint8, 255 on edges (Canny 1986, "A computational approach to edge detection").

    Args:
        grey: (H, W) uint8.
        low, high: Thresholds on the gradient: an edge begins above ``high`` and goes on above
            ``low``.
        blur_px: Standard deviation of the Gaussian before it.
    """
    smooth = cv2.GaussianBlur(grey, (0, 0), blur_px) if blur_px > 0 else grey
    return np.asarray(cv2.Canny(smooth, low, high, L2gradient=True), np.uint8)


def largest_contour(edges: EdgePicture, closing_px: int) -> Mask:
    """(H, W) bool, the inside of the outline with the largest area (Suzuki and Abe 1985).

    Gaps are closed by a disc first. An outline that runs out of the picture is closed along the
    rim, between the outermost places where edges meet it.

    Args:
        edges: (H, W) uint8, non-zero on edges.
        closing_px: Radius of the disc.
    """
    radius = max(1, closing_px)
    room = np.pad(edges, radius + 1)
    closed = np.asarray(cv2.morphologyEx(room, cv2.MORPH_CLOSE, disc(radius)), np.uint8)
    inner = closed[radius + 1 : -radius - 1, radius + 1 : -radius - 1].copy()
    for side in (inner[0], inner[-1], inner[:, 0], inner[:, -1]):
        _close_rim(side, edges.shape)
    outlines, _ = cv2.findContours(inner, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros(inner.shape, np.uint8)
    if outlines:
        largest = max(outlines, key=cv2.contourArea)
        if cv2.contourArea(largest) > 0:
            cv2.drawContours(filled, [largest], -1, 1, cv2.FILLED)
    return np.asarray(filled > 0)


def _close_rim(side: EdgePicture, size_hw: tuple[int, ...]) -> None:
    """Draw along one side of the picture, in place, where a subject runs out of it."""
    meets = np.flatnonzero(side)
    # An outline that spans a whole side is a horizon or a frame, and no subject.
    if meets.size > 1 and meets[-1] - meets[0] < 0.95 * side.size and min(size_hw) > 2:
        side[meets[0] : meets[-1] + 1] = 255
