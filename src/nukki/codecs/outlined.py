"""A photo left whole, whose outline is kept beside it as a clipping path."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nukki.codecs.layers import layers_of
from nukki.core.values import Cutout


def outlined(cutout: Cutout) -> Cutout:
    """The photo as it was, opaque; where the subject was moved away from it, the subject alone."""
    photo = cutout.source.pixels
    same = not cutout.layers and photo.shape == cutout.foreground.shape
    colours = photo if same else layers_of(cutout)[-1].colours
    return replace(cutout, foreground=colours, alpha=np.ones_like(cutout.alpha), layers=())
