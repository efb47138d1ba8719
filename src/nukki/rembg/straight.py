"""The result of nukki's own stages, under rembg's switches: refined edges, straight colours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import PIL.Image
from PIL.Image import Image as PILImage

from nukki import codecs
from nukki.core.presets import Edges
from nukki.core.values import Cutout, Image, Matte
from nukki.ops.resize import resize_alpha
from nukki.rembg.masks import post_process
from nukki.rembg.pictures import get_concat_v_multi
from nukki.rembg.request import Request
from nukki.rembg.solved import solved
from nukki.rembg.trimap import quantised
from nukki.stages.grounds import OverColour
from nukki.stages.refine import refine


def straight_cutouts(image: Image, mattes: Iterable[Matte], request: Request) -> list[Cutout]:
    """A cut-out of the picture per matte, laid over the background that was asked for."""
    return [_cutout(image, _finished(matte, image, request), request) for matte in mattes]


def _cutout(image: Image, matte: Matte, request: Request) -> Cutout:
    cutout = refine(image, solved(image, matte, request), _edges(request))
    if request.keeps_colours:
        cutout = replace(cutout, foreground=image.pixels)
    return OverColour(request.background)(cutout) if request.background else cutout


def _edges(request: Request) -> Edges:
    if request.technique == "matting":
        return "fine"
    return "plain" if request.post_process_mask else "clean"  # a mask made hard stays hard


def _finished(matte: Matte, image: Image, request: Request) -> Matte:
    if not request.post_process_mask:
        return matte
    full = quantised(resize_alpha(matte.alpha, image.size_hw))
    return Matte(post_process(full).astype(np.float32) / np.float32(255))


def as_picture(cutouts: Iterable[Cutout], request: Request) -> PILImage:
    """RGBA of all cut-outs from top to bottom, 8 bits; L for a lone mask."""
    return get_concat_v_multi([_part(cutout, request) for cutout in cutouts])


def as_png(cutout: Cutout, request: Request) -> bytes:
    """A PNG file, in the bit depth of the picture and with its ICC profile."""
    return codecs.write(cutout, "png", quality=100, matte_only=request.only_mask)


def _part(cutout: Cutout, request: Request) -> PILImage:
    mask = PIL.Image.fromarray(quantised(cutout.alpha))
    if request.technique == "mask":
        return mask
    if request.keeps_colours:
        opaque = codecs.to_pillow(replace(cutout, alpha=np.ones_like(cutout.alpha)))
        opaque.putalpha(mask)  # what was removed keeps its colours: that is what was asked for
        return opaque
    return codecs.to_pillow(cutout)
