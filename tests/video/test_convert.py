"""A clip through the whole pipeline, with a network that takes bright pixels for the subject."""

from __future__ import annotations

import threading
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from tests.video.conftest import MILLISECOND, SIZE_HW, UNEVEN_MS, MakeClip, drawn, soft_disc

from nukki.core.errors import CorruptImageError, InputError, NotAnImageError, OptionError
from nukki.core.options import Options
from nukki.core.values import Frame
from nukki.pipeline import Remover, build
from nukki.video import Clip, convert, video_format
from nukki.video.files.reader import frames_of, probe
from nukki.video.scene.inset import parse_inset
from nukki.video.scene.overlay import overlay
from nukki.video.span import Span, parse_time


def clip_of(source: Path, name: str, **settings: object) -> Clip:
    target = source.with_name(name)
    return Clip(source, target, video_format(target), **settings)  # type: ignore[arg-type]


def frames(path: Path) -> list[Frame]:
    return list(frames_of(path, probe(path, max_megapixels=1), Span()))


def test_times_alpha_and_sound_go_through_together(make_clip: MakeClip, remover: Remover) -> None:
    source = make_clip(sound="aac")
    done = convert(clip_of(source, "out.mov"), remover)
    came = frames(done.target)
    assert [frame.time for frame in came] == [time * MILLISECOND for time in UNEVEN_MS]
    assert done.proven[2:] == ("sound (1 track)", "alpha")
    alpha = came[5].image.unit_alpha()
    assert alpha is not None
    # The tiny network sees 32 pixels and decides each: only the rim may differ.
    assert np.abs(alpha - soft_disc(0.5)).mean() < 0.03


def test_sound_is_copied_to_the_bit_where_the_container_takes_it(
    make_clip: MakeClip, remover: Remover
) -> None:
    source = make_clip(sound="aac")
    done = convert(clip_of(source, "out.mkv"), remover)
    assert _packets(done.target) == _packets(source)


def _packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(audio=0) if packet.size]


def test_sound_becomes_opus_in_webm(make_clip: MakeClip, remover: Remover) -> None:
    done = convert(clip_of(make_clip(sound="aac"), "out.webm"), remover)
    with av.open(str(done.target)) as container:
        assert container.streams.audio[0].codec_context.name in {"opus", "libopus"}


