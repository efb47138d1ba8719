"""What is no clip, or a broken one: one clear line, and nothing half-written."""

from __future__ import annotations

from pathlib import Path

import av
import pytest
from tests.video.conftest import MakeClip

from nukki.core.errors import (
    CorruptImageError,
    EncodeError,
    InputError,
    NotAnImageError,
    NukkiError,
)
from nukki.core.options import Options
from nukki.pipeline import Remover, build
from nukki.video import Clip, convert, video_format


@pytest.fixture(params=["out.mov", "out.webm", "pictures"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file to write, or a folder of pictures."""
    return tmp_path / "results" / str(request.param)


def refused(source: Path, target: Path, remover: Remover) -> NukkiError:
    """Why a clip was refused; nothing is left where its result would be."""
    with pytest.raises(NukkiError) as caught:
        convert(Clip(source, target, video_format(target)), remover)
    assert not target.parent.exists() or list(target.parent.iterdir()) == []
    return caught.value


def test_a_song_is_refused(make_clip: MakeClip, target: Path, remover: Remover) -> None:
    song = target.parent.with_name("song.m4a")
    with av.open(str(make_clip(sound="aac"))) as source, av.open(str(song), "w", "mp4") as out:
        track = out.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(audio=0):
            if packet.size:
                packet.stream = track
                out.mux(packet)
    error = refused(song, target, remover)
    assert isinstance(error, InputError)
    assert "it holds only sound; choose another file" in str(error)


def test_a_file_without_a_picture_or_sound_is_refused(
    tmp_path: Path, target: Path, remover: Remover
) -> None:
    words = tmp_path / "words.srt"
    words.write_text("1\n00:00:00,000 --> 00:00:02,000\nHello.\n\n")
    error = refused(words, target, remover)
    assert isinstance(error, InputError)
    assert "it holds no video stream; choose another file" in str(error)


def test_a_clip_without_a_frame_is_refused(tmp_path: Path, target: Path, remover: Remover) -> None:
    empty = tmp_path / "empty.y4m"
    empty.write_bytes(b"YUV4MPEG2 W96 H64 F25:1 Ip A1:1 C420jpeg\n")
    error = refused(empty, target, remover)
    assert isinstance(error, InputError)
    assert "it holds no frame" in str(error)


def test_an_empty_file_is_refused(tmp_path: Path, target: Path, remover: Remover) -> None:
    empty = tmp_path / "empty.mp4"
    empty.touch()
    assert isinstance(refused(empty, target, remover), NotAnImageError)


def test_a_file_that_was_cut_off_is_refused(
    make_clip: MakeClip, target: Path, remover: Remover
) -> None:
    source = make_clip("whole.mkv", codec="ffv1", pixel_format="bgr0",
                       times_ms=range(0, 4000, 200))  # fmt: skip
    source.write_bytes(source.read_bytes()[: source.stat().st_size // 3])
    error = refused(source, target, remover)
    assert isinstance(error, CorruptImageError)


def test_an_mp4_whose_index_was_cut_off_is_refused(
    make_clip: MakeClip, target: Path, remover: Remover
) -> None:
    source = make_clip(times_ms=range(0, 4000, 200))
    source.write_bytes(source.read_bytes()[: source.stat().st_size // 2])
    error = refused(source, target, remover)
    assert "breaks off before its index" in str(error)


def test_pictures_that_change_their_size_are_refused(
    tmp_path: Path, make_clip: MakeClip, target: Path, remover: Remover
) -> None:
    parts = [make_clip(f"{n}.h264", size_hw=size, times_ms=range(0, 400, 40)).read_bytes()
             for n, size in enumerate(((64, 96), (96, 128)))]  # fmt: skip
    source = tmp_path / "both.h264"
    source.write_bytes(parts[0] + parts[1])
    error = refused(source, target, remover)
    assert "pictures of 96x64 throughout, but from" in str(error)


@pytest.mark.parametrize("name", ["out.mov", "out.webm", "out.mkv", "out.gif", "pictures"])
def test_odd_sides_come_back_as_they_were(make_clip: MakeClip, remover: Remover, name: str) -> None:
    source = make_clip("odd.mkv", codec="ffv1", pixel_format="bgr0", size_hw=(33, 47))
    target = source.with_name(name)
    done = convert(Clip(source, target, video_format(target)), remover)
    assert done.proven[0] == "10 frames"


def test_odd_sides_in_mp4_are_refused_before_anything_is_written(
    make_clip: MakeClip, tiny_model: str
) -> None:
    source = make_clip("odd.mkv", codec="ffv1", pixel_format="bgr0", size_hw=(33, 47))
    white = build(Options(model=tiny_model, preset="fast", background="white"), threads=1)
    error = refused(source, source.parent / "results" / "out.mp4", white)
    assert isinstance(error, EncodeError)
    assert "got 47x33; shrink it (--size 46x32)" in str(error)


def test_a_clip_that_leans_is_refused(make_clip: MakeClip, target: Path, remover: Remover) -> None:
    error = refused(make_clip(turned=30), target, remover)
    assert "a rotation of 0, 90, 180 or 270 degrees, got" in str(error)
    assert "turn it upright first" in str(error)
