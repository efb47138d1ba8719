"""What makes a picture useless to learn from, each said in a line."""

from __future__ import annotations

import numpy as np

from nukki import codecs
from nukki.core.arrays import Pixels
from nukki.core.errors import InputError
from nukki.core.values import Image
from nukki.evaluate.truth import is_soft
from nukki.train.data.eight_bits import eight_bits, own_alpha
from nukki.train.data.found import Found
from nukki.train.data.row import Kind

FULL = 0.995
"""A mask that covers more of its picture than this is taken for a mistake."""

SUBJECT = 128
"""Masks in 8 bits are the subject from here on."""

HALF_TONES = 0.02
"""More than this share of a mask between black and white, away from outlines, is not binary."""


def read_pair(found: Found) -> tuple[Pixels, Pixels | None, Kind]:
    """A picture, what is known about it, and of which kind that is.

    Returns:
        Photo (H, W, 3) uint8; truth (H, W) uint8 or None; the kind.

    Raises:
        InputError: It cannot be read or is of no use; the message says why.
    """
    image = _photo(found)
    photo = eight_bits(image.pixels)
    if found.kind == "cutout":
        return photo, _checked_alpha(own_alpha(image)), "cutout"
    if found.truth is None:
        return photo, None, "unlabelled"
    truth = found.truth.draw(image.size_hw)
    _check_size(truth, image)
    _check_area(truth)
    return photo, truth, _kind(truth, found.kind)


def _photo(found: Found) -> Image:
    try:
        return codecs.read(found.image)
    except InputError as error:
        raise InputError(f"its photo cannot be read: {error}") from error


def _check_size(truth: Pixels, image: Image) -> None:
    if truth.shape != image.size_hw:
        height, width = image.size_hw
        raise InputError(
            f"its mask has another size: expected {width}x{height} like the photo, "
            f"got {truth.shape[1]}x{truth.shape[0]}"
        )


def _check_area(truth: Pixels) -> None:
    covered = truth >= SUBJECT
    if not covered.any():
        raise InputError("its mask is empty: no pixel is subject")
    if covered.mean() > FULL:
        raise InputError("its mask is full: every pixel is subject")


def _checked_alpha(alpha: Pixels) -> Pixels:
    if alpha.min() == 255:
        raise InputError("it is no cut-out: it has no alpha")
    if not (alpha >= SUBJECT).any():
        raise InputError("it is empty: nothing of it is opaque")
    return alpha


def _kind(truth: Pixels, claimed: str) -> Kind:
    grey = truth.astype(np.float32) / np.float32(255)
    if claimed == "alpha":
        return "alpha"
    soft = is_soft(grey)
    if claimed == "binary" and soft and _half_tones(truth) > HALF_TONES:
        raise InputError("its mask is not binary as it claims: it has half tones; say kind alpha")
    return "alpha" if soft and claimed != "binary" else "binary"


def _half_tones(truth: Pixels) -> float:
    return float(((truth > 16) & (truth < 239)).mean())
