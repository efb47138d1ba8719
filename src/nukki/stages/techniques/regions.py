"""Subjects by regions of nearly one colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nukki.core.arrays import Pixels
from nukki.core.parameters import Number, Whole, parameter
from nukki.core.values import Matte
from nukki.ops.techniques.border import ANY, subject_classes
from nukki.ops.techniques.regions import (
    mean_shift_regions,
    slic_regions,
    subject_regions,
    watershed_mask,
)
from nukki.ops.techniques.threshold import otsu_sides
from nukki.ops.techniques.working import channel, cleaned, oklab_levels, small

SIDE_PX = 640
ALIKE_HELP = "levels of 255 from the background within which a region inside is background, too"


@dataclass(frozen=True)
class Watershed:
    """A guess by threshold, whose outline is moved to the strongest edges.

    Meyer 1992, "Color image segmentation".
    """

    reach: float = parameter(
        2.0, "how far the outline may move outwards, percent of the longer side", Number(0.1, 25)
    )

    def __call__(self, pixels: Pixels) -> Matte:
        """The flooded subject; the guess is Otsu's, on the distance from the border's colour."""
        photo = small(pixels, SIDE_PX)
        guess = subject_classes(otsu_sides(channel(photo, "distance")), ANY)
        reach_px = max(1, round(self.reach / 100 * max(guess.shape)))
        solid = cleaned(guess, 2) > 0.5
        return Matte(watershed_mask(photo, solid, reach_px).astype(np.float32))


@dataclass(frozen=True)
class MeanShift:
    """Flat areas that mean shift leaves, those at the border being background.

    Comaniciu and Meer 2002, "Mean shift: a robust approach toward feature space analysis".
    """

    space: float = parameter(8.0, "radius of the window in space, pixels of 640", Number(1, 50))
    colour: float = parameter(
        12.0, "radius in colour, and the step that parts two regions, of 255", Number(1, 255)
    )
    alike: float = parameter(12.0, ALIKE_HELP, Number(0, 255))
    specks: int = parameter(2, "radius of the specks and gaps that are removed", Whole(0, 50))

    def __call__(self, pixels: Pixels) -> Matte:
        """The regions that are neither at the border nor coloured like those."""
        lab = oklab_levels(small(pixels, SIDE_PX))
        labels, flat = mean_shift_regions(lab, space_px=self.space, colour=self.colour)
        return Matte(cleaned(subject_regions(labels, flat, self.alike), self.specks))


@dataclass(frozen=True)
class Slic:
    """Superpixels, merged while they are of one colour, those at the border being background.

    Achanta et al. 2012, "SLIC superpixels compared to state-of-the-art superpixel methods".

    Raises:
        MissingExtraError: scikit-image is not installed.
    """

    segments: int = parameter(600, "about how many superpixels", Whole(2, 10000))
    compactness: float = parameter(
        0.1, "weight of space beside colour: higher is squarer", Number(0.001, 100)
    )
    merge: float = parameter(
        10.0, "levels of 255 within which neighbours become one", Number(0, 255)
    )
    alike: float = parameter(12.0, ALIKE_HELP, Number(0, 255))

    def __call__(self, pixels: Pixels) -> Matte:
        """The regions that are neither at the border nor coloured like those."""
        lab = oklab_levels(small(pixels, SIDE_PX))
        labels = slic_regions(
            lab, segments=self.segments, compactness=self.compactness, merge=self.merge
        )
        return Matte(subject_regions(labels, lab, self.alike).astype(np.float32))
