"""Where live pictures come from: cameras, clips, patterns."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import av
import numpy as np
import pytest
from tests.video.conftest import MakeClip, drawn

from nukki.core.errors import InputError, InputNotFoundError, NotAnImageError, OptionError
from nukki.video.live.camera import Camera
from nukki.video.live.shots import ClipSource, Pattern, Source
from nukki.video.live.sources import source_of

GRAPH = "testsrc2=size=64x48:rate=50:duration=0.2"


def shots_of(source: Source) -> list[Any]:
    return list(source.shots(threading.Event()))


def named(text: str) -> Source:
    return source_of(text, size_hw=(720, 1280), rate=30, max_megapixels=10)


def test_a_clip_is_played_at_its_own_pace(make_clip: MakeClip) -> None:
    began = monotonic()
    shots = shots_of(ClipSource(make_clip()))
    assert len(shots) == 10
    assert monotonic() - began >= 0.433
    # Chroma is kept at half the size, and the conversion is the quick one.
    assert np.abs(shots[0].pixels.astype(int) - drawn(0)).mean() < 4


def test_a_turned_clip_stands_upright(make_clip: MakeClip) -> None:
    assert shots_of(ClipSource(make_clip(turned=90)))[0].pixels.shape == (96, 64, 3)


def test_a_deep_clip_comes_in_eight_bits(make_clip: MakeClip) -> None:
    clip = make_clip("deep.mkv", codec="ffv1", pixel_format="yuv420p10le")
    assert shots_of(ClipSource(clip))[0].pixels.dtype == np.uint8


def test_a_loop_goes_on_until_it_is_stopped(make_clip: MakeClip) -> None:
    stop = threading.Event()
    shots = ClipSource(make_clip(times_ms=(0, 10, 20)), loop=True).shots(stop)
    seen = [next(shots).taken_s for _ in range(8)]
    stop.set()
    assert list(shots) == []
    assert seen == sorted(seen)


def test_a_pattern_needs_neither_camera_nor_file() -> None:
    shots = shots_of(Pattern(GRAPH))
    assert [shot.pixels.shape for shot in shots] == [(48, 64, 3)] * 10


def test_a_pattern_that_does_not_exist_is_said() -> None:
    with pytest.raises(OptionError, match=r"expected a graph of FFmpeg.*lavfi:testsrc2 is one"):
        shots_of(Pattern("testsrc9"))


def test_what_is_written_chooses_the_source(make_clip: MakeClip) -> None:
    assert isinstance(named("0"), Camera)
    assert isinstance(named("/dev/video3"), Camera)
    assert isinstance(named("lavfi:testsrc2"), Pattern)
    assert isinstance(named(str(make_clip())), ClipSource)


def test_what_is_no_source_is_said() -> None:
    with pytest.raises(InputNotFoundError, match=r"expected its number, a clip or lavfi:GRAPH"):
        named("front door")


def test_a_picture_in_place_of_a_clip_without_frames_is_said(tmp_path: Path) -> None:
    (tmp_path / "notes.mp4").write_text("no clip")
    with pytest.raises(NotAnImageError, match="expected a video"):
        shots_of(named(str(tmp_path / "notes.mp4")))


def camera(device: str = GRAPH) -> Camera:
    """FFmpeg's pattern in the place of a driver."""
    return Camera("camera 0", device, "lavfi", (48, 64), 50)


def test_a_camera_gives_pictures_until_it_is_stopped() -> None:
    stop = threading.Event()
    shots = camera().shots(stop)
    assert next(shots).pixels.shape == (48, 64, 3)
    stop.set()
    assert list(shots) == []


def test_a_camera_that_is_unplugged_is_said() -> None:
    with pytest.raises(InputError, match=r"camera 0 gives no more pictures; it was unplugged"):
        shots_of(camera())


def refusing(monkeypatch: pytest.MonkeyPatch, wrong: Callable[[dict[str, str]], int]) -> list[Any]:
    """Let cameras refuse by an error's number, given the options; at 0 they open."""
    real, asked = av.open, []

    def opened(file: str, *, options: dict[str, str], **settings: Any) -> Any:
        asked.append(options)
        if number := wrong(options):
            raise av.error.OSError(number, errno.errorcode[number], file)
        return real(file, **settings)

    monkeypatch.setattr(av, "open", opened)
    return asked


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOENT, "camera 0 is not there; plug it in"),
        (errno.EBUSY, "camera 0 is in use; close the program"),
        (errno.EACCES, "camera 0: you may not use it; allow it"),
        (errno.EIO, "camera 0 does not open"),
    ],
)
def test_why_a_camera_does_not_open_is_said(
    monkeypatch: pytest.MonkeyPatch, number: int, told: str
) -> None:
    refusing(monkeypatch, lambda _: number)
    with pytest.raises(InputError, match=told):
        shots_of(camera())


def test_a_camera_without_the_size_that_is_asked_for_gives_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = refusing(monkeypatch, lambda wish: errno.EINVAL if "video_size" in wish else 0)
    assert next(camera().shots(threading.Event())).pixels.shape == (48, 64, 3)
    assert [options.get("video_size") for options in asked] == ["64x48", "64x48", None]


@pytest.mark.skipif(not Path("/dev").is_dir(), reason="only Linux lists cameras so")
def test_a_real_camera_that_is_not_there_is_said() -> None:
    with pytest.raises(InputNotFoundError, match="camera 63 is not there"):
        shots_of(named("63"))
