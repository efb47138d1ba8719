"""A network's input and answer handled as rembg handles them, number for number.

nukki itself does it otherwise: it divides by 255, does not stretch, and resizes in float. This is
for ``legacy_edges`` and for code that calls a session's ``normalize`` and ``predict``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import PIL.Image
from numpy.typing import NDArray
from PIL.Image import Image as PILImage

from nukki.core.arrays import FloatMap
from nukki.core.spec import Output
from nukki.ops.morphology import gaussian, open_cross

SMOOTHING_PX = 2.0
THRESHOLD = 127
FURTHEST_LOGIT = 80.0
"""Beyond it a float32 sigmoid is 0 or 1, and its exponential would overflow."""


def normalized(
    img: PILImage, mean: Sequence[float], std: Sequence[float], size: tuple[int, int]
) -> FloatMap:
    """A network's input (1, 3, H, W) float32: ``(rgb / brightest - mean) / std``.

    Args:
        img: Any mode.
        mean, std: Per channel on the [0, 1] scale.
        size: Width and height in pixels.
    """
    small = np.asarray(img.convert("RGB").resize(size, PIL.Image.Resampling.LANCZOS))
    unit = small / max(float(small.max()), 1e-6)
    planes = ((unit - np.asarray(mean)) / np.asarray(std)).transpose(2, 0, 1)
    return np.ascontiguousarray(planes[np.newaxis], np.float32)


def stretched(answer: FloatMap, output: Output) -> NDArray[np.uint8]:
    """The subject's plane (h, w) of an answer (1, C, h, w), stretched to 0 ... 255, truncated.

    An answer that is the same everywhere, which rembg divides by zero, gives an empty mask.
    """
    plane = _probabilities(answer, output)
    low, high = plane.min(), plane.max()
    if not high > low:  # also true for NaN
        return np.zeros(plane.shape, np.uint8)
    mask: NDArray[np.uint8] = ((plane - low) / (high - low) * 255).astype(np.uint8)
    return mask


def _probabilities(answer: FloatMap, output: Output) -> FloatMap:
    plane: FloatMap = answer[0, output.channel]
    if output.decode == "sigmoid":
        plane = 1 / (1 + np.exp(-plane.clip(-FURTHEST_LOGIT, FURTHEST_LOGIT)))
    elif output.decode == "softmax":
        exponents = np.exp(answer[0] - answer[0].max(axis=0))
        plane = exponents[output.channel] / exponents.sum(axis=0)
    return plane


def class_masks(
    answer: FloatMap, groups: Sequence[Sequence[int]], size: tuple[int, int]
) -> list[PILImage]:
    """One mask of 0 and 255 per group of classes.

    The class numbers themselves are resized, which is how rembg does it: between classes 1 and 3
    runs a seam of class 2.

    Args:
        answer: (1, C, h, w), a plane per class.
        groups: Class numbers that make up each mask.
        size: Width and height of the masks in pixels.
    """
    numbers = np.asarray(enlarged(answer[0].argmax(axis=0).astype(np.uint8), size))
    return [PIL.Image.fromarray(np.isin(numbers, group) * np.uint8(255)) for group in groups]


def enlarged(mask: NDArray[np.uint8], size: tuple[int, int]) -> PILImage:
    """An (h, w) uint8 mask as an L picture of ``size``: width and height in pixels."""
    return PIL.Image.fromarray(mask).resize(size, PIL.Image.Resampling.LANCZOS)


def post_process(mask: NDArray[Any]) -> NDArray[np.uint8]:
    """A mask (H, W) uint8 without specks and with smooth outlines, all 0 or 255."""
    smooth = gaussian(open_cross(np.asarray(mask, np.uint8)), SMOOTHING_PX)
    return np.where(smooth < THRESHOLD, 0, 255).astype(np.uint8)
