"""What is to be done with a clip, what came of it, and who is told meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from nukki.video.files.format import VideoFormat
from nukki.video.scene.overlay import Below
from nukki.video.span import Span
from nukki.video.steady.keyframes import Keyframe


class Listener(Protocol):
    """Told how a clip goes on."""

    def started(self, name: str, total: int | None) -> None:
        """A clip begins; it has about ``total`` frames."""

    def advanced(self) -> None:
        """One more frame was written."""

    def checking(self) -> None:
        """All frames are written; the file is read again."""


class Silent:
    """A listener that says nothing."""

    def started(self, name: str, total: int | None) -> None:
        """Nothing."""

    def advanced(self) -> None:
        """Nothing."""

    def checking(self) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Clip:
    """What to do with one clip.

    Attributes:
        source: The clip.
        target: The file or folder to write.
        format: How it is stored.
        smooth: A name of `SMOOTHERS`.
        look_every: How many frames on the network looks again at the latest; 1 looks at all.
        span: Which part of it, and whether only each so many frames.
        overlay: What its subject is laid over; None leaves it to the remover.
        sound: Keep its sound.
        verify: Read the result again and compare.
        keyframes: Mattes that were fixed by hand, in order of their frames.
        resume: Keep mattes beside the target while it is made, and go on with those of a run of
            the same that was stopped.
    """

    source: Path
    target: Path
    format: VideoFormat
    smooth: str = "median"
    look_every: int = 1
    span: Span = field(default_factory=Span)
    overlay: Below | None = None
    sound: bool = True
    verify: bool = True
    keyframes: tuple[Keyframe, ...] = ()
    resume: bool = True


@dataclass(frozen=True)
class Converted:
    """What became of a clip.

    Attributes:
        target: The file or folder that was written.
        format: Name of its format.
        frames: How many it holds.
        duration: Of the pictures, seconds.
        confidence: [0, 1], the lowest of all frames.
        proven: What was verified, one short phrase each; empty when nothing was.
        notes: What was done otherwise than a user might assume, one sentence each.
    """

    target: Path
    format: str
    frames: int
    duration: Fraction
    confidence: float
    proven: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
