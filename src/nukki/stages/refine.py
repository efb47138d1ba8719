"""Image and matte to cut-out: edges at full size, and the subject's own colours.

Each refiner is one way to bring a network's small matte to the photo: `plain` enlarges it, `clean`
makes it follow the photo's edges, `fine` solves for it. What they share is the end: the file's own
transparency is respected, and what is removed is black.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from nukki.core.arrays import FloatMap
from nukki.core.options import Edges
from nukki.core.values import Cutout, Image, Matte
from nukki.ops.confidence import decidedness
from nukki.ops.foreground import blank_outside, estimate_foreground
from nukki.ops.guided import guided_upsample
from nukki.ops.resize import fit_within, resize_alpha

AlphaRefiner = Callable[[Image, Matte], FloatMap]

CLEAN_WORK_PX = 1024
CLEAN_EPSILON = 1e-4
SURE = 0.02
"""A network's alpha this close to 0 or 1 is taken at its word: no edge is invented there."""


def plain_alpha(image: Image, matte: Matte) -> FloatMap:
    """The matte enlarged bilinearly."""
    return resize_alpha(matte.alpha, image.size_hw)


def clean_alpha(image: Image, matte: Matte) -> FloatMap:
    """The matte following the photo's edges where the network was unsure."""
    work_hw = fit_within(image.size_hw, (CLEAN_WORK_PX, CLEAN_WORK_PX))
    reach = max(work_hw[0] / matte.size_hw[0], work_hw[1] / matte.size_hw[1])
    guided = guided_upsample(
        matte.alpha,
        image.pixels,
        work_hw=work_hw,
        radius_px=max(2, round(2 * reach)),
        epsilon=CLEAN_EPSILON,
    )
    enlarged = plain_alpha(image, matte)
    sure = (enlarged <= SURE) | (enlarged >= 1 - SURE)
    np.copyto(guided, enlarged, where=sure)
    return guided


ALPHA_REFINERS: Mapping[Edges, AlphaRefiner] = {
    "plain": plain_alpha,
    "clean": clean_alpha,
    "fine": clean_alpha,
}


def refine(image: Image, matte: Matte, edges: Edges) -> Cutout:
    """The cut-out at the image's size.

    Args:
        image: The photo.
        matte: Of the photo, at any size.
        edges: "plain" keeps the photo's colours, the others take the old background out of them.
    """
    alpha = ALPHA_REFINERS[edges](image, matte)
    own = image.unit_alpha()
    if own is not None:
        alpha *= own
    paint = blank_outside if edges == "plain" else estimate_foreground
    return Cutout(
        foreground=paint(image.pixels, alpha),
        alpha=alpha,
        source=image,
        confidence=decidedness(matte.alpha),
    )
