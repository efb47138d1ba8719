"""A mask that a person brought, where a network's matte would be."""

from __future__ import annotations

from dataclasses import dataclass

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.errors import InputError
from nukki.core.values import Matte


@dataclass(frozen=True, eq=False)
class FromMask:
    """A segmenter that answers with a mask (h, w) float32 [0, 1], at any size of its picture."""

    alpha: FloatMap

    def __call__(self, pixels: Pixels) -> Matte:
        """The mask as it came; the pipeline brings it to the photo's size, and finds the edge.

        Raises:
            InputError: Its shape is another than the picture's.
        """
        height, width = pixels.shape[:2]
        mask_height, mask_width = self.alpha.shape
        # A mask that was made smaller may be rounded by a pixel.
        if abs(mask_width * height - mask_height * width) > max(height, width):
            raise InputError(
                f"start: expected a mask of the picture's shape, {width}x{height} pixels or "
                f"smaller alike, got {mask_width}x{mask_height}"
            )
        return Matte(self.alpha)
