"""rembg's own result: 8-bit masks, colour x alpha."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import PIL.Image
from PIL.Image import Image as PILImage

from nukki.rembg.masks import post_process
from nukki.rembg.pictures import (
    apply_background_color,
    get_concat_v_multi,
    naive_cutout,
    putalpha_cutout,
)
from nukki.rembg.request import Request


def legacy_result(picture: PILImage, masks: Iterable[PILImage], request: Request) -> PILImage:
    """RGBA, or L for a lone mask; several masks give cut-outs from top to bottom.

    Args:
        picture: Upright, of any mode.
        masks: L pictures of its size.
        request: What to make of them.
    """
    parts = [_part(picture, _finished(mask, request), request) for mask in masks]
    result = get_concat_v_multi(parts) if parts else picture
    if request.background is None:
        return result
    return apply_background_color(result, request.background)


def _finished(mask: PILImage, request: Request) -> PILImage:
    if not request.post_process_mask:
        return mask
    return PIL.Image.fromarray(post_process(np.asarray(mask)))


def _part(picture: PILImage, mask: PILImage, request: Request) -> PILImage:
    if request.technique == "mask":
        return mask
    if request.technique == "putalpha":
        return putalpha_cutout(picture, mask)
    return naive_cutout(picture, mask)
