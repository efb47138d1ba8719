"""Proof that a written clip holds what was put into it: it is read again and compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np

from nukki.core.errors import OutputError
from nukki.core.values import CutoutFrame
from nukki.video.files.containers import sound_of
from nukki.video.files.format import Order, Reread, VideoFormat
from nukki.video.files.sound import SoundTrack

SOUND_ERROR_S = Fraction(1, 5)
"""How far the end of the sound may come back wrong: some packets, which encoders pad or prime."""


@dataclass
class Tally:
    """What was put into a file, a few bytes a frame."""

    times: list[Fraction] = field(default_factory=list)
    alphas: list[float] = field(default_factory=list)
    ends: Fraction = Fraction(0)
    confidence: float = 1.0

    def over(self, frames: Iterable[CutoutFrame]) -> Iterator[CutoutFrame]:
        """The frames, noted as they pass."""
        for frame in frames:
            self.times.append(frame.time)
            self.alphas.append(float(np.mean(frame.cutout.alpha)))
            self.ends = frame.time + frame.duration
            self.confidence = min(self.confidence, frame.cutout.confidence)
            yield frame


def verify(path: Path, entry: VideoFormat, order: Order, tally: Tally) -> tuple[str, ...]:
    """What was found to be as it should, one short phrase each.

    Raises:
        OutputError: Something is not; the message says what was expected and what came.
    """
    found = entry.reread(path)
    _same("frames", len(tally.times), len(found.times))
    _times(entry, order, tally, found)
    proven = [f"{len(found.times)} frames", f"{float(tally.ends - tally.times[0]):.2f} s"]
    if order.sound is not None and entry.sound:
        proven.append(_sound(found, order.sound))
    if not order.opaque and entry.alpha:
        proven.append(_alpha(entry, tally, found))
    return tuple(proven)


def _same(what: str, expected: object, came: object) -> None:
    if expected != came:
        raise OutputError(
            f"the file was read again: expected {expected} {what}, got {came}; this is a fault of "
            "the format's encoder, choose another one, or --no-verify to keep the file"
        )


def _times(entry: VideoFormat, order: Order, tally: Tally, found: Reread) -> None:
    first, again = tally.times[0], found.times[0]
    allowed = entry.time_error + order.time_base
    for expected, came in zip(tally.times, found.times, strict=True):
        if abs((came - again) - (expected - first)) > allowed:
            _same("s as the time of a frame", f"{float(expected):.4f}", f"{float(came):.4f}")
    length = (found.ends or tally.ends) - again
    a_frame = 1 / order.rate  # how long the last one lasts is the container's to say
    if entry.keeps_time and abs(length - (tally.ends - first)) > a_frame:
        _same("s of pictures", f"{float(tally.ends - first):.3f}", f"{float(length):.3f}")


def _sound(found: Reread, sound: SoundTrack) -> str:
    """The tracks of the source, heard as far as they were taken."""
    tracks, ends = sound_of(sound.path)
    _same("tracks of sound", tracks, found.sounds)
    until = (ends or Fraction(0)) - sound.origin
    until = until if sound.end is None else min(until, sound.end)
    expected, came = until - sound.start, found.sound_ends or Fraction(0)
    if abs(expected - came) > SOUND_ERROR_S:
        _same("s of sound", f"{float(expected):.2f}", f"{float(came):.2f}")
    return f"sound ({tracks} track{'s' * (tracks > 1)})"


def _alpha(entry: VideoFormat, tally: Tally, found: Reread) -> str:
    for number, (expected, came) in enumerate(zip(tally.alphas, found.alphas, strict=True)):
        if abs(expected - came) > entry.alpha_error:
            _same(f"as the mean alpha of frame {number}", f"{expected:.4f}", f"{came:.4f}")
    return "alpha"
