"""A screen behind a subject: its colour, where it shows, and what it looks like behind the subject.

All of it on a picture of working size.
"""

from __future__ import annotations

import cv2
import numpy as np

from nukki.core.arrays import FloatMap
from nukki.ops.techniques.border import border_mask
from nukki.ops.techniques.colour import oklab

BIN = 0.04
"""Width of a bin of OKLab's colour plane, divided by lightness, in which the border's commonest
colour is looked for."""

DARK = 0.2
"""Lightness below which a tint is mostly noise."""

LIGHT = (0.7, 1.2)
"""How dark and bright a saturated screen may be lit, beside its key colour, in cube roots of light:
a third to 1.7 times."""

SATURATED = 0.08
"""OKLab chroma from which a screen counts as saturated; a grey one may only be lit evenly."""

RADII_PX = (32, 8, 3)
"""Of the blurs that spread known colours into what is unknown: near ones count more."""


def border_colour(rgb: FloatMap) -> FloatMap:
    """(3,) sRGB [0, 1], the commonest colour at the border of a picture (H, W, 3)."""
    colours = rgb[border_mask(rgb.shape)]
    lab = oklab(colours)
    # Divided by lightness, one colour under more or less light is one point.
    tint = lab[:, 1:] / np.maximum(lab[:, :1], DARK)
    _, members, counts = np.unique(
        np.rint(tint / BIN), axis=0, return_inverse=True, return_counts=True
    )
    middle = tint[members.ravel() == counts.argmax()].mean(axis=0)
    near = np.abs(tint - middle).max(axis=1) <= BIN
    return np.asarray(np.median(colours[near], axis=0), np.float32)


def screen_distance(rgb: FloatMap, key: FloatMap) -> FloatMap:
    """(H, W) OKLab distance of each colour from the key colour under more or less light.

    Args:
        rgb: (H, W, 3) sRGB [0, 1].
        key: (3,) sRGB [0, 1].
    """
    lab, middle = oklab(rgb), oklab(key)
    share = min(1.0, float(np.hypot(middle[1], middle[2])) / SATURATED)
    low, high = (1.0 + (limit - 1.0) * share for limit in LIGHT)
    lit = lab @ middle / max(float(middle @ middle), 1e-6)
    nearest = np.clip(lit, low, high)[:, :, None] * middle
    return np.asarray(np.sqrt(((lab - nearest) ** 2).sum(axis=2)), np.float32)


def spread(colours: FloatMap, weight: FloatMap) -> FloatMap:
    """(H, W, 3) colours that hold where there is weight, carried smoothly to everywhere else.

    Normalised convolution (Knutsson and Westin 1993) with wide to narrow boxes: where a narrow one
    sees enough that is known, it counts.

    Args:
        colours: (H, W, 3) float32.
        weight: (H, W) float32 [0, 1].
    """
    known = weight[:, :, None]
    mean = (colours * known).sum(axis=(0, 1)) / max(float(weight.sum()), 1e-6)
    result = np.broadcast_to(mean, colours.shape)
    for radius in RADII_PX:
        side = (2 * radius + 1, 2 * radius + 1)
        share = cv2.blur(weight, side).reshape(weight.shape)[:, :, None]
        blurred = cv2.blur(colours * known, side).reshape(colours.shape)
        near = blurred / np.maximum(share, 1e-6)
        trust = np.minimum(share * 8.0, 1.0)
        result = trust * near + (1.0 - trust) * result
    return np.asarray(result, np.float32)
