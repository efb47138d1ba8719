"""One picture with the library's options; runs in a worker's thread."""

from __future__ import annotations

from dataclasses import dataclass

from nukki import codecs
from nukki.core.errors import ImageTooLargeError
from nukki.core.options import DEFAULT_FORMAT, Options
from nukki.core.values import REVIEW_BELOW
from nukki.pipeline import build
from nukki.server.settings import MEGA
from nukki.stages.watermark import marked

MAX_FRAMES = 100
"""Of an animation whose frames are all worked on: each costs a run of the network."""


@dataclass(frozen=True)
class Product:
    """A finished picture.

    Attributes:
        data: The file.
        format: Registry name of its format.
        size_hw: Height and width in pixels.
        confidence: [0, 1].
        notes: What was done otherwise than asked.
    """

    data: bytes
    format: str
    size_hw: tuple[int, int]
    confidence: float
    notes: tuple[str, ...] = ()

    @property
    def review(self) -> bool:
        """Whether a person should look at it."""
        return self.confidence < REVIEW_BELOW

    @property
    def media_type(self) -> str:
        """The file's media type."""
        return codecs.FORMATS[self.format].media_type

    @property
    def suffix(self) -> str:
        """What the file's name ends in."""
        return codecs.FORMATS[self.format].suffixes[0]


def frames_of(data: bytes, options: Options, *, sandbox: bool) -> int:
    """How many frames of a file are worked on: one, unless the result can hold several.

    Raises:
        InputError: The file cannot be used, or all its frames together are too many or too large.
    """
    (height, width), info = codecs.probe(data, max_megapixels=options.max_megapixels)
    if sandbox or not codecs.output_format(options.format or DEFAULT_FORMAT).can_animate:
        return 1
    megapixels = info.frames * height * width / MEGA
    if info.frames > MAX_FRAMES or (info.frames > 1 and megapixels > options.max_megapixels):
        raise ImageTooLargeError(
            f"expected an animation of at most {MAX_FRAMES} frames and {options.max_megapixels} "
            f"megapixels in all, got {info.frames} frames of {width}x{height}; shorten or shrink "
            "it, or ask for tiff, which takes the first frame"
        )
    return info.frames


def cut(data: bytes, options: Options, *, sandbox: bool) -> Product:
    """The result of one picture; a sandbox key's is marked, and holds one frame.

    Raises:
        InputError: The picture cannot be used.
        EncodeError: The format cannot hold the result.
    """
    remover = build(options)
    if not sandbox:
        done = remover.convert(data)
        return Product(done.data, done.format, done.size_hw, done.confidence, done.notes)
    cutout = remover(codecs.read(data, max_megapixels=options.max_megapixels))
    name = codecs.output_format(options.format or DEFAULT_FORMAT).name
    return Product(
        remover.encode(marked(cutout), name), name, cutout.size_hw, cutout.confidence, cutout.notes
    )
