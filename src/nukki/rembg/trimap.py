"""What rembg's three numbers say of a mask: what is sure, and what matting has to find."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image as PILImage

from nukki.core.arrays import FloatMap, Mask
from nukki.core.values import Trimap
from nukki.ops.morphology import eroded


@dataclass(frozen=True)
class TrimapRule:
    """How a mask becomes a trimap.

    Attributes:
        foreground_threshold: Levels above it, of 255, are subject.
        background_threshold: Levels below it are background.
        erode_size: Side, in pixels, of the square that takes off the rims of both; 0 takes the
            four neighbours.
    """

    foreground_threshold: int = 240
    background_threshold: int = 10
    erode_size: int = 10

    def trimap(self, alpha: FloatMap) -> Trimap:
        """The trimap of a matte (H, W) float32 [0, 1] at the photo's size.

        Outside the picture there is background and no subject, as in rembg.
        """
        levels = np.rint(alpha * np.float32(255))
        subject = self._eroded(levels > self.foreground_threshold, border=False)
        background = self._eroded(levels < self.background_threshold, border=True)
        values = np.select([background, subject], [0.0, 1.0], 0.5)
        return Trimap(values.astype(np.float32))

    def _eroded(self, mask: Mask, *, border: bool) -> Mask:
        return eroded(mask, self.erode_size, border=border)


REMBG_RULE = TrimapRule()
"""When nobody sets the numbers."""


def matte_of(mask: PILImage) -> FloatMap:
    """(H, W) float32 [0, 1], a mask of any mode as a matte."""
    return np.asarray(mask.convert("L"), np.float32) / np.float32(255)


def quantised(alpha: FloatMap) -> NDArray[np.uint8]:
    """A matte as 8-bit levels."""
    levels: NDArray[np.uint8] = np.rint(alpha * np.float32(255)).astype(np.uint8)
    return levels
