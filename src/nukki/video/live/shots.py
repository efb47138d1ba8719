"""Where live pictures come from: a protocol, and two sources that need no camera.

`Clip` files and FFmpeg's test patterns stand in for a camera wherever there is none, at the pace of
their own times.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

import numpy as np

from nukki.core.arrays import Pixels
from nukki.core.errors import InputNotFoundError, OptionError
from nukki.video.files.backend import decoding, pyav
from nukki.video.files.colour import tags_of
from nukki.video.files.reader import decoded, opened, probe, video_of

PATTERN = "lavfi:"
"""Before a filter graph of FFmpeg that makes pictures, as ``lavfi:testsrc2``."""


@dataclass(frozen=True, eq=False)
class Shot:
    """A picture as it was taken.

    Attributes:
        pixels: (H, W, 3) uint8 RGB, upright.
        taken_s: When, by `time.monotonic`.
    """

    pixels: Pixels
    taken_s: float


class Source(Protocol):
    """Anything that gives pictures of one size, one after the other, as time goes on."""

    @property
    def name(self) -> str:
        """What it is called in messages."""

    def shots(self, stop: threading.Event) -> Iterator[Shot]:
        """Its pictures until it ends or ``stop`` is set; whatever it opened is closed afterwards.

        Raises:
            InputError: It is not there, is in use, or breaks off.
        """


@dataclass(frozen=True)
class ClipSource:
    """A clip, played at its own pace.

    Attributes:
        path: Its file.
        loop: Begin again at its end.
        max_megapixels: Larger frames are refused.
    """

    path: Path
    loop: bool = False
    max_megapixels: int = 200

    @property
    def name(self) -> str:
        """The file."""
        return str(self.path)

    def shots(self, stop: threading.Event) -> Iterator[Shot]:
        """Its frames in 8 bits; see `Source.shots`."""
        info = probe(self.path, max_megapixels=self.max_megapixels)
        while True:
            with opened(self.path) as container:
                stream = video_of(container, self.path)
                frames = decoded(container, stream, self.path)
                yield from _paced(frames, stop, info.time_base, info.rate)
            if stop.is_set() or not self.loop:
                return


@dataclass(frozen=True)
class Pattern:
    """Pictures that FFmpeg draws.

    Attributes:
        graph: A filter graph without input ("testsrc2=size=1280x720:rate=30").
    """

    graph: str

    @property
    def name(self) -> str:
        """As it is written on the command line."""
        return PATTERN + self.graph

    def shots(self, stop: threading.Event) -> Iterator[Shot]:
        """Its frames at its rate; see `Source.shots`.

        Raises:
            OptionError: FFmpeg knows no such graph.
        """
        av = pyav()
        try:
            container = av.open(self.graph, format="lavfi")
        except (av.error.FFmpegError, OSError) as error:
            raise OptionError(
                f"camera: expected a graph of FFmpeg that makes pictures after {PATTERN}, got "
                f"{self.graph!r}; {PATTERN}testsrc2 is one"
            ) from error
        with container, decoding(self.name):
            stream = container.streams.video[0]
            base, rate = Fraction(stream.time_base), Fraction(stream.base_rate)
            yield from _paced(container.decode(stream), stop, base, rate)


def _paced(
    frames: Iterable[Any], stop: threading.Event, base: Fraction, rate: Fraction
) -> Iterator[Shot]:
    """PyAV's frames when their time has come; without times of their own, at a rate."""
    began_s = first = None
    for number, frame in enumerate(frames):
        time = number / rate if frame.pts is None else frame.pts * base
        if began_s is None or first is None:
            began_s, first = monotonic(), time
        if stop.wait(max(0.0, began_s + float(time - first) - monotonic())):
            return
        yield shot_of(frame)


def shot_of(frame: Any) -> Shot:
    """A frame of PyAV as it comes: converted the quick way, which may be off by two levels."""
    taken_s, tags = monotonic(), tags_of(frame)
    rgb = frame.reformat(format="rgb24", src_colorspace=tags.matrix, src_color_range=tags.range)
    pixels = np.rot90(rgb.to_ndarray(), int(frame.rotation) // 90)
    return Shot(np.ascontiguousarray(pixels), taken_s)


def not_found(text: str, there: str) -> InputNotFoundError:
    """The error about a camera that is not there; ``there`` lists those that are."""
    return InputNotFoundError(
        f"camera: expected its number, a clip or {PATTERN}GRAPH, got {text!r}, which is none of "
        f"them; cameras here: {there or 'none'}"
    )
