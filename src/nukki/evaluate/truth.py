"""Pictures read as mattes, and the truth about one photo."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nukki import codecs
from nukki.core.arrays import FloatMap, Mask, full_scale
from nukki.core.errors import InputError
from nukki.core.values import Image
from nukki.evaluate.layouts import TruthKind
from nukki.evaluate.pairs import Pair
from nukki.ops.metrics import SOFT, covered, outline
from nukki.ops.metrics_matting import unknown_band

SOFT_PER_OUTLINE = 3.0
"""More soft pixels for each pixel of outline than this are no mere anti-aliasing."""

UNKNOWN = (0.1, 0.9)
"""Trimaps are grey here; their files may hold 128, 127, or something near it."""


@dataclass(frozen=True, eq=False)
class Truth:
    """What is known about one photo.

    Attributes:
        image: The photo.
        alpha: (H, W) float32 [0, 1], the true matte.
        unknown: (H, W) bool, where alpha is measured as matting; None for binary truth.
    """

    image: Image
    alpha: FloatMap
    unknown: Mask | None


def read_truth(pair: Pair, *, max_megapixels: int, may_be_empty: bool = False) -> Truth:
    """The photo, its true matte and the unknown band.

    Args:
        pair: Names the files.
        max_megapixels: Larger pictures are refused.
        may_be_empty: Take a mask without subject, too, as frames of a clip may have it.

    Raises:
        InputError: A file cannot be read, sizes differ, or the mask is empty.
    """
    image = codecs.read(pair.image, max_megapixels=max_megapixels)
    alpha = _true_alpha(pair.mask, pair.truth, max_megapixels)
    check_size(alpha, image, what="mask")
    if not may_be_empty and not covered(alpha).any():
        raise InputError("its mask is empty: no pixel is subject")
    soft = pair.truth == "alpha" or (pair.truth == "auto" and is_soft(alpha))
    if not soft:
        return Truth(image, covered(alpha).astype(np.float32), None)
    if pair.trimap is None:
        return Truth(image, alpha, unknown_band(alpha))
    trimap = read_matte(pair.trimap, max_megapixels=max_megapixels)
    check_size(trimap, image, what="trimap")
    return Truth(image, alpha, (trimap > UNKNOWN[0]) & (trimap < UNKNOWN[1]))


def read_matte(path: Path, *, max_megapixels: int) -> FloatMap:
    """A picture as (H, W) float32 [0, 1]: the alpha of a cut-out, else its grey.

    Raises:
        InputError: It cannot be read.
    """
    picture = codecs.read(path, max_megapixels=max_megapixels)
    own = picture.unit_alpha()
    if own is not None and own.min() < 1.0:
        return own
    grey = picture.pixels[..., 1].astype(np.float32)
    return grey / np.float32(full_scale(picture.pixels.dtype))


def is_soft(alpha: FloatMap) -> bool:
    """Whether a mask is a true matte, and not a yes or no with a blurred outline."""
    soft = int(np.count_nonzero((alpha > SOFT[0]) & (alpha < SOFT[1])))
    return soft > SOFT_PER_OUTLINE * int(np.count_nonzero(outline(covered(alpha))))


def check_size(alpha: FloatMap, image: Image, *, what: str) -> None:
    """Raise `InputError` unless a matte is as large as its photo."""
    if alpha.shape != image.size_hw:
        height, width = image.size_hw
        raise InputError(
            f"its {what} has another size: expected {width}x{height} like the photo, "
            f"got {alpha.shape[1]}x{alpha.shape[0]}"
        )


def _true_alpha(path: Path, kind: TruthKind, max_megapixels: int) -> FloatMap:
    if kind != "labels":
        return read_matte(path, max_megapixels=max_megapixels)
    painted = codecs.read(path, max_megapixels=max_megapixels).pixels
    return np.asarray(painted.max(axis=2) > 0, np.float32)
