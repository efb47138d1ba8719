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
from nukki.core.values import Image
from nukki.train.data.eight_bits import eight_bits, own_alpha
from nukki.train.data.row import Kind


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
        labels: Every value but 0 is the subject; else grey is how much of it.
    """

    path: Path
    labels: bool = False

    def draw(self, size_hw: tuple[int, int]) -> Pixels:
        """(H, W) uint8 of its own size; alpha counts where the file has some, else grey."""
        picture = codecs.read(self.path)
        if self.labels:
            return as_bytes(picture.pixels.max(axis=2) > 0)
        alpha = own_alpha(picture)
        if alpha.min() < 255:
            return alpha
        return np.ascontiguousarray(eight_bits(picture.pixels)[..., 1])


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


def as_bytes(mask: Mask) -> Pixels:
    """(H, W) uint8, 255 where the mask is True."""
    painted: Pixels = mask.astype(np.uint8) * np.uint8(255)
    return painted


def read_photo(path: Path) -> Image:
    """A picture's first frame, upright.

    Raises:
        InputError: It cannot be read.
    """
    return codecs.read(path)
