"""Picture files on their way in, and results on their way out."""

from __future__ import annotations

from dataclasses import dataclass

from nukki import codecs
from nukki.core.values import Cutout, Image, ImageInfo


@dataclass(frozen=True)
class Encoded:
    """A result as bytes, and what a report says of it.

    Attributes:
        data: The file.
        format: Registry name of its format.
        size_hw: Height and width in pixels.
        confidence: [0, 1], the lowest of all frames.
        frames: How many frames it holds.
        notes: What was done otherwise than asked, one sentence each.
        engine: What really ran the network, "" when none ran.
        device: Where it ran, "" likewise.
    """

    data: bytes
    format: str
    size_hw: tuple[int, int]
    confidence: float
    frames: int = 1
    notes: tuple[str, ...] = ()
    engine: str = ""
    device: str = ""


@dataclass(frozen=True)
class Opened:
    """A picture file that was read.

    Attributes:
        animation: The file itself where it holds several frames, which are read one at a time.
        size_hw: Height and width of the file in pixels.
        info: What it says about itself.
        image: The picture; None for several frames.
    """

    animation: codecs.Source
    size_hw: tuple[int, int]
    info: ImageInfo
    image: Image | None = None


@dataclass
class FrameTally:
    """What a report says of the frames that passed through, without keeping them."""

    size_hw: tuple[int, int] = (0, 0)
    confidence: float = 1.0
    frames: int = 0
    notes: tuple[str, ...] = ()

    def __call__(self, cutout: Cutout) -> Cutout:
        """The same cut-out, counted."""
        self.size_hw = cutout.size_hw
        self.confidence = min(self.confidence, cutout.confidence)
        self.frames += 1
        self.notes = tuple(dict.fromkeys((*self.notes, *cutout.notes)))
        return cutout
