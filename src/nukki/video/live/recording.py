"""Live pictures into a file, each at the time it was taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path

import numpy as np

from nukki.core.values import Cutout, CutoutFrame, Image
from nukki.video.convert import check_order
from nukki.video.files.draft import draft_of
from nukki.video.files.format import Order, VideoFormat
from nukki.video.live.sink import Output, Shown

CLOCK = Fraction(1, 1000)
"""The unit that times are kept in, seconds."""


@dataclass(frozen=True)
class Recording:
    """A file: a `Sink`.

    Attributes:
        path: Its name.
        format: How it is stored.
        quality: 1 to 100.
    """

    path: Path
    format: VideoFormat
    quality: int = 90

    @contextmanager
    def open(self, size_hw: tuple[int, int], rate: Fraction) -> Iterator[Output]:
        """See `nukki.video.live.sink.Sink.open`.

        Raises:
            EncodeError: The format cannot hold pictures of that size.
        """
        order = Order(size_hw, CLOCK, rate, opaque=True, quality=self.quality)
        check_order(self.format, order)
        yield _Writing(self.path, self.format, order)


@dataclass(frozen=True)
class _Writing:
    path: Path
    format: VideoFormat
    order: Order

    @property
    def where(self) -> str:
        return str(self.path)

    def watched(self) -> bool:
        return True

    def take(self, pictures: Iterable[Shown]) -> None:
        coming = iter(pictures)
        first = next(coming, None)
        if first is None:
            return
        with draft_of(self.path, folder=self.format.folder) as draft:
            self.format.write(draft, timed(chain((first,), coming)), self.order)


def timed(pictures: Iterable[Shown]) -> Iterator[CutoutFrame]:
    """Pictures as frames that begin when they were taken and last until the next; times grow."""
    before: Shown | None = None
    began_s, time = 0.0, Fraction(0)
    for picture in pictures:
        if before is None:
            began_s = picture.taken_s
        else:
            now = max(round((picture.taken_s - began_s) * 1000) * CLOCK, time + CLOCK)
            yield _frame(before, time, now - time)
            time = now
        before = picture
    if before is not None:
        yield _frame(before, time, Fraction(1, 30))


def _frame(shown: Shown, time: Fraction, duration: Fraction) -> CutoutFrame:
    opaque = np.ones(shown.pixels.shape[:2], np.float32)
    return CutoutFrame(Cutout(shown.pixels, opaque, source=Image(shown.pixels)), time, duration)
