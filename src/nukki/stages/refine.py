"""Image and matte to cut-out: alpha at full size, and the subject's own colours."""

from __future__ import annotations

import numpy as np

from nukki.core.arrays import FloatMap, check_same_size
from nukki.core.presets import Edges
from nukki.core.values import Cutout, Image, Matte
from nukki.ops.confidence import decidedness
from nukki.ops.foreground import blank_outside, partly_cleaned
from nukki.stages.edges import ALPHA_REFINERS, AlphaRefiner, plain_alpha


def refine(
    image: Image,
    matte: Matte,
    edges: Edges,
    *,
    decontaminate: float = 1.0,
    refiner: AlphaRefiner | None = None,
) -> Cutout:
    """The cut-out at the image's size.

    The file's own transparency is respected: alpha is never more than it. A matte that brings the
    subject's colours along is taken as it is, whatever the edges.

    Args:
        image: The photo.
        matte: Of the photo, at any size.
        edges: How alpha is brought to full size; "plain" also keeps the photo's own colours, the
            others take the old background out of them.
        decontaminate: Share [0, 1] of it that they take out.
        refiner: The network that ``edges`` name, where they name one.
    """
    share = _alpha(image, matte, refiner or ALPHA_REFINERS[edges])
    own = image.unit_alpha()
    alpha = share if own is None else share * own
    # The file's colours are straight: its own transparency mixed nothing into them.
    if matte.foreground is not None:
        colours = blank_outside(matte.foreground, alpha)
    elif edges == "plain":
        colours = blank_outside(image.pixels, alpha)
    else:
        colours = partly_cleaned(image.pixels, share, decontaminate)
        colours = colours if own is None else blank_outside(colours, alpha)
    sure = decidedness(matte.alpha) if matte.confidence is None else matte.confidence
    return Cutout(foreground=colours, alpha=alpha, source=image, confidence=sure)


def finish(image: Image, matte: Matte, edges: Edges, *, decontaminate: float = 1.0) -> Cutout:
    """The cut-out of a matte that a person has corrected: alpha is taken as it is.

    Nothing becomes more opaque than the file's own transparency has it.

    Args:
        image: The photo.
        matte: Of the photo; enlarged when it is smaller.
        edges: "plain" keeps the photo's own colours, the others take the old background out.
        decontaminate: Share [0, 1] of it that they take out.
    """
    alpha = plain_alpha(image.pixels, matte.alpha)
    own = image.unit_alpha()
    alpha = alpha if own is None else np.minimum(alpha, own)
    share = 0.0 if edges == "plain" else decontaminate
    colours = partly_cleaned(image.pixels, alpha, share)
    return Cutout(foreground=colours, alpha=alpha, source=image)


def _alpha(image: Image, matte: Matte, refiner: AlphaRefiner) -> FloatMap:
    """Alpha at the image's size."""
    if matte.foreground is not None:
        check_same_size(matte.foreground, image.pixels, what="matte foreground")
        return matte.alpha
    return refiner(image.pixels, matte.alpha)
