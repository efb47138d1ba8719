"""A segmenter that sees dark and faded photos as if they had been exposed well."""

from __future__ import annotations

from dataclasses import dataclass

from nukki.core.arrays import Pixels
from nukki.core.values import Matte
from nukki.ops.levels import stretched
from nukki.stages.segment import Segmenter


@dataclass(frozen=True)
class Levelled:
    """A segmenter that is shown photos with few levels stretched; results keep the photo's own."""

    segmenter: Segmenter

    def __call__(self, pixels: Pixels) -> Matte:
        """The matte of ``pixels`` (H, W, 3)."""
        return self.segmenter(stretched(pixels))
