"""Cut-out to cut-out: cropped, scaled, laid over something.

Each composer is a frozen value with ``__call__(cutout) -> cutout``; the pipeline strings together
those that the options ask for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

import numpy as np

from nukki.core.arrays import Array, FloatMap, Pixels, full_scale
from nukki.core.values import Box, Cutout
from nukki.ops.composite import over
from nukki.ops.resize import fit_within, resize, resize_alpha

CENTRE = (0.5, 0.5)
"""The middle, as shares from the left and from above."""


class Composer(Protocol):
    """Anything that makes one cut-out of another."""

    def __call__(self, cutout: Cutout) -> Cutout:
        """The cut-out, changed."""


@dataclass(frozen=True)
class Crop:
    """Cut a window out; what lies outside the picture is transparent."""

    window: Box

    def __call__(self, cutout: Cutout) -> Cutout:
        """The part inside the window."""
        foreground = crop(cutout.foreground, self.window)
        return replace(cutout, foreground=foreground, alpha=crop(cutout.alpha, self.window))


@dataclass(frozen=True)
class FitWithin:
    """Shrink to fit into a height and width in pixels; never enlarges."""

    limit_hw: tuple[int, int]

    def __call__(self, cutout: Cutout) -> Cutout:
        """The cut-out at its new size."""
        size_hw = fit_within(cutout.size_hw, self.limit_hw)
        if size_hw == cutout.size_hw:
            return cutout
        alpha = resize_alpha(cutout.alpha, size_hw)
        colour = resize_straight(cutout.foreground, cutout.alpha, size_hw)
        return replace(cutout, foreground=colour, alpha=alpha)


class Ground:
    """A composer that lays the cut-out over something; what lies beneath can be had alone."""

    name: ClassVar[str]
    """What the layer is called in files that keep layers apart."""

    def beneath(self, cutout: Cutout) -> tuple[Pixels, FloatMap]:
        """(H, W, 3) colours of the cut-out's dtype and (H, W) opacity; (1, 1) stands for all."""
        raise NotImplementedError

    def __call__(self, cutout: Cutout) -> Cutout:
        """The composite."""
        return laid_over(cutout, *self.beneath(cutout))


def within(window: Box, size_hw: tuple[int, int]) -> Box:
    """The part of a window that lies on a picture."""
    return Box(
        max(window.left, 0),
        max(window.top, 0),
        min(window.right, size_hw[1]),
        min(window.bottom, size_hw[0]),
    )


def crop(array: Array, window: Box) -> Array:
    """The part of ``array`` (H, W[, C]) inside ``window``, zero where it reaches outside."""
    height, width = array.shape[:2]
    result = np.zeros((*window.size_hw, *array.shape[2:]), array.dtype)
    left, top, right, bottom = within(window, (height, width))
    result[
        top - window.top : bottom - window.top,
        left - window.left : right - window.left,
    ] = array[top:bottom, left:right]
    return result  # type: ignore[return-value]


def laid_over(cutout: Cutout, background: Pixels, opacity: FloatMap) -> Cutout:
    """Straight colours and alpha over a background that may itself let through.

    alpha = a + (1 - a) b,    colour = (a F + (1 - a) b B) / alpha    (Porter and Duff 1984)
    """
    if not opacity.any():
        return cutout
    if opacity.min() == 1.0:
        mixed = over(cutout.foreground, cutout.alpha, background)
        return replace(cutout, foreground=mixed, alpha=np.ones_like(cutout.alpha))
    alpha = np.minimum(cutout.alpha + (1.0 - cutout.alpha) * opacity, 1.0)
    share = np.divide(cutout.alpha, alpha, out=np.zeros_like(alpha), where=alpha > 0)
    mixed = over(cutout.foreground, share, background)
    mixed[alpha == 0.0] = 0
    return replace(cutout, foreground=mixed, alpha=alpha)


def resize_straight(colour: Pixels, alpha: FloatMap, size_hw: tuple[int, int]) -> Pixels:
    """Straight colours at another size, weighted by alpha so that no black leaks in."""
    weight = np.maximum(alpha, 1e-3)[:, :, None]
    weighted = resize(colour * weight, size_hw, "bilinear")
    share = resize(weight[:, :, 0], size_hw, "bilinear")[:, :, None]
    mixed = np.rint(np.clip(weighted / share, 0, full_scale(colour.dtype)))
    return np.asarray(mixed, colour.dtype)
