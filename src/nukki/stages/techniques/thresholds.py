"""Subject and background on two sides of a threshold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nukki.core.arrays import Pixels
from nukki.core.parameters import Choice, Number, Whole, parameter
from nukki.core.values import Matte
from nukki.ops.techniques.border import ANY, subject_classes
from nukki.ops.techniques.threshold import local_ink, multi_otsu_classes, otsu_sides
from nukki.ops.techniques.working import CHANNELS, Channel, channel, cleaned, small

SIDE_PX = 1024

CHANNEL_HELP = "what is compared: lightness, saturation, or the distance from the border's colour"
SPECKS_HELP = "radius of the specks and gaps that are removed, pixels of 1024"


@dataclass(frozen=True)
class Otsu:
    """One threshold for the whole picture, where the two sides are most unlike.

    Otsu 1979, "A threshold selection method from gray-level histograms".
    """

    channel: Channel = parameter("lightness", CHANNEL_HELP, Choice(CHANNELS))
    specks: int = parameter(2, SPECKS_HELP, Whole(0, 50))

    def __call__(self, pixels: Pixels) -> Matte:
        """The side of the threshold that is rare at the border."""
        sides = otsu_sides(channel(small(pixels, SIDE_PX), self.channel))
        return Matte(cleaned(subject_classes(sides, ANY), self.specks))


@dataclass(frozen=True)
class MultiOtsu:
    """Several thresholds at once.

    Liao, Chen and Chung 2001, "A fast algorithm for multilevel thresholding".

    Raises:
        MissingExtraError: scikit-image is not installed.
    """

    channel: Channel = parameter("lightness", CHANNEL_HELP, Choice(CHANNELS))
    classes: int = parameter(3, "how many classes of grey", Whole(2, 4))
    specks: int = parameter(2, SPECKS_HELP, Whole(0, 50))

    def __call__(self, pixels: Pixels) -> Matte:
        """The classes that are rare at the border."""
        grey = channel(small(pixels, SIDE_PX), self.channel)
        labels = multi_otsu_classes(grey, self.classes)
        return Matte(cleaned(subject_classes(labels, ANY), self.specks))


@dataclass(frozen=True)
class AdaptiveThreshold:
    """A threshold that follows the light: for ink, stamps and drawings on paper.

    Bradley and Roth 2007, "Adaptive thresholding using the integral image".
    """

    window: float = parameter(
        4.0, "side of the neighbourhood, percent of the longer side", Number(0.1, 100)
    )
    offset: float = parameter(
        20.0, "how far a pixel must stand out from it, of 255", Number(1, 255)
    )
    ink: Literal["auto", "dark", "bright"] = parameter(
        "auto",
        "which is subject; auto is what the paper is not",
        Choice(("auto", "dark", "bright")),
    )

    def __call__(self, pixels: Pixels) -> Matte:
        """What stands out from its neighbourhood."""
        grey = channel(small(pixels, 2 * SIDE_PX), "lightness")
        bright = self.ink == "bright" or (self.ink == "auto" and float(np.median(grey)) < 128)
        window = round(self.window / 100 * max(grey.shape))
        mask = local_ink(grey, window_px=window, offset=self.offset, bright=bright)
        return Matte(mask.astype(np.float32))
