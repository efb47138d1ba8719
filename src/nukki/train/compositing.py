"""A picture and its ground as layers, of which I = aF + (1-a)B is made with exact alpha.

Layers of cut-outs hold aF, not F: only so can they be resized without a rim of what is hidden
(Porter and Duff 1984).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nukki.core.arrays import Pixels
from nukki.ops.foreground import estimate_foreground
from nukki.ops.resize import resize
from nukki.train.augment import Recipe
from nukki.train.pictures import Bytes, Picture, as_alpha, premultiplied

SMALL_ZOOM = 0.7
"""Pictures that are shown smaller than this are softened first: sampling would skip pixels."""


@dataclass(frozen=True, eq=False)
class SampleLayers:
    """One picture, ready to be placed and laid over its ground.

    Attributes:
        colour: (h, w, 3) uint8; times alpha where there is a ground.
        alpha: (h, w) uint8.
        trust: (h, w) uint8.
        ground: (h, w, 3) uint8, None for a photo as it is.
        recipe: Where all of it lies, and what happens then.
        weight: How much the picture counts.
    """

    colour: Pixels
    alpha: Bytes
    trust: Bytes
    ground: Pixels | None
    recipe: Recipe
    weight: float


def lay(picture: Picture, recipe: Recipe, ground: Pixels | None) -> SampleLayers:
    """The layers of one picture.

    Args:
        picture: What was read.
        recipe: What becomes of it.
        ground: (h, w, 3) uint8, None when the recipe needs none.
    """
    colour, alpha = picture.colour, picture.truth
    trust = np.full_like(alpha, 255) if picture.trust is None else picture.trust
    if recipe.kind == "swapped":
        colour = _subject(picture)
    if recipe.kind == "empty":
        colour, alpha = np.zeros_like(colour), np.zeros_like(alpha)
    if recipe.composed:
        colour, alpha = (_softened(layer, recipe.zoom) for layer in (colour, alpha))
    return SampleLayers(colour, alpha, trust, ground, recipe, picture.weight)


def _subject(picture: Picture) -> Pixels:
    """(h, w, 3) uint8, the subject's own colours times alpha: the old ground taken out."""
    own = picture.colour
    if picture.kind == "alpha":
        own = estimate_foreground(picture.colour, as_alpha(picture.truth))
    return premultiplied(own, picture.truth)


def _softened(layer: Pixels, zoom: float) -> Pixels:
    """A layer of the same size, without detail that its final size cannot show."""
    if zoom >= SMALL_ZOOM:
        return layer
    height, width = layer.shape[:2]
    small_hw = max(2, round(height * zoom)), max(2, round(width * zoom))
    return resize(resize(layer, small_hw, "area"), (height, width), "bilinear")


def plain_ground(share: float, size_hw: tuple[int, int]) -> Pixels:
    """(h, w, 3) uint8, a fading between two colours, for data sets without backgrounds."""
    chance = np.random.default_rng(int(share * 2**31))
    top, bottom = chance.uniform(0, 255, (2, 3))
    along = np.linspace(0, 1, size_hw[0])[:, None, None]
    faded = np.broadcast_to(top + along * (bottom - top), (*size_hw, 3))
    ground: Pixels = np.rint(faded).astype(np.uint8)
    return ground
