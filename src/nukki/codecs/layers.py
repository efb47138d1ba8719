"""The layers of a cut-out, for formats that keep them apart."""

from __future__ import annotations

import numpy as np

from nukki.codecs.quantise import matte_band
from nukki.core.arrays import Pixels
from nukki.core.values import Cutout, Layer
from nukki.ops.depth import EIGHT


def layers_of(cutout: Cutout) -> tuple[Layer, ...]:
    """Those it was composed with; of a plain cut-out the subject alone, its matte as a mask."""
    return cutout.layers or (subject_of(cutout, cutout.source.pixels),)


def subject_of(cutout: Cutout, photo: Pixels) -> Layer:
    """The subject as a layer whose mask, painted away, brings the photo back.

    Args:
        cutout: The subject alone.
        photo: (H, W, 3), where it coincides with the cut-out; otherwise nothing is hidden.
    """
    colours = cutout.foreground
    if photo.shape == colours.shape and photo.dtype == colours.dtype:
        gone = matte_band(cutout, slice(None), EIGHT) == 0
        colours = np.where(gone[:, :, None], photo, colours)
    return Layer("Subject", colours, cutout.alpha, masked=True)
