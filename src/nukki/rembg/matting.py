"""Edges by a network that is told where they are: ViTMatte, under rembg's names.

Yao et al. (2023), "ViTMatte: Boosting Image Matting with Pretrained Plain Vision Transformers". It
takes the photo and a trimap, always at 1024 x 1024: its position tables were exported for that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import PIL.Image
from PIL.Image import Image as PILImage

from nukki import weights
from nukki.core.arrays import FloatMap, Pixels, full_scale
from nukki.core.spec import WeightFile
from nukki.core.values import Trimap
from nukki.engines import SessionOptions
from nukki.models import REFINERS
from nukki.models._rembg_release import BASE
from nukki.ops.resize import resize, resize_alpha
from nukki.pipeline.sessions import POOL
from nukki.rembg.base import BaseSession
from nukki.rembg.errors import UnknownVariantError
from nukki.rembg.trimap import TrimapRule, matte_of, quantised

INPUT_SIZE = 1024
BASE_URL = BASE.rstrip("/")
PREFIX = "vitmatte-"
DEFAULT_VARIANT = "small-distinctions-646"

VARIANTS: Mapping[str, Mapping[str, str]] = {
    name.removeprefix(PREFIX): {"fname": spec.graph.name, "sha256": spec.graph.sha256}
    for name, spec in REFINERS.items()
}
"""The checkpoints: small ones of 110 MB, base ones of 380 MB; named after their training data."""

INPUT_NAME = "pixel_values"


def weight_file(variant: str) -> WeightFile:
    """The file of a checkpoint.

    Raises:
        UnknownVariantError: There is no such one; also a ``ValueError``.
    """
    if variant not in VARIANTS:
        raise UnknownVariantError("vitmatte_model", variant, VARIANTS)
    by_hand = f"put it into {BaseSession.rembg_home()}/models/vitmatte"
    return replace(REFINERS[PREFIX + variant].graph, by_hand=by_hand)


def trimap_from_mask(
    mask: PILImage,
    foreground_threshold: int = 240,
    background_threshold: int = 10,
    erode_size: int = 10,
) -> PILImage:
    """L: 255 surely subject, 0 surely background, 128 between them; see `TrimapRule`."""
    rule = TrimapRule(foreground_threshold, background_threshold, erode_size)
    levels = np.array([0, 128, 255], np.uint8)
    return PIL.Image.fromarray(levels[(rule.trimap(matte_of(mask)).values * 2).astype(np.intp)])


def vitmatte_alpha(
    img: PILImage,
    mask: PILImage,
    variant: str | None = None,
    foreground_threshold: int = 240,
    background_threshold: int = 10,
    erode_size: int = 10,
) -> PILImage:
    """L of the size of ``img``: the alpha that ViTMatte finds between what the mask is sure of.

    Raises:
        UnknownVariantError: There is no such checkpoint; also a ``ValueError``.
        WeightsError: Its weights cannot be had.
    """
    rule = TrimapRule(foreground_threshold, background_threshold, erode_size)
    found = vitmatte(np.asarray(img.convert("RGB")), rule.trimap(matte_of(mask)), variant)
    return PIL.Image.fromarray(quantised(resize_alpha(found, (img.height, img.width))))


def vitmatte(photo: Pixels, trimap: Trimap, variant: str | None = None) -> FloatMap:
    """Alpha (1024, 1024) float32 [0, 1] of the whole photo, stretched to that square.

    Args:
        photo: (H, W, 3) uint8 or uint16.
        trimap: Of the same size.
        variant: A key of `VARIANTS`; None is `DEFAULT_VARIANT`.

    Raises:
        UnknownVariantError: There is no such checkpoint.
        WeightsError: Its weights cannot be had.
    """
    path = weights.locate(weight_file(variant or DEFAULT_VARIANT))
    session = POOL.get(path, SessionOptions())
    (answer,) = session.run({INPUT_NAME: network_input(photo, trimap)}, outputs=[0])
    found: FloatMap = np.clip(np.nan_to_num(answer[0, 0]), 0.0, 1.0).astype(np.float32)
    return found


def network_input(photo: Pixels, trimap: Trimap) -> FloatMap:
    """(1, 4, 1024, 1024) float32 [0, 1]: red, green, blue, trimap (0, 128/255 or 1)."""
    square = (INPUT_SIZE, INPUT_SIZE)
    unit = resize(photo, square, "bilinear").astype(np.float32) / full_scale(photo.dtype)
    # Nearest: between its three levels the trimap means nothing.
    known = resize(trimap.values, square, "nearest")
    known = np.where(known == 0.5, np.float32(128 / 255), known)
    return np.ascontiguousarray(np.dstack((unit, known)).transpose(2, 0, 1)[np.newaxis], np.float32)
