"""Cut-outs with the subject's own colours, under the names of rembg's ``bg`` module."""

from __future__ import annotations

import numpy as np
import PIL.Image
from PIL.Image import Image as PILImage

from nukki.core.arrays import FloatMap, Pixels
from nukki.core.values import Trimap
from nukki.ops.foreground import estimate_foreground
from nukki.ops.matting import closed_form
from nukki.rembg.errors import EmptyTrimapError
from nukki.rembg.trimap import TrimapRule, matte_of, quantised


def decontaminate_cutout(img: PILImage, mask: PILImage) -> PILImage:
    """RGBA with ``mask`` as alpha and the old background taken out of its soft pixels."""
    return _cutout(_colours(img), matte_of(mask))


def alpha_matting_cutout(
    img: PILImage,
    mask: PILImage,
    foreground_threshold: int,
    background_threshold: int,
    erode_structure_size: int,
) -> PILImage:
    """RGBA by closed-form matting between what a mask is sure of; see `TrimapRule`.

    Raises:
        EmptyTrimapError: It is sure of nothing, or of one side only; also a ``ValueError``.
    """
    rule = TrimapRule(foreground_threshold, background_threshold, erode_structure_size)
    photo = _colours(img)
    return _cutout(photo, matted(photo, rule.trimap(matte_of(mask))))


def matted(photo: Pixels, trimap: Trimap) -> FloatMap:
    """Alpha (H, W) float32 [0, 1] by closed-form matting where a trimap is unknown.

    Raises:
        EmptyTrimapError: There is something to find, and nothing known on one side of it.
    """
    known = np.unique(trimap.values)
    for level, side in ((0.0, "background"), (1.0, "subject")):
        if trimap.unknown.any() and level not in known:
            raise EmptyTrimapError(
                f"alpha_matting: nothing in the mask is surely {side}; "
                "choose thresholds further apart from it, or a smaller erode size"
            )
    return closed_form(photo, trimap)


def _colours(img: PILImage) -> Pixels:
    pixels: Pixels = np.asarray(img.convert("RGB"))
    return pixels


def _cutout(photo: Pixels, alpha: FloatMap) -> PILImage:
    colours = estimate_foreground(photo, alpha)
    return PIL.Image.fromarray(np.dstack((colours, quantised(alpha))))
