"""Mattes that a person fixed at some frames of a clip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from nukki import codecs
from nukki.core.errors import InputError, InputNotFoundError, OptionError
from nukki.core.strokes import read_strokes
from nukki.core.values import Image, Matte
from nukki.pipeline import Remover
from nukki.stages.correct import matte_of
from nukki.stages.strokes import retouch

STROKES = ".json"
"""Ending of a file that holds strokes instead of a matte."""


@dataclass(frozen=True)
class Keyframe:
    """A frame whose matte a person fixed.

    Attributes:
        frame: Which one of the result's frames, counted from 0.
        mask: A file with its matte: a grey picture, or a cut-out's transparency; or strokes over
            the matte that the network finds, in JSON, as the studio saves them.
    """

    frame: int
    mask: Path

    def matte(self, image: Image, remover: Remover) -> Matte:
        """The frame's matte as it was fixed.

        Args:
            image: The frame, as it is in the clip.
            remover: Finds the matte that strokes go over.

        Raises:
            InputError: The file is no matte of such frames.
            OptionError: It holds no strokes.
        """
        if self.mask.suffix.lower() == STROKES:
            return self._drawn_over(image, remover)
        return self._read(image.size_hw, max_megapixels=remover.options.max_megapixels)

    def _drawn_over(self, image: Image, remover: Remover) -> Matte:
        try:
            strokes = read_strokes(self.mask.read_text("utf-8", "replace"))
        except OptionError as error:
            raise OptionError(f"{self.mask}: {error}") from error
        except OSError as error:
            raise InputNotFoundError(f"{self.mask}: {error.strerror or error}") from error
        found = remover.refined(image)
        scale = found.size_hw[1] / image.size_hw[1]
        scaled = [stroke.scaled(scale) for stroke in strokes]
        return Matte(retouch(found.source.pixels, found.alpha, scaled).alpha)

    def _read(self, size_hw: tuple[int, int], *, max_megapixels: int) -> Matte:
        try:
            picture = codecs.read(self.mask, max_megapixels=max_megapixels)
            alpha = matte_of(picture)
        except InputError as error:
            raise type(error)(f"{self.mask}: {error}") from error
        if picture.size_hw != size_hw:
            raise InputError(
                f"{self.mask}: expected a matte of {size_hw[1]}x{size_hw[0]} as the frames are, "
                f"got {picture.size_hw[1]}x{picture.size_hw[0]}; fix a frame of this clip"
            )
        return Matte(alpha)


def is_soft(matte: Matte) -> bool:
    """Whether a matte holds more than yes and no, so that its edges need not be found."""
    return bool(((matte.alpha > 0) & (matte.alpha < 1)).any())


def parse_keyframes(texts: Sequence[str]) -> tuple[Keyframe, ...]:
    """Keyframes from ``12=mask.png`` and the like, in order of their frames.

    >>> parse_keyframes(["12=mask.png"])[0].frame
    12

    Raises:
        OptionError: One is written otherwise, or a frame comes twice.
    """
    found = sorted(map(_parse, texts), key=lambda one: one.frame)
    for one, other in pairwise(found):
        if one.frame == other.frame:
            raise OptionError(f"keyframe: frame {one.frame} has two mattes; choose one of them")
    return tuple(found)


def _parse(text: str) -> Keyframe:
    number, _, path = text.partition("=")
    if not (number.isascii() and number.isdigit() and path):
        raise OptionError(f"keyframe: expected N=FILE, like 120=fixed.png, got {text!r}")
    return Keyframe(int(number), Path(path))
