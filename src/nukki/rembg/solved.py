"""The edge found anew between what a matte is sure of, as ``remove`` was asked to."""

from __future__ import annotations

import warnings

from nukki.core.arrays import FloatMap
from nukki.core.values import Image, Matte
from nukki.ops.foreground import estimate_foreground
from nukki.ops.resize import resize_alpha
from nukki.rembg.cutouts import matted
from nukki.rembg.errors import EmptyTrimapError
from nukki.rembg.matting import vitmatte
from nukki.rembg.request import Request
from nukki.rembg.trimap import REMBG_RULE


def solved(image: Image, matte: Matte, request: Request) -> Matte:
    """A finished matte when a network or thresholds of the user's own find its edge; else as it is.

    Where thresholds leave nothing to go by, the matte stays as it is too, as in rembg, and a
    ``UserWarning`` says so.

    Raises:
        WeightsError: ViTMatte's weights cannot be had.
    """
    own_numbers = request.trimap_rule != REMBG_RULE
    if request.technique != "vitmatte" and not (request.technique == "matting" and own_numbers):
        return matte
    full = resize_alpha(matte.alpha, image.size_hw)
    try:
        alpha = _solve(image, full, request)
    except EmptyTrimapError as error:
        warnings.warn(f"{error}; the mask is used as it is", UserWarning, stacklevel=2)
        return matte
    return Matte(alpha, foreground=estimate_foreground(image.pixels, alpha))


def _solve(image: Image, full: FloatMap, request: Request) -> FloatMap:
    trimap = request.trimap_rule.trimap(full)
    if request.technique == "matting":
        return matted(image.pixels, trimap)
    found = vitmatte(image.pixels, trimap, request.vitmatte_model)
    return resize_alpha(found, image.size_hw)
