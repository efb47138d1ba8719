"""A segmenter that sees through rings, handles and chair backs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nukki.core.arrays import Pixels
from nukki.core.values import Matte
from nukki.ops.openings import punch_openings
from nukki.stages.segment import Segmenter


@dataclass(frozen=True)
class SeeingThrough:
    """A segmenter whose mattes are open where enclosed spots show the background's colours."""

    segmenter: Segmenter

    def __call__(self, pixels: Pixels) -> Matte:
        """The matte of ``pixels`` (H, W, 3); one with colours of its own is taken as it is."""
        matte = self.segmenter(pixels)
        if matte.foreground is not None:
            return matte
        return replace(matte, alpha=punch_openings(pixels, matte.alpha))
