"""Clips as a folder of pictures, with a list of how long each is shown.

The list is of FFmpeg's concat format: ``ffmpeg -i frames.ffconcat`` plays the folder in time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import accumulate
from pathlib import Path

import numpy as np

from nukki import codecs
from nukki.core.values import CutoutFrame
from nukki.video.files.format import Checker, Order, Reread, Writer

LIST_NAME = "frames.ffconcat"


def writer(format_name: str) -> Writer:
    """A function that writes each frame as a picture of that format."""

    def write(folder: Path, frames: Iterable[CutoutFrame], order: Order) -> None:
        suffix = codecs.FORMATS[format_name].suffixes[0]
        lines = ["ffconcat version 1.0"]
        for number, frame in enumerate(frames):
            name = f"frame-{number:06d}{suffix}"
            with (folder / name).open("wb") as stream:
                codecs.write_to(
                    stream,
                    frame.cutout,
                    format_name,
                    quality=order.quality,
                    matte_only=order.matte_only,
                )
            lines += [f"file {name}", f"duration {float(frame.duration):.9f}"]
        (folder / LIST_NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")

    return write


def checker(mean: Callable[[Path], float]) -> Checker:
    """A function that reads such a folder again; ``mean`` gives a file's mean alpha."""

    def reread(folder: Path) -> Reread:
        words = [line.split() for line in (folder / LIST_NAME).read_text("utf-8").splitlines()]
        names = [line[1] for line in words if line[0] == "file"]
        steps = [Fraction(line[1]) for line in words if line[0] == "duration"]
        *times, ends = accumulate(steps, initial=Fraction(0))
        return Reread(tuple(times), ends, tuple(mean(folder / name) for name in names))

    return reread


def mean_alpha(path: Path) -> float:
    """The mean alpha of a picture that `nukki.codecs` reads, [0, 1]."""
    alpha = codecs.read(path).unit_alpha()
    return 1.0 if alpha is None else float(np.mean(alpha))
