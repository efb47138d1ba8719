"""Pictures as other people's data sets hold them, before anything is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from nukki import codecs
from nukki.core.arrays import Mask, Pixels
from nukki.core.errors import InputError
from nukki.train.data.eight_bits import eight_bits, own_alpha
from nukki.train.data.row import Kind

MOST_CLASSES = 64
"""A mask whose brightest value is no more than this numbers classes: as grey it would be black."""

DARK = 24
"""Compression leaves the black of a mask painted in colours no brighter than this."""

COLOURED = 0.001
"""A mask with more coloured pixels than this share is painted in colours."""


class Truth(Protocol):
    """What a data set says about one picture."""

    def draw(self, size_hw: tuple[int, int]) -> Pixels:
        """(H, W) uint8 of its own size, 255 where the subject is.

        Args:
            size_hw: The photo's size; what is said by coordinates is drawn at it.

        Raises:
            InputError: It cannot be read.
        """


@dataclass(frozen=True, eq=False)
class Found:
    """A picture of a data set.

    Attributes:
        name: What it is called there: unique, ``/`` between its parts.
        image: Its file.
        truth: What is known; None when nothing, or when the picture's own alpha says it.
        kind: What the truth says; "" is decided by looking at it.
        columns: What a manifest says besides: group, split, category, weight and others.
    """

    name: str
    image: Path
    truth: Truth | None = None
    kind: Kind | str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Left:
    """A picture that is left out, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class MaskFile:
    """A mask in a picture file.

    Attributes:
        path: The file: grey, palette, colour or with alpha.
        labels: Every value but 0 is the subject; else grey is how much of it, unless the file
            numbers classes (0, 1, ...) or paints them in colours.
    """

    path: Path
    labels: bool = False

    def draw(self, size_hw: tuple[int, int]) -> Pixels:
        """(H, W) uint8 of its own size; alpha counts where the file has some, else grey."""
        picture = codecs.read(self.path)
        if self.labels or 0 < picture.pixels.max() <= MOST_CLASSES:
            return as_bytes(picture.pixels.max(axis=2) > 0)
        alpha = own_alpha(picture)
        if alpha.min() < 255:
            return alpha
        painted = eight_bits(picture.pixels)
        if _is_coloured(painted):
            return as_bytes(painted.max(axis=2) > DARK)
        return np.ascontiguousarray(painted[..., 1])


@dataclass(frozen=True, eq=False)
class Drawn:
    """A mask that is drawn from coordinates or decoded from text when it is needed."""

    make: Callable[[tuple[int, int]], Mask]

    def draw(self, size_hw: tuple[int, int]) -> Pixels:
        """(H, W) uint8."""
        try:
            return as_bytes(self.make(size_hw))
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise InputError(f"its annotation cannot be drawn: {error}") from error


def _is_coloured(pixels: Pixels) -> bool:
    spread = pixels.max(axis=2).astype(np.int16) - pixels.min(axis=2)
    return float((spread > DARK).mean()) > COLOURED


def as_bytes(mask: Mask) -> Pixels:
    """(H, W) uint8, 255 where the mask is True."""
    painted: Pixels = mask.astype(np.uint8) * np.uint8(255)
    return painted
