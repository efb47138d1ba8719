"""From a camera to a sink: the newest picture, and one end for all."""

from __future__ import annotations

import _thread
from collections.abc import Iterable, Iterator
from dataclasses import replace
from time import monotonic, sleep

import numpy as np
import pytest
from tests.video.conftest import soft_disc
from tests.video.live.conftest import SIZE_HW, Drawn, Kept, disc_of

from nukki.core.arrays import Pixels
from nukki.core.errors import InputError, OutputError
from nukki.core.values import Matte
from nukki.video.live import Show, broadcast
from nukki.video.live.sink import Shown
from nukki.video.live.staging import Stage


def slowed(stage: Stage, seconds: float, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The same stage with a network that takes its time."""
    quick = stage.remover.load()

    def slow(pixels: Pixels) -> Matte:
        sleep(seconds)
        return quick(pixels)

    monkeypatch.setattr(stage.remover, "load", lambda: slow)
    return stage


def test_the_subject_comes_through_before_its_new_background(white_stage: Stage) -> None:
    kept = Kept()
    broadcast(Show(source=Drawn(), sink=kept, stage=white_stage, rate=240, every=1))
    (last, truth) = (kept.pictures[-1], soft_disc(0.95, SIZE_HW))
    assert (last[truth == 0] == 255).mean() > 0.97
    # The tiny network sees 32 pixels across 128: its rim is off by two of them.
    assert (disc_of(last) ^ (truth > 0.5)).mean() < 0.04


def test_a_slow_network_drops_frames_and_never_runs_late(
    white_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, slow = Kept(), slowed(white_stage, 0.05, monkeypatch)
    source = Drawn(count=100, interval_s=0.005)
    reading = broadcast(Show(source=source, sink=kept, stage=slow, rate=240, every=1))
    assert reading.dropped > 30
    # Waiting in line, the last of a hundred frames would be over four seconds late.
    assert max(kept.delays_s) < 2.5


def test_a_slow_sink_drops_pictures_and_holds_nobody_up(white_stage: Stage) -> None:
    kept = Kept(slow_s=0.2)
    reading = broadcast(Show(source=Drawn(40), sink=kept, stage=white_stage, rate=240))
    assert len(kept.pictures) < 30
    assert reading.frames == len(kept.pictures)
    assert reading.dropped >= 10


def counted(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """What the stage's network is shown from now on: the shape of each picture."""
    looks: list[tuple[int, ...]] = []
    quick = stage.remover.load()

    def look(pixels: Pixels) -> Matte:
        looks.append(pixels.shape)
        return quick(pixels)

    monkeypatch.setattr(stage.remover, "load", lambda: look)
    return looks


def test_a_mask_serves_several_frames_where_that_is_asked(
    white_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = counted(white_stage, monkeypatch)
    broadcast(Show(source=Drawn(12, 0.03), sink=Kept(), stage=white_stage, rate=240, every=4))
    assert 1 <= len(looks) <= 3


def test_a_still_picture_is_looked_at_once(
    white_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = counted(white_stage, monkeypatch)
    broadcast(Show(source=Drawn(moves=False), sink=Kept(), stage=white_stage, rate=240))
    assert len(looks) == 1


def test_nothing_is_computed_while_nobody_looks(
    white_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(_: Pixels) -> Matte:
        raise AssertionError

    monkeypatch.setattr(white_stage.remover, "load", lambda: never)
    reading = broadcast(Show(source=Drawn(5), sink=Kept(looked_at=False), stage=white_stage))
    assert reading.frames == 0


def test_the_camera_can_be_mirrored(white_stage: Stage) -> None:
    plain, flipped = Kept(), Kept()
    for kept in (plain, flipped):
        source, flip = Drawn(1, moves=False), kept is flipped
        broadcast(Show(source=source, sink=kept, stage=white_stage, flip=flip))
    mirror = plain.pictures[0][:, ::-1]
    assert (disc_of(flipped.pictures[0]) ^ disc_of(mirror)).mean() < 0.02


def test_no_more_frames_than_asked_for_are_taken(white_stage: Stage) -> None:
    kept = Kept()
    broadcast(Show(source=Drawn(40, 0.01), sink=kept, stage=white_stage, rate=20))
    assert np.diff(kept.taken_s).min() >= 0.75 / 20


def test_it_ends_when_its_time_is_over(white_stage: Stage) -> None:
    began = monotonic()
    show = Show(source=Drawn(5000, 0.01), sink=Kept(), stage=white_stage, seconds=0.2)
    broadcast(show)
    assert monotonic() - began < 5


def test_what_goes_wrong_with_the_camera_is_said_after_all_was_shown(white_stage: Stage) -> None:
    kept = Kept()
    source = Drawn(5, 0.05, fault=InputError("it was unplugged"))
    with pytest.raises(InputError, match="unplugged"):
        broadcast(Show(source=source, sink=kept, stage=white_stage, rate=240))
    assert kept.pictures


def test_what_goes_wrong_with_the_network_stops_the_others(
    white_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Pixels) -> Matte:
        raise InputError("no such picture")

    monkeypatch.setattr(white_stage.remover, "load", lambda: broken)
    with pytest.raises(InputError, match="no such picture"):
        broadcast(Show(source=Drawn(5000), sink=Kept(), stage=white_stage))


def test_what_goes_wrong_with_the_sink_stops_the_others(white_stage: Stage) -> None:
    kept = Kept(fault=OutputError("the disk is full"))
    with pytest.raises(OutputError, match="the disk is full"):
        broadcast(Show(source=Drawn(5000, 0.01), sink=kept, stage=white_stage, rate=240))


def test_what_goes_wrong_behind_the_subject_stops_the_others(white_stage: Stage) -> None:
    broken = Drawn(2, 0.01, fault=InputError("the clip breaks off"))
    stage = replace(white_stage, below=broken)
    with pytest.raises(InputError, match="the clip breaks off"):
        broadcast(Show(source=Drawn(5000, 0.01), sink=Kept(), stage=stage, rate=240))


class Interrupting(Kept):
    """A sink whose user presses Ctrl-C when the third picture is there."""

    def take(self, pictures: Iterable[Shown]) -> None:
        def pressed() -> Iterator[Shown]:
            for number, picture in enumerate(pictures):
                yield picture
                if number == 2:
                    _thread.interrupt_main()

        super().take(pressed())


def test_ctrl_c_is_how_it_ends(white_stage: Stage) -> None:
    kept = Interrupting()
    reading = broadcast(Show(source=Drawn(500, 0.01), sink=kept, stage=white_stage))
    assert reading.frames == len(kept.pictures) >= 3
