"""Cameras and sinks that are drawn, so that what comes through is known."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from time import monotonic, sleep

import numpy as np
import pytest
from tests.video.conftest import drawn

from nukki.core.arrays import Pixels
from nukki.core.options import Options
from nukki.video.live.shots import Shot
from nukki.video.live.sink import Output, Shown
from nukki.video.live.staging import Stage, stage

SIZE_HW = (72, 128)


@dataclass
class Drawn:
    """A camera that shows a bright disc, moving or at rest.

    Attributes:
        count: How many pictures it gives.
        interval_s: Between two of them.
        moves: Whether the disc moves.
        fault: Raised after the last picture.
    """

    count: int = 20
    interval_s: float = 0.005
    moves: bool = True
    fault: Exception | None = None
    name: str = "a drawn camera"

    def shots(self, stop: threading.Event) -> Iterator[Shot]:
        for number in range(self.count):
            if stop.wait(self.interval_s):
                return
            step = number / self.count if self.moves else 0.0
            yield Shot(drawn(step, SIZE_HW), monotonic())
        if self.fault is not None:
            raise self.fault


@dataclass
class Kept:
    """A sink that keeps what it is given.

    Attributes:
        slow_s: How long it takes for each.
        fault: Raised at the third picture.
    """

    slow_s: float = 0.0
    fault: Exception | None = None
    looked_at: bool = True
    pictures: list[Pixels] = field(default_factory=list)
    delays_s: list[float] = field(default_factory=list)
    taken_s: list[float] = field(default_factory=list)
    where: str = "a list"

    @contextmanager
    def open(self, size_hw: tuple[int, int], rate: Fraction) -> Iterator[Output]:
        yield self

    def watched(self) -> bool:
        return self.looked_at

    def take(self, pictures: Iterable[Shown]) -> None:
        for picture in pictures:
            self.delays_s.append(monotonic() - picture.taken_s)
            self.taken_s.append(picture.taken_s)
            self.pictures.append(picture.pixels)
            sleep(self.slow_s)
            if self.fault is not None and len(self.pictures) == 3:
                raise self.fault


@pytest.fixture
def white_stage(tiny_model: str) -> Stage:
    """Bright pixels before white."""
    return stage(Options(model=tiny_model, background="white"))


@pytest.fixture(autouse=True)
def no_thread_is_left_behind() -> Iterator[None]:
    """Whatever a test did, the threads that it began have ended."""
    before = set(threading.enumerate())
    yield
    assert [thread for thread in threading.enumerate() if thread not in before] == []


def disc_of(pixels: Pixels) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """(H, W) where a picture before white shows the disc: its blue is less."""
    return np.asarray(pixels[..., 2] < 235)
