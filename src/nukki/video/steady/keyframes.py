"""Mattes that a person fixed at some frames of a clip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from nukki import codecs
from nukki.core.errors import InputError, OptionError
from nukki.core.values import Matte
from nukki.stages.correct import matte_of


@dataclass(frozen=True)
class Keyframe:
    """A frame whose matte a person fixed.

    Attributes:
        frame: Which one of the result's frames, counted from 0.
        mask: A file with its matte: a grey picture, or a cut-out's transparency.
    """

    frame: int
    mask: Path

    def matte(self, size_hw: tuple[int, int], *, max_megapixels: int) -> Matte:
        """The matte in its file.

        Raises:
            InputError: The file is no matte of frames of ``size_hw``.
        """
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
