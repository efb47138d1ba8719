"""Clips as animated pictures, through the codecs of pictures: small ones, held in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from nukki import codecs
from nukki.core.values import CutoutFrame
from nukki.video.files.format import Checker, Order, Reread, Writer


def writer(format_name: str) -> Writer:
    """A function that writes clips as animated pictures of that format."""

    def write(path: Path, frames: Iterable[CutoutFrame], order: Order) -> None:
        data = codecs.write_frames(
            _from_the_start(frames),
            format_name,
            quality=order.quality,
            matte_only=order.matte_only,
        )
        path.write_bytes(data)

    return write


def _from_the_start(frames: Iterable[CutoutFrame]) -> Iterator[CutoutFrame]:
    """Animated pictures begin at once: a first frame that comes later is shown from there on."""
    for number, frame in enumerate(frames):
        early = frame.time if number == 0 else 0
        yield replace(frame, duration=frame.duration + early, time=frame.time - early)


def checker() -> Checker:
    """A function that reads such a file again."""

    def reread(path: Path) -> Reread:
        times, alphas, ends = [], [], None
        for frame in codecs.read_frames(path):
            alpha = frame.image.unit_alpha()
            times.append(frame.time)
            alphas.append(1.0 if alpha is None else float(np.mean(alpha)))
            ends = frame.time + frame.duration
        return Reread(tuple(times), ends, tuple(alphas))

    return reread
