"""A run that was stopped goes on where it was, and gives what one that was not would have."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.video.conftest import MakeClip

from nukki.core.errors import InputError
from nukki.core.options import Options
from nukki.core.values import Image, Matte
from nukki.pipeline import Remover, build
from nukki.video import Clip, convert, video_format
from nukki.video.kept import SEGMENT, KeptMattes

FRAMES = 2 * SEGMENT + 20


@pytest.fixture
def long_clip(make_clip: MakeClip) -> Path:
    return make_clip(times_ms=range(0, FRAMES * 40, 40))


def clip_of(source: Path, name: str = "out.mkv", *, look_every: int = 1) -> Clip:
    target = source.with_name(name)
    return Clip(source, target, video_format(target), look_every=look_every)


def mattes_of(clip: Clip) -> Path:
    return clip.target.with_name(f".{clip.target.name}.mattes")


def counted(remover: Remover, *, until: int | None = None) -> list[int]:
    """Counts the frames that are looked at; the one after ``until`` interrupts."""
    calm, seen = remover.look, list[int]()

    def look(image: Image, *, input_hw: tuple[int, int] | None = None) -> Matte:
        if len(seen) == until:
            raise KeyboardInterrupt
        seen.append(len(seen))
        return calm(image, input_hw=input_hw)

    remover.look = look  # type: ignore[method-assign]
    return seen


def test_a_run_that_was_stopped_goes_on_after_its_last_segment(
    long_clip: Path, remover: Remover, tiny_model: str
) -> None:
    clip = clip_of(long_clip)
    counted(remover, until=FRAMES - 5)
    with pytest.raises(KeyboardInterrupt):
        convert(clip, remover)
    assert not clip.target.exists()
    again = build(remover.options, threads=1)
    seen = counted(again)
    done = convert(clip, again)
    assert (len(seen), done.frames) == (FRAMES - 2 * SEGMENT, FRAMES)
    assert done.notes == (f"went on with {2 * SEGMENT} mattes that an earlier run kept",)


@pytest.mark.parametrize("look_every", [1, 2])
def test_it_gives_to_the_bit_what_a_run_in_one_go_gives(
    look_every: int, long_clip: Path, remover: Remover
) -> None:
    options, clip = remover.options, clip_of(long_clip, look_every=look_every)
    whole = convert(replace(clip, target=clip.target.with_name("whole.mkv")), remover)
    stopped = build(options, threads=1)
    counted(stopped, until=SEGMENT + 3)
    with pytest.raises(KeyboardInterrupt):
        convert(clip, stopped)
    done = convert(clip, build(options, threads=1))
    assert done.notes
    assert frames_md5(done.target) == frames_md5(whole.target)


def frames_md5(path: Path) -> list[bytes]:
    import av

    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


def test_nothing_is_kept_of_a_run_that_ended_well(long_clip: Path, remover: Remover) -> None:
    done = convert(clip_of(long_clip), remover)
    assert sorted(path.name for path in done.target.parent.iterdir()) == ["clip.mp4", "out.mkv"]


def test_other_options_begin_anew(long_clip: Path, remover: Remover, tiny_model: str) -> None:
    clip = clip_of(long_clip)
    counted(remover, until=SEGMENT + 3)
    with pytest.raises(KeyboardInterrupt):
        convert(clip, remover)
    assert mattes_of(clip).is_dir()
    other = build(Options(model=tiny_model, preset="fast", solid=True), threads=1)
    seen = counted(other)
    convert(clip, other)
    assert len(seen) == FRAMES


def test_looking_at_other_frames_begins_anew(long_clip: Path, remover: Remover) -> None:
    counted(remover, until=SEGMENT + 3)
    with pytest.raises(KeyboardInterrupt):
        convert(clip_of(long_clip, look_every=2), remover)
    assert not convert(clip_of(long_clip), build(remover.options, threads=1)).notes


def test_a_clip_that_cannot_be_used_keeps_nothing(long_clip: Path, remover: Remover) -> None:
    long_clip.write_bytes(long_clip.read_bytes()[:-2000])  # its index stands last
    clip = clip_of(long_clip)
    with pytest.raises(InputError):
        convert(clip, remover)
    assert not mattes_of(clip).exists()


def test_a_segment_that_lacks_ends_what_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "mattes"
    folder.mkdir()
    (folder / "key").write_text("k")
    (folder / "000001.segment").write_bytes(b"")
    assert KeptMattes(folder, "k").there == 0


def test_a_matte_with_colours_of_its_own_is_not_kept(tmp_path: Path) -> None:
    kept = KeptMattes(tmp_path / "mattes", "k")
    image = Image(np.full((4, 6, 3), 9, np.uint8))
    matte = Matte(np.full((4, 6), 0.3, np.float32), foreground=image.pixels)
    again = kept.looking(lambda _: matte)
    assert [again(image) for _ in range(SEGMENT + 1)] == [matte] * (SEGMENT + 1)
    assert not kept.folder.exists()


def test_no_resume_keeps_nothing(long_clip: Path, remover: Remover) -> None:
    target = long_clip.with_name("out.mkv")
    clip = Clip(long_clip, target, video_format(target), resume=False)
    counted(remover, until=SEGMENT + 3)
    with pytest.raises(KeyboardInterrupt):
        convert(clip, remover)
    assert not mattes_of(clip).exists()


def until(there: Callable[[], bool], *, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent")
@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_command_goes_on_and_leaves_no_half_a_file(
    long_clip: Path, tiny_model: str, kind: signal.Signals
) -> None:
    clip = clip_of(long_clip)
    words = [sys.executable, "-m", "nukki", "video", str(clip.source), "-o", str(clip.target),
             "-m", tiny_model, "--preset", "fast"]  # fmt: skip
    first = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    until(lambda: (mattes_of(clip) / "000000.segment").exists() or first.poll() is not None)
    first.send_signal(kind)
    _, said = first.communicate()
    if first.returncode == 0:
        pytest.skip("it was done before it could be stopped")
    assert ("the same command goes on from there" in said) == (kind == signal.SIGINT)
    assert not clip.target.exists()
    again = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "mattes that an earlier run kept" in again.stderr
    assert f"verified: {FRAMES} frames" in again.stderr
    assert not mattes_of(clip).exists()
