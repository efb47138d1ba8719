"""Several clips at once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from tests.video.conftest import MakeClip

from nukki.core.errors import NotAnImageError
from nukki.pipeline import Remover
from nukki.video import Clip, Silent, convert_several, video_format


def clips(make_clip: MakeClip, count: int) -> list[Clip]:
    found = []
    for number in range(count):
        source = make_clip(f"{number}.mp4", times_ms=range(0, 400, 40))
        target = source.with_suffix(".mkv")
        found.append(Clip(source, target, video_format(target)))
    return found


class Meeting(Silent):
    """Lets a clip begin only when another one has begun."""

    def __init__(self, gate: threading.Barrier) -> None:
        self.gate = gate

    def started(self, name: str, total: int | None) -> None:
        self.gate.wait(200)


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_every_clip_is_cut_once(make_clip: MakeClip, remover: Remover, jobs: int) -> None:
    asked = clips(make_clip, 3)
    came = list(convert_several(asked, remover, lambda _: Silent(), jobs=jobs))
    assert sorted(str(one.clip.target) for one in came) == [str(one.target) for one in asked]
    assert [one.done.frames if one.done else 0 for one in came] == [10, 10, 10]


def test_two_are_under_way_together(make_clip: MakeClip, remover: Remover) -> None:
    gate = threading.Barrier(2)
    came = convert_several(clips(make_clip, 2), remover, lambda _: Meeting(gate), jobs=2)
    assert [one.error for one in came] == [None, None]


@pytest.mark.parametrize("jobs", [1, 2])
def test_one_that_fails_costs_only_itself(make_clip: MakeClip, remover: Remover, jobs: int) -> None:
    asked = clips(make_clip, 3)
    asked[1].source.write_text("no clip")
    came = {one.clip.target: one for one in
            convert_several(asked, remover, lambda _: Silent(), jobs=jobs)}  # fmt: skip
    assert isinstance(came[asked[1].target].error, NotAnImageError)
    assert [came[asked[n].target].error for n in (0, 2)] == [None, None]


def test_who_stops_listening_stops_all(make_clip: MakeClip, remover: Remover) -> None:
    asked = clips(make_clip, 6)
    came = convert_several(asked, remover, lambda _: Silent(), jobs=2)
    first = next(came).clip.target
    came.close()  # type: ignore[attr-defined]
    left = [path.name for path in first.parent.glob(".nukki-*")]
    done = [clip.target for clip in asked if clip.target.exists()]
    assert (left, len(done) < 6) == ([], True)
    assert not [t for t in threading.enumerate() if t.name.startswith("clip")]


def test_an_interrupt_stops_all(make_clip: MakeClip, remover: Remover) -> None:
    asked = clips(make_clip, 6)

    def listener(clip: Clip) -> Silent:
        if clip is asked[4]:
            raise KeyboardInterrupt
        return Silent()

    with pytest.raises(KeyboardInterrupt):
        list(convert_several(asked, remover, listener, jobs=2))
    assert not list(Path(asked[0].source.parent).glob(".nukki-*"))
