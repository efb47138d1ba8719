"""Subjects by their colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nukki.core.arrays import Pixels
from nukki.core.parameters import Number, Whole, parameter
from nukki.core.values import Matte
from nukki.ops.techniques.border import RARE, subject_classes
from nukki.ops.techniques.clusters import border_likeness, kmeans_labels
from nukki.ops.techniques.colour import oklab, unit
from nukki.ops.techniques.working import cleaned, oklab_levels, small

SIDE_PX = 640


@dataclass(frozen=True)
class BackProjection:
    """Colours that are common at the border are background.

    Swain and Ballard 1991, "Color indexing".
    """

    bins: int = parameter(16, "bins of the histogram for each channel", Whole(2, 64))
    blur: float = parameter(
        1.0, "how far neighbours tell of each other, percent of the longer side", Number(0, 20)
    )

    def __call__(self, pixels: Pixels) -> Matte:
        """Soft where a colour is neither common nor rare at the border."""
        lab = oklab_levels(small(pixels, SIDE_PX))
        blur_px = self.blur / 100 * max(lab.shape)
        likeness = border_likeness(lab, self.bins, blur_px)
        return Matte(np.clip(1.5 - likeness / np.float32(RARE), 0.0, 1.0).astype(np.float32))


@dataclass(frozen=True)
class KMeans:
    """Colours in clusters; those that are rare at the border are subject.

    Lloyd 1982, "Least squares quantization in PCM".
    """

    clusters: int = parameter(6, "how many clusters of colours", Whole(2, 32))
    specks: int = parameter(
        2, "radius of the specks and gaps that are removed, pixels of 640", Whole(0, 50)
    )

    def __call__(self, pixels: Pixels) -> Matte:
        """The clusters that are rare at the border."""
        colours = oklab(unit(small(pixels, SIDE_PX)))
        return Matte(cleaned(subject_classes(kmeans_labels(colours, self.clusters)), self.specks))
