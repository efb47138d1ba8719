"""Image to image before anything is looked for: smaller, shallower, a part of it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from nukki.core.errors import OptionError
from nukki.core.grammar import Region
from nukki.core.values import Box, Cutout, Image
from nukki.ops.depth import EIGHT, to_depth
from nukki.ops.resize import resize, resize_alpha
from nukki.stages.compose import crop, resize_straight


def size_within(size_hw: tuple[int, int], megapixels: float | None) -> tuple[int, int]:
    """The largest size of the same aspect with no more than so many megapixels.

    >>> size_within((3000, 4000), 0.25)
    (433, 577)
    """
    height, width = size_hw
    if megapixels is None or height * width <= megapixels * 1e6:
        return size_hw
    scale = math.sqrt(megapixels * 1e6 / (height * width))
    return max(1, math.floor(height * scale)), max(1, math.floor(width * scale))


def shrink(image: Image, size_hw: tuple[int, int]) -> Image:
    """The picture at another, smaller size; its colours are weighted by its own alpha."""
    alpha = image.unit_alpha()
    if image.size_hw == size_hw:
        return image
    if alpha is None or image.alpha is None:
        return replace(image, pixels=resize(image.pixels, size_hw, "area"))
    full = 255 if image.pixels.dtype == np.uint8 else 65535
    small = np.rint(resize_alpha(alpha, size_hw) * full).astype(image.alpha.dtype)
    return replace(image, pixels=resize_straight(image.pixels, alpha, size_hw), alpha=small)


def eight_bits(image: Image) -> Image:
    """The picture in 8 bits per channel."""
    if image.pixels.dtype == EIGHT:
        return image
    alpha = None if image.alpha is None else to_depth(image.alpha, EIGHT)
    return replace(image, pixels=to_depth(image.pixels, EIGHT), alpha=alpha)


def window_of(region: Region, size_hw: tuple[int, int]) -> Box:
    """A region in pixels.

    Raises:
        OptionError: It is empty, or reaches outside the picture.
    """
    box, (height, width) = region.box(size_hw), size_hw
    if box.right > width or box.bottom > height:
        raise OptionError(
            f"region: expected it inside the picture of {width}x{height} pixels, "
            f"got {box.left} {box.top} {box.right} {box.bottom}"
        )
    if box.left >= box.right or box.top >= box.bottom:
        raise OptionError("region: expected its second corner right of and below its first")
    return box


def scaled(box: Box, before_hw: tuple[int, int], after_hw: tuple[int, int]) -> Box:
    """A box of a picture, in pixels of the picture at another size; never empty."""
    y, x = after_hw[0] / before_hw[0], after_hw[1] / before_hw[1]
    left, top = math.floor(box.left * x), math.floor(box.top * y)
    right, bottom = math.ceil(box.right * x), math.ceil(box.bottom * y)
    return Box(left, top, max(right, left + 1), max(bottom, top + 1))


def part(image: Image, window: Box) -> Image:
    """The part of a picture inside a window that lies on it."""
    alpha = None if image.alpha is None else crop(image.alpha, window)
    return replace(image, pixels=crop(image.pixels, window), alpha=alpha)


def put_back(cutout: Cutout, window: Box, whole: Image) -> Cutout:
    """The cut-out of a part as one of the whole picture, with nothing outside the part."""
    height, width = whole.size_hw
    canvas = Box(-window.left, -window.top, width - window.left, height - window.top)
    return replace(
        cutout,
        foreground=crop(cutout.foreground, canvas),
        alpha=crop(cutout.alpha, canvas),
        source=whole,
    )
