"""How much a subject takes on from its new background, frame by frame and without flicker."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.options import Options
from nukki.ops.composite import over
from nukki.ops.harmony import Curve, matching_curve, recoloured, wrapping_light
from nukki.ops.resize import fit_within, resize, resize_alpha
from nukki.stages.harmonise import SMALL_PX, Harmony, harmony_of

__all__ = ["SMALL_PX", "Harmoniser", "Harmony", "taken_apart"]

FOLLOW = 0.15
"""What a new frame's curve counts: colours must not breathe with every movement."""


class Harmoniser:
    """Lays the frames of one clip, in order, over their backgrounds."""

    def __init__(self, harmony: Harmony) -> None:
        self._harmony = harmony
        self._curve: Curve | None = None

    def matched(self, colours: Pixels, alpha: FloatMap, behind: Pixels) -> Pixels:
        """The subject's colours (H, W, 3), towards those behind; both of any size."""
        if not self._harmony.match:
            return colours
        size_hw = _small(colours)
        small, seen = resize(colours, size_hw, "area"), resize(behind, size_hw, "area")
        share = resize_alpha(alpha, size_hw)
        now = matching_curve(small, share, seen, self._harmony.match)
        self._curve = now if self._curve is None else self._curve.mixed(now, FOLLOW)
        return recoloured(colours, self._curve)

    def light(self, alpha: FloatMap, behind: Pixels) -> tuple[Pixels, FloatMap] | None:
        """The light on the rim at the size of ``behind`` and how much there is; None for none."""
        if not self._harmony.wrap:
            return None
        size_hw, small_hw = (behind.shape[0], behind.shape[1]), _small(behind)
        glow, weight = wrapping_light(
            resize_alpha(alpha, small_hw), resize(behind, small_hw, "area"), self._harmony.wrap
        )
        return resize(glow, size_hw, "bilinear"), resize_alpha(weight, size_hw)

    def laid(self, colours: Pixels, alpha: FloatMap, behind: Pixels) -> Pixels:
        """The composite (H, W, 3) of straight colours over an opaque background of their size."""
        mixed = over(self.matched(colours, alpha, behind), alpha, behind)
        light = self.light(alpha, behind)
        # Light only adds: a dark background takes none away.
        return mixed if light is None else over(np.maximum(light[0], mixed), light[1], mixed)


def taken_apart(options: Options) -> tuple[Harmony, Options]:
    """What the subject of a clip takes on, and the options for one frame, which leave it out."""
    return harmony_of(options), replace(options, light_wrap=0.0, match_colours=0.0)


def _small(pixels: Pixels) -> tuple[int, int]:
    return fit_within(pixels.shape, (SMALL_PX, SMALL_PX))
