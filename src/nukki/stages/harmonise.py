"""A subject that takes something on from its new background: its colours, and light on its rim."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.errors import OptionError
from nukki.core.options import Options
from nukki.core.values import Cutout
from nukki.ops.composite import over
from nukki.ops.foreground import blank_outside
from nukki.ops.harmony import matching_curve, recoloured, spilling_light
from nukki.ops.resize import fit_within, resize, resize_alpha
from nukki.stages.compose import Ground, resize_straight

SMALL_PX = 320
"""Longer side of the copies that colours and light are worked out on."""

NO_BACKGROUND = (
    "light_wrap and match_colours: expected a new background; name a colour, a picture or a clip "
    "with --background, or a clip with --over"
)

LETS_THROUGH = (
    "light_wrap and match_colours: expected an opaque background, got one that lets through; drop "
    "them, or choose another"
)


@dataclass(frozen=True)
class Harmony:
    """What is asked for.

    Attributes:
        wrap: How much light of the background spills over the subject's rim, [0, 1].
        match: How far the subject's colours go towards the background's, [0, 1].
    """

    wrap: float = 0.0
    match: float = 0.0

    @property
    def is_asked(self) -> bool:
        """Whether anything is."""
        return self.wrap > 0 or self.match > 0


def harmony_of(options: Options) -> Harmony:
    """What options ask for."""
    return Harmony(wrap=options.light_wrap / 100, match=options.match_colours / 100)


@dataclass(frozen=True)
class Harmonised:
    """A composer that changes the subject's colours alone; the ground is laid beneath later.

    Attributes:
        ground: What will lie beneath.
        harmony: What the subject takes on from it.
    """

    ground: Ground
    harmony: Harmony

    def __call__(self, cutout: Cutout) -> Cutout:
        """The subject in its new light.

        Raises:
            OptionError: The ground lets something through.
        """
        behind, opacity = self.ground.beneath(cutout)
        if float(opacity.min()) < 1:
            raise OptionError(LETS_THROUGH)
        small_hw = fit_within(cutout.size_hw, (SMALL_PX, SMALL_PX))
        seen = _seen(behind, small_hw)
        colours = self._lit(self._matched(cutout, seen), cutout.alpha, seen)
        return replace(cutout, foreground=blank_outside(colours, cutout.alpha))

    def _matched(self, cutout: Cutout, seen: Pixels) -> Pixels:
        """The colours (H, W, 3) towards those of a small copy of what is behind."""
        if not self.harmony.match:
            return cutout.foreground
        small_hw = seen.shape[0], seen.shape[1]
        subject = resize_straight(cutout.foreground, cutout.alpha, small_hw)
        share = resize_alpha(cutout.alpha, small_hw)
        return recoloured(
            cutout.foreground, matching_curve(subject, share, seen, self.harmony.match)
        )

    def _lit(self, colours: Pixels, alpha: FloatMap, seen: Pixels) -> Pixels:
        """The colours with light on the rim; it only adds: a dark background takes none away."""
        if not self.harmony.wrap:
            return colours
        size_hw = alpha.shape[0], alpha.shape[1]
        glow, reach = spilling_light(
            resize_alpha(alpha, (seen.shape[0], seen.shape[1])), seen, self.harmony.wrap
        )
        light = np.maximum(resize(glow, size_hw, "bilinear"), colours)
        return over(light, resize_alpha(reach, size_hw), colours)


def _seen(behind: Pixels, small_hw: tuple[int, int]) -> Pixels:
    """A small copy (h, w, 3) of what is behind, which may be one colour, (1, 1, 3)."""
    if behind.shape[:2] == (1, 1):
        return np.ascontiguousarray(np.broadcast_to(behind, (*small_hw, 3)))
    return resize(behind, small_hw, "area")
