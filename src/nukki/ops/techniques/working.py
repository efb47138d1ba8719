"""The small picture that techniques work on, in the forms that they want it in."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from nukki.core.arrays import FloatMap, Mask, Pixels
from nukki.ops.depth import EIGHT, to_depth
from nukki.ops.morphology import disc
from nukki.ops.resize import fit_within, resize
from nukki.ops.techniques.clusters import border_distance
from nukki.ops.techniques.colour import oklab, unit

Channel = Literal["lightness", "saturation", "distance"]
CHANNELS: tuple[Channel, ...] = ("lightness", "saturation", "distance")


def small(photo: Pixels, side_px: int) -> NDArray[np.uint8]:
    """The photo (H, W, 3) as uint8, its longer side at most ``side_px``."""
    size_hw = fit_within(photo.shape, (side_px, side_px))
    return np.asarray(to_depth(resize(photo, size_hw, "area"), EIGHT), np.uint8)


def channel(photo: NDArray[np.uint8], name: Channel) -> NDArray[np.uint8]:
    """(H, W) uint8 of a photo (H, W, 3) uint8.

    Args:
        photo: sRGB.
        name: OKLab's lightness; its chroma, 0.35 and more as 255; or the distance in it from the
            border's median colour, 0.5 and more as 255.
    """
    lab = oklab(unit(photo))
    if name == "distance":
        return border_distance(lab)
    chroma = np.hypot(lab[:, :, 1], lab[:, :, 2]) / np.float32(0.35)
    grey = lab[:, :, 0] if name == "lightness" else chroma
    return np.asarray(np.rint(np.clip(grey, 0.0, 1.0) * 255), np.uint8)


def oklab_levels(photo: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """OKLab of a photo (H, W, 3) uint8 as uint8: 255 levels to 1, grey in the middle."""
    lab = oklab(unit(photo)) + np.array((0.0, 0.5, 0.5), np.float32)
    return np.rint(np.clip(lab, 0.0, 1.0) * 255).astype(np.uint8)


def cleaned(mask: Mask, radius_px: int) -> FloatMap:
    """(H, W) float32, 1 on the subject, without specks and gaps narrower than ``radius_px``."""
    if radius_px < 1:
        return mask.astype(np.float32)
    kernel = disc(radius_px)
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    return cv2.morphologyEx(opened, cv2.MORPH_CLOSE, kernel).astype(np.float32)
