"""Compositing of live pictures: 8 bits, whole numbers, no more work than there is edge.

`nukki.ops.composite` is for photos: any depth, rounded in float.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap

Bytes = NDArray[np.uint8]
"""(H, W[, C]) uint8."""

NEAR = 2
"""Alpha, of 255, up to which a pixel is background, and that far below 255 is subject."""


def blend(foreground: Bytes, alpha: Bytes, background: Bytes) -> Bytes:
    """The composite aF + (1-a)B, within one level of 255.

    Args:
        foreground: (H, W, 3).
        alpha: (H, W).
        background: (H, W, 3), which is not changed.
    """
    result = background.copy()
    blend_into(result, foreground, alpha)
    return result


def blend_into(canvas: Bytes, foreground: Bytes, alpha: Bytes) -> None:
    """Lay a foreground on a canvas of its size; see `blend`.

    Pixels that are wholly one or the other are copied; only those of soft edges are mixed.
    """
    soft = cv2.inRange(alpha, NEAR, 255 - NEAR)  # type: ignore[call-overload]
    places = np.flatnonzero(soft)
    shares = alpha.reshape(-1)[places].astype(np.float32)[:, None] * np.float32(1 / 255)
    below = canvas.reshape(-1, 3)[places].astype(np.float32)
    above = foreground.reshape(-1, 3)[places]
    mixed = np.rint(below + (above - below) * shares).astype(np.uint8)
    cv2.copyTo(foreground, cv2.inRange(alpha, 256 - NEAR, 255), canvas)  # type: ignore[call-overload]
    canvas.reshape(-1, 3)[places] = mixed


def blurred_behind(small: Bytes, alpha: Bytes, radius_px: float) -> Bytes:
    """(h, w, 3): a small picture blurred from its background pixels only; no halo of the subject.

    Normalised convolution, blur(w I) / blur(w), as in `nukki.ops.composite.blurred_background`.

    Args:
        small: (h, w, 3).
        alpha: (h, w).
        radius_px: Standard deviation of the Gaussian, pixels of ``small``.
    """
    subject = cv2.dilate(cv2.compare(alpha, FAINT, cv2.CMP_GT), np.ones((5, 5), np.uint8))
    weight = ((255 - subject) * np.float32(1 / 255)) + np.float32(ELSE)
    planes = cv2.split(small)
    share = _soft(weight, radius_px)
    blurred = [_soft(plane * weight, radius_px) / share for plane in planes]
    return cv2.merge([np.rint(plane).astype(np.uint8) for plane in blurred])  # type: ignore[return-value]


FAINT = 12
"""Alpha, of 255, from which a pixel may hold some of the subject's colour."""

ELSE = 1e-3
"""Weight of all other pixels: what is blurred where no background is near."""


def _soft(plane: FloatMap, radius_px: float) -> FloatMap:
    sigma = max(0.3, radius_px)
    return cv2.GaussianBlur(plane, (0, 0), sigma)  # type: ignore[return-value]
