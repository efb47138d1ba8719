"""A keyed subject's own colours, found on a small copy and carried up to a live picture.

A chroma key (`nukki.ops.techniques.key`) knows at its own size what a screen's light adds. That is
smooth, so that it is enlarged and taken off the whole frame, whose detail stays. In soft pixels, at
any size, the screen itself shows through: these take the colours that the subject has nearby.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap
from nukki.ops.blend import NEAR
from nukki.ops.guided import Bytes
from nukki.ops.resize import resize

Levels = NDArray[np.int16]
"""(H, W, 3) int16, steps of 255."""

NEAR_PX = 7
"""Side of the neighbourhood whose colours a soft pixel takes, pixels of the small copy."""

ELSE = 1e-3
"""Weight of pixels without subject: what is taken where none is near."""


@dataclass(frozen=True, eq=False)
class Keyed:
    """What a chroma key knows of a small picture's subject.

    Attributes:
        light: (h, w, 3) int16, what the screen adds to its colours.
        near: (h, w, 3) uint8, the colours that it has near each pixel.
    """

    light: Levels
    near: Bytes


def keyed(small: Bytes, own: Bytes, alpha: FloatMap) -> Keyed:
    """What is carried up of a small picture that was keyed.

    Args:
        small: (h, w, 3) the picture.
        own: (h, w, 3) the subject's colours in it, without the screen's light.
        alpha: (h, w) float32 [0, 1].
    """
    light = cv2.subtract(small, own, dtype=cv2.CV_16S)
    light[alpha == 0.0] = 0
    side = (NEAR_PX, NEAR_PX)
    weight = (alpha * alpha + np.float32(ELSE))[:, :, None]
    near = cv2.blur(own * weight, side) / cv2.blur(weight, side)[:, :, None]
    return Keyed(np.asarray(light, np.int16), np.rint(near).astype(np.uint8))


def unlit(pixels: Bytes, alpha: Bytes, known: Keyed) -> Bytes:
    """(H, W, 3) a picture with its subject's own colours.

    Args:
        pixels: (H, W, 3) the picture.
        alpha: (H, W) uint8.
        known: Of a smaller copy.
    """
    size_hw = alpha.shape[0], alpha.shape[1]
    light = resize(known.light, size_hw, "bilinear")
    own = cv2.subtract(pixels, light, dtype=cv2.CV_8U)
    soft = cv2.inRange(alpha, NEAR, 255 - NEAR)
    cv2.copyTo(resize(known.near, size_hw, "bilinear"), soft, own)
    return own  # type: ignore[return-value]
