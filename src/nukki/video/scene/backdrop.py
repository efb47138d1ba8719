"""What is behind the subject of a clip: another clip, or a picture that the subject takes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from nukki import codecs
from nukki.core.arrays import Pixels
from nukki.core.errors import InputError, NotAnImageError, OptionError
from nukki.core.values import Cutout, Frame, Image
from nukki.ops.composite import cover
from nukki.ops.depth import to_depth
from nukki.pipeline import Remover
from nukki.stages.harmonise import LETS_THROUGH
from nukki.video.files.reader import ClipInfo, frames_of, probe
from nukki.video.scene.harmony import Harmoniser, Harmony
from nukki.video.scene.overlay import Lay, Shown, opaque
from nukki.video.span import Span


def is_clip(text: object) -> bool:
    """Whether that names a file which is no picture, and so to be read as a clip."""
    if not isinstance(text, str):
        return False
    try:
        if not Path(text).is_file():
            return False
        codecs.probe(text, max_megapixels=1_000_000)
    except NotAnImageError:
        return True
    except (InputError, OSError):  # a broken picture, or a name longer than a path may be
        return False
    return False


@dataclass(frozen=True)
class Backdrop:
    """A clip behind the subject, covering the frame and beginning again at its end: a `Below`.

    Attributes:
        info: What the clip says of itself.
        path: Its file.
        harmony: What the subject takes on from it.
    """

    info: ClipInfo
    path: Path
    harmony: Harmony = field(default_factory=Harmony)

    def sample(self, cutout: Cutout) -> Cutout:
        """A frame of the clip on top, opaque."""
        return opaque(cutout, cutout.foreground)

    def aspect(self, own: Fraction) -> Fraction:
        """That of the clip on top."""
        return own

    def frames(self, span: Span) -> Lay:
        """Lays frames over what the clip shows then, counted from the first of them."""
        shown, harmoniser = Shown(_looped(self.path, self.info)), Harmoniser(self.harmony)
        return lambda cutout, time: _laid(cutout, shown.at(time).image.pixels, harmoniser)


@dataclass(frozen=True)
class Scenery:
    """A colour, gradient or picture from which the subject takes something on: a `Below`.

    Attributes:
        remover: Knows which.
        harmony: What is taken on.
    """

    remover: Remover
    harmony: Harmony

    def sample(self, cutout: Cutout) -> Cutout:
        """A frame of the clip on top, opaque.

        Raises:
            OptionError: The background lets something through.
        """
        below = still(self.remover, cutout.size_hw)
        if float(below.alpha.min()) < 1:
            raise OptionError(LETS_THROUGH)
        return opaque(cutout, below.foreground)

    def aspect(self, own: Fraction) -> Fraction:
        """That of the clip on top."""
        return own

    def frames(self, span: Span) -> Lay:
        """Lays frames over it."""
        harmoniser, drawn = Harmoniser(self.harmony), dict[tuple[int, int], Pixels]()

        def lay(cutout: Cutout, _: Fraction) -> Cutout:
            size_hw = cutout.size_hw
            if size_hw not in drawn:
                drawn[size_hw] = still(self.remover, size_hw).foreground
            return _laid(cutout, drawn[size_hw], harmoniser)

        return lay


def backdrop(path: Path, *, max_megapixels: int, harmony: Harmony) -> Backdrop:
    """A `Backdrop` of a clip.

    Raises:
        InputError: The clip cannot be used.
    """
    return Backdrop(probe(path, max_megapixels=max_megapixels), path, harmony)


def still(remover: Remover, size_hw: tuple[int, int]) -> Cutout:
    """What a remover lays cut-outs of a size over, 8 bits."""
    nothing = np.zeros((*size_hw, 3), np.uint8)
    empty = Cutout(nothing, np.zeros(size_hw, np.float32), source=Image(nothing))
    return remover.compose(empty, trim=False)


def _laid(cutout: Cutout, pixels: Pixels, harmoniser: Harmoniser) -> Cutout:
    below = cover(to_depth(pixels, cutout.foreground.dtype), cutout.size_hw)
    return opaque(cutout, harmoniser.laid(cutout.foreground, cutout.alpha, below))


def _looped(path: Path, info: ClipInfo) -> Iterator[Frame]:
    """A clip's frames again and again, at times that go on."""
    begin = Fraction(0)
    while True:
        end = begin
        for frame in frames_of(path, info, Span()):
            yield replace(frame, time=begin + frame.time)
            end = begin + frame.time + frame.duration
        begin = end
