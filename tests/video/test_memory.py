"""Memory does not grow with a clip's length."""

from __future__ import annotations

import os

import pytest
from tests.video.conftest import MakeClip, drawn

from nukki.pipeline import Remover
from nukki.pipeline.memory import resident_bytes
from nukki.video import Clip, Silent, convert, video_format

LENGTH, WARM = 10_000, 2_000

SIZE_HW = (48, 64)

PER_FRAME_BYTES = 400
"""What is noted of each frame for the proof that it was written: its time, and its mean alpha. One
picture that stayed would be twenty times that."""


class Watching(Silent):
    """Notes what the process takes when so many frames are written."""

    def __init__(self, *frames: int) -> None:
        self.taken: dict[int, int] = dict.fromkeys(frames, 0)
        self.written = 0

    def advanced(self) -> None:
        self.written += 1
        if self.written in self.taken:
            self.taken[self.written] = resident_bytes()


@pytest.mark.long
@pytest.mark.skipif(os.environ.get("NUKKI_LONG_TESTS") != "1", reason="takes a minute")
def test_ten_thousand_frames_take_no_more_than_two_thousand(
    make_clip: MakeClip, remover: Remover
) -> None:
    looks = [drawn(step / 40, SIZE_HW) for step in range(40)]
    source = make_clip(
        size_hw=SIZE_HW,
        times_ms=range(0, LENGTH * 40, 40),
        pictures=[looks[number % 40] for number in range(LENGTH)],
    )
    target, heard = source.with_name("out.mkv"), Watching(WARM, LENGTH)
    done = convert(Clip(source, target, video_format(target)), remover, heard)
    assert (done.frames, resident_bytes() > 0) == (LENGTH, True)
    grown = heard.taken[LENGTH] - heard.taken[WARM]
    # Two MiB more: what allocators and codecs take in their own time.
    assert grown < (LENGTH - WARM) * PER_FRAME_BYTES + (2 << 20)
