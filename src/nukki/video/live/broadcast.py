"""A live picture from its source to its sink: newest frame always, nothing waits in line.

    source ──Latest──▶ network and scene (the caller's own thread) ──Latest──▶ sink
    clip or screen behind ──Latest──▲

Ctrl-C is how one ends it: what was recorded until then is a whole file.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from time import monotonic, perf_counter
from typing import Protocol

import numpy as np

from nukki.ops.blend import mirrored
from nukki.video.crew import Crew
from nukki.video.live.latest import Latest
from nukki.video.live.masker import Masker
from nukki.video.live.meter import Meter, Reading
from nukki.video.live.scene import Scene
from nukki.video.live.schedule import Schedule
from nukki.video.live.shots import Shot, Source
from nukki.video.live.sink import Output, Shown, Sink
from nukki.video.live.staging import Stage

TOO_SOON = 0.75
"""Frames that come within this share of the usual interval are left out: more than were asked."""

TELL_EVERY_S = 1.0
"""How often a listener is told how it goes on."""


class Watcher(Protocol):
    """Told how it goes on."""

    def began(self, where: str, size_hw: tuple[int, int]) -> None:
        """The first frame came; the pictures can be seen there."""

    def goes_on(self, reading: Reading, schedule: Schedule, *, watched: bool) -> None:
        """About once a second."""


class Unwatched:
    """A watcher that says nothing."""

    def began(self, where: str, size_hw: tuple[int, int]) -> None:
        """Nothing."""

    def goes_on(self, reading: Reading, schedule: Schedule, *, watched: bool) -> None:
        """Nothing."""


@dataclass(frozen=True, kw_only=True)
class Show:
    """What is shown, and where.

    Attributes:
        source: The camera.
        sink: Where it goes.
        stage: What is made of it.
        rate: Frames per second at most; the time for one is what masks have to fit in.
        flip: Mirror what the camera sees, as people know themselves.
        every: One mask for so many frames; None follows the time there is.
        seconds: End after so long; None does not.
    """

    source: Source
    sink: Sink
    stage: Stage
    rate: int = 30
    flip: bool = False
    every: int | None = None
    seconds: float | None = None


def broadcast(show: Show, watcher: Watcher | None = None) -> Reading:
    """Show live pictures until the source ends, the time is over, or Ctrl-C.

    Args:
        show: What and where.
        watcher: Told how it goes on.

    Returns:
        What the meter says of all of it.

    Raises:
        InputError: The source cannot be used, or broke off.
        OutputError: The sink cannot.
    """
    show.stage.remover.load()
    stop, meter = threading.Event(), Meter()
    with Crew() as crew:
        shots: Latest[Shot] = Latest(crew.halt)
        below: Latest[Shot] = Latest(crew.halt)
        try:
            crew.start(lambda: shots.feed(show.source.shots(stop)))
            if show.stage.below is not None:
                behind = show.stage.below
                crew.start(lambda: below.feed(behind.shots(stop)))
                below.first()
            dropped = _show(show, shots, show.stage.scene(below), meter, watcher or Unwatched())
        finally:
            stop.set()
    return meter.all(shots.dropped + dropped)


def _show(show: Show, shots: Latest[Shot], scene: Scene, meter: Meter, watcher: Watcher) -> int:
    """All shots through the scene into the sink; how many finished pictures the sink missed."""
    coming = iter(shots)
    first = next(coming, None)
    if first is None:
        return 0
    frame_hw = first.pixels.shape[0], first.pixels.shape[1]
    size_hw = scene.size_hw(frame_hw)
    with show.sink.open(size_hw, Fraction(show.rate)) as output, Crew() as crew:
        done: Latest[Shown] = Latest(crew.halt)
        crew.start(lambda: output.take(meter.counted(done)))
        watcher.began(output.where, size_hw)
        tell = _Telling(watcher, meter, lambda: shots.dropped + done.dropped)
        with suppress(KeyboardInterrupt):
            for shown in _pictures(show, chain((first,), coming), scene, output, tell):
                if crew.halt.is_set():
                    break
                done.put(shown)
        done.end()
    return done.dropped


def _pictures(
    show: Show, shots: Iterator[Shot], scene: Scene, output: Output, tell: _Telling
) -> Iterator[Shown]:
    """The finished pictures, each as soon as it can be had."""
    schedule = Schedule(1 / show.rate, show.every)
    masker = Masker(show.stage.remover.load(), schedule)
    for shot in _in_time(shots, show):
        watched = output.watched()
        tell(schedule, watched=watched)
        if not watched:
            continue
        began_s = perf_counter()
        pixels = np.asarray(shot.pixels, np.uint8)
        drawn = scene(masker(mirrored(pixels) if show.flip else pixels, shot.taken_s))
        looked_s = masker.looked_s
        schedule.took(mask_s=looked_s, rest_s=perf_counter() - began_s - (looked_s or 0.0))
        yield Shown(drawn, shot.taken_s)


def _in_time(shots: Iterator[Shot], show: Show) -> Iterator[Shot]:
    """Shots at the rate that is wanted, until the time is over."""
    began_s = last_s = None
    for shot in shots:
        began_s = shot.taken_s if began_s is None else began_s
        if show.seconds is not None and shot.taken_s - began_s >= show.seconds:
            return
        if last_s is None or shot.taken_s - last_s >= TOO_SOON / show.rate:
            last_s = shot.taken_s
            yield shot


@dataclass
class _Telling:
    """Tells a watcher about once a second."""

    watcher: Watcher
    meter: Meter
    dropped: Callable[[], int]
    told_s: float = 0.0

    def __call__(self, schedule: Schedule, *, watched: bool) -> None:
        if monotonic() - self.told_s >= TELL_EVERY_S:
            self.told_s = monotonic()
            self.watcher.goes_on(self.meter.recent(self.dropped()), schedule, watched=watched)
