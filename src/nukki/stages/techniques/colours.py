"""Subjects by their colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nukki.core.arrays import Pixels
from nukki.core.parameters import Number, Whole, parameter
from nukki.core.values import Matte
from nukki.ops.techniques.border import subject_classes
from nukki.ops.techniques.clusters import border_likeness, kmeans_labels
from nukki.ops.techniques.colour import oklab, unit
from nukki.ops.techniques.working import cleaned, oklab_levels, small

SIDE_PX = 640

UNLIKE = (0.4, 0.9)
"""A colour is surely subject, and surely not, when it is so often at the border for once inside;
on a blank page all are at about 1."""


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
        alpha = (UNLIKE[1] - likeness) / np.float32(UNLIKE[1] - UNLIKE[0])
        return Matte(np.clip(alpha, 0.0, 1.0))


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