def test_a_turned_clip_comes_out_upright(make_clip: MakeClip, remover: Remover) -> None:
    done = convert(clip_of(make_clip(turned=90), "out.mov"), remover)
    first = frames(done.target)[0].image
    assert first.size_hw == SIZE_HW[::-1]
    # Turned counter-clockwise: what was at the left is at the bottom.
    alpha = first.unit_alpha()
    assert alpha is not None
    assert alpha[SIZE_HW[1] // 2 :].sum() > alpha[: SIZE_HW[1] // 2].sum()


def test_ten_bits_are_read_as_sixteen(make_clip: MakeClip) -> None:
    source = make_clip("deep.mkv", codec="ffv1", pixel_format="yuv420p10le")
    image = frames(source)[0].image
    assert image.pixels.dtype == np.uint16
    assert np.abs(image.pixels / 257 - drawn(0)).mean() < 2  # chroma of half the size


def test_colour_tags_are_kept(make_clip: MakeClip, remover: Remover) -> None:
    tags = (1, 1, 1, 1)
    source = make_clip(tags=tags)
    done = convert(clip_of(source, "out.webm"), remover)
    came = probe(done.target, max_megapixels=1).tags
    assert (came.matrix, came.primaries, came.transfer, came.range) == tags


def test_an_untagged_small_clip_keeps_its_colours(make_clip: MakeClip, remover: Remover) -> None:
    opaque = build(Options(model=remover.spec.name, preset="fast", background="white"))
    done = convert(clip_of(make_clip(), "out.mp4"), opaque)
    centre = frames(done.target)[0].image.pixels[32, 28]
    np.testing.assert_allclose(centre, (240, 225, 210), atol=4)  # twice coded in 4:2:0


def test_a_part_is_taken_from_start_to_end(make_clip: MakeClip, remover: Remover) -> None:
    span = Span(start=Fraction("0.1"), end=Fraction("0.3"))
    done = convert(clip_of(make_clip(sound="aac"), "out.mov", span=span), remover)
    assert [f.time * 1000 for f in frames(done.target)] == [3, 36, 106, 139]


def test_a_part_of_a_broadcast_is_found(make_clip: MakeClip, remover: Remover) -> None:
    source = make_clip("clip.ts", times_ms=range(0, 12_000, 100))
    done = convert(clip_of(source, "out.mov", span=Span(start=Fraction("11.45"))), remover)
    assert [f.time * 1000 for f in frames(done.target)] == [0, 100, 200, 300, 400]


def test_every_third_frame_lasts_until_the_next_one(make_clip: MakeClip, remover: Remover) -> None:
    done = convert(clip_of(make_clip(), "out.mov", span=Span(every=3)), remover)
    came = frames(done.target)
    assert [f.time * 1000 for f in came] == [0, 136, 300, 433]
    assert [f.duration * 1000 for f in came][:3] == [136, 164, 133]


def test_a_clip_is_laid_over_another(make_clip: MakeClip, remover: Remover) -> None:
    screen = [np.full((128, 192, 3), (20, 200, 40), np.uint8)] * 10
    below = make_clip("screen.mkv", codec="ffv1", pixel_format="bgr0", size_hw=(128, 192),
                      pictures=screen)  # fmt: skip
    half = parse_inset(at="bottom-right", scale="50%", crop=None, shape="subject")
    lay = overlay(below, half, max_megapixels=1)
    done = convert(clip_of(make_clip(), "out.mp4", overlay=lay), remover)
    pixels = frames(done.target)[0].image.pixels
    assert pixels.shape[:2] == (128, 192)
    np.testing.assert_allclose(pixels[10, 10], (20, 200, 40), atol=6)  # coded in 4:2:0
    np.testing.assert_allclose(pixels[64 + 32, 96 + 28], (240, 225, 210), atol=6)


def test_a_song_is_refused(tmp_path: Path, make_clip: MakeClip, remover: Remover) -> None:
    song = tmp_path / "song.m4a"
    with av.open(str(make_clip(sound="aac"))) as source, av.open(str(song), "w", "mp4") as target:
        track = target.add_stream_from_template(source.streams.audio[0])
        for packet in source.demux(audio=0):
            if packet.size:
                packet.stream = track
                target.mux(packet)
    with pytest.raises(InputError, match="it holds only sound"):
        convert(clip_of(song, "out.mov"), remover)


def test_what_is_no_video_is_refused(tmp_path: Path, remover: Remover) -> None:
    source = tmp_path / "notes.mp4"
    source.write_text("not a video, though its name says so")
    with pytest.raises(NotAnImageError, match="expected a video"):
        convert(clip_of(source, "out.mov"), remover)


def test_a_file_that_was_cut_off_is_refused_and_nothing_is_left(
    make_clip: MakeClip, remover: Remover
) -> None:
    source = make_clip("whole.mkv", codec="ffv1", pixel_format="bgr0",
                       times_ms=range(0, 4000, 200))  # fmt: skip
    source.write_bytes(source.read_bytes()[: source.stat().st_size // 3])
    with pytest.raises(CorruptImageError, match=r"broken|cut off"):
        convert(clip_of(source, "out.mov"), remover)
    assert list(source.parent.glob("*.part")) == []
    assert not source.with_name("out.mov").exists()


def test_pictures_that_change_their_size_are_refused(
    tmp_path: Path, make_clip: MakeClip, remover: Remover
) -> None:
    parts = [make_clip(f"{n}.h264", size_hw=size, times_ms=range(0, 400, 40)).read_bytes()
             for n, size in enumerate(((64, 96), (96, 128)))]  # fmt: skip
    source = tmp_path / "both.h264"
    source.write_bytes(parts[0] + parts[1])
    with pytest.raises(InputError, match=r"pictures of 96x64 throughout.* 128x96"):
        convert(clip_of(source, "out.mov"), remover)


def test_an_interrupt_leaves_nothing_and_no_thread(make_clip: MakeClip, remover: Remover) -> None:
    source, calm = make_clip(times_ms=range(0, 2000, 40)), remover.look

    def look(*args: object, **settings: object) -> object:
        if threading.active_count() > before and next(count) == 7:
            raise KeyboardInterrupt
        return calm(*args, **settings)  # type: ignore[arg-type]

    before, count = threading.active_count(), iter(range(100))
    remover.look = look  # type: ignore[method-assign, assignment]
    with pytest.raises(KeyboardInterrupt):
        convert(clip_of(source, "out.mov"), remover)
    assert threading.active_count() == before
    assert [path.name for path in source.parent.iterdir() if path.is_file()] == [source.name]


@pytest.mark.parametrize(("text", "seconds"), [("1:30", "90"), ("0.04", "1/25"), ("1:0:1", "3601")])
def test_times_are_read_exactly(text: str, seconds: str) -> None:
    assert parse_time(text) == Fraction(seconds)


@pytest.mark.parametrize("text", ["", "soon", "-1", "1:2:3:4", "1/0"])
def test_a_time_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(OptionError, match="expected seconds"):
        parse_time(text)
