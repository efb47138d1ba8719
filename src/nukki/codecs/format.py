"""What the registry knows about a picture format, and what an opened file offers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol, TypeAlias

from nukki.codecs.limits import SizeLimit
from nukki.core.values import Cutout, CutoutFrame, Frame, Image, ImageInfo
from nukki.ops.curves import TOLERANCE_PX


class OpenedFile(Protocol):
    """A picture file whose header has been read and whose size has been checked."""

    @property
    def size_hw(self) -> tuple[int, int]:
        """Height and width in pixels, upright."""

    @property
    def info(self) -> ImageInfo:
        """What the file says about itself."""

    def load(self, at_least_hw: tuple[int, int] | None = None) -> Image:
        """The first picture, upright; smaller than the file's, but never below ``at_least_hw``."""

    def frames(self) -> Iterator[Frame]:
        """Every frame on the full canvas, one at a time."""


@dataclass(frozen=True, kw_only=True)
class WriteSettings:
    """How a cut-out is stored.

    Attributes:
        quality: 1 to 100, for lossy formats.
        keep_metadata: Keep the source's EXIF block.
        matte_only: Store the matte as a grey picture.
        loop: How often an animation plays; 0 is forever.
        clipping_path: Leave the photo whole, and store the outline as a clipping path.
        path_tolerance_px: How far a path may stray from the line where alpha is one half.
    """

    quality: int
    keep_metadata: bool = False
    matte_only: bool = False
    loop: int = 0
    clipping_path: bool = False
    path_tolerance_px: float = TOLERANCE_PX


Opener: TypeAlias = Callable[[BinaryIO, SizeLimit], OpenedFile]
Writer: TypeAlias = Callable[[BinaryIO, Cutout, WriteSettings], None]
FramesWriter: TypeAlias = Callable[[BinaryIO, Iterable[CutoutFrame], WriteSettings], None]


@dataclass(frozen=True, kw_only=True)
class Format:
    """One picture format: how it is recognised, read and written.

    Attributes:
        name: What it is called in options ("jpeg").
        suffixes: Endings of file names, lower case with the dot; the first is given to new files.
        media_type: The IANA media type.
        matches: Whether a file that begins with these bytes (at least 32 of them, or the whole
            file) is of this format.
        open: Reads the header, checks the size; None when it is only written.
        write: Stores one cut-out; None when it is only read.
        write_frames: Stores an animation; None when it cannot hold one.
        alpha: Whether soft transparency survives.
        sixteen_bit: Whether 16 bits per channel are read or written.
        lossy: Whether ``quality`` has an effect.
        layered: Whether a composed picture's layers are kept apart.
        paths: Whether it can hold the outline as a path.
    """

    name: str
    suffixes: tuple[str, ...]
    media_type: str
    matches: Callable[[bytes], bool]
    open: Opener | None = None
    write: Writer | None = None
    write_frames: FramesWriter | None = None
    alpha: bool = False
    sixteen_bit: bool = False
    lossy: bool = False
    layered: bool = False
    paths: bool = False

    @property
    def can_read(self) -> bool:
        """Whether pictures of this format can be read."""
        return self.open is not None

    @property
    def can_write(self) -> bool:
        """Whether a cut-out can be stored in this format."""
        return self.write is not None

    @property
    def can_animate(self) -> bool:
        """Whether several frames can be stored in this format."""
        return self.write_frames is not None


def starts_with(*magics: bytes) -> Callable[[bytes], bool]:
    """A test whether a file begins with one of ``magics``."""
    return lambda head: head.startswith(magics)
