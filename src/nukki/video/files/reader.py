"""A clip's frames, upright, one at a time, each with its exact time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from nukki.codecs.limits import SizeLimit
from nukki.core.errors import CorruptImageError, InputError
from nukki.core.values import Frame
from nukki.video.files.backend import decoding, opening, pyav
from nukki.video.files.colour import Tags, depth_of, tags_of, to_image
from nukki.video.span import Span

FALLBACK_RATE = Fraction(25)
"""Frames per second where a raw stream says nothing of time."""

SHORT = Fraction(1, 20)
"""A clip that ends by more than this share, and `SHORT_S`, before its own index says is cut off."""
SHORT_S = Fraction(1, 2)


@dataclass(frozen=True)
class ClipInfo:
    """What a clip says of itself.

    Attributes:
        name: What it is called in messages.
        size_hw: Height and width of its upright frames.
        time_base: The unit its times are counted in, seconds.
        rate: Frames per second, on average.
        duration: In seconds, by its index; None when that says nothing.
        count: Frames, by its index or estimated; None when neither can be had.
        origin: When it begins on its own clock, seconds.
        tags: What the numbers of its pictures mean.
        pixel_aspect: Width of a pixel over its height, upright.
        depth: Bits per channel.
        sounds: How many tracks of sound it has.
    """

    name: str
    size_hw: tuple[int, int]
    time_base: Fraction
    rate: Fraction
    duration: Fraction | None
    count: int | None
    origin: Fraction
    tags: Tags
    pixel_aspect: Fraction
    depth: int
    sounds: int


SEEK_S = Fraction(10)
"""Up to this start a clip is read from its beginning: seeking in streams misses short ones."""


def probe(path: Path, *, max_megapixels: int) -> ClipInfo:
    """What a clip says of itself; its first frame is decoded.

    Raises:
        InputNotFoundError: There is none.
        NotAnImageError: It is no video.
        InputError: It holds only sound, or no frames, or they are too large.
    """
    with opened(path) as container:
        stream = video_of(container, path)
        SizeLimit(max_megapixels).check(_coded_hw(stream))
        frame = next(decoded(container, stream, path), None)
        if frame is None:
            raise InputError(
                f"{path}: expected a video, but it holds no frame; fetch or save it again"
            )
        turned = _quarter_turns(frame, path)
        size_hw = _turned_hw((frame.height, frame.width), turned)
        aspect = stream.sample_aspect_ratio or Fraction(1)
        rate = stream.average_rate or stream.guessed_rate or FALLBACK_RATE
        duration = _duration(stream)
        return ClipInfo(
            name=str(path),
            size_hw=size_hw,
            time_base=Fraction(stream.time_base),
            rate=Fraction(rate),
            duration=duration,
            count=stream.frames or (round(duration * rate) if duration else None),
            origin=_origin(container, stream),
            tags=tags_of(frame),
            pixel_aspect=1 / aspect if turned % 2 else aspect,
            depth=depth_of(frame),
            sounds=len(container.streams.audio),
        )


def frames_of(path: Path, info: ClipInfo, span: Span) -> Iterator[Frame]:
    """The frames of a part of a clip; times count from its start.

    Raises:
        CorruptImageError: The file breaks off, or its data are broken.
        InputError: The pictures change their size, or the part holds none.
    """
    last: Frame | None = None
    for number, (time, step, raw) in enumerate(_within(path, info, span)):
        if number % span.every:
            continue
        turned = _quarter_turns(raw, path)
        _check_size(raw, turned, info, time)
        image = to_image(raw, turned=turned)
        if last is not None:
            yield replace(last, duration=time - last.time)
        last = Frame(image, time, step * span.every)
    if last is None:
        raise InputError(
            f"{info.name}: expected frames from {float(span.start):g} s on, but there are none; "
            "choose an earlier start or a later end"
        )
    yield last


def _within(path: Path, info: ClipInfo, span: Span) -> Iterator[tuple[Fraction, Fraction, Any]]:
    """Time since the span's start, own duration, and frame, of all inside the span."""
    end = Fraction(0)
    for number, frame in enumerate(_decoded_from(path, info, span.start)):
        step = Fraction(frame.duration) * info.time_base if frame.duration else 1 / info.rate
        clock = number / info.rate if frame.pts is None else frame.pts * info.time_base
        time = clock - info.origin - span.start
        if time < 0:
            continue
        if span.end is not None and time >= span.end - span.start:
            return
        end = time + step + span.start
        yield time, step, frame
    _check_whole(info, end)


def _decoded_from(path: Path, info: ClipInfo, start: Fraction) -> Iterator[Any]:
    """PyAV's frames from some time before ``start`` on; all where the file finds no such place."""
    if start > SEEK_S:
        with opened(path) as container:
            stream = video_of(container, path)
            with decoding(info.name):
                place = int((start + info.origin - SEEK_S / 2) / info.time_base)
                container.seek(place, stream=stream, backward=True)
            frames = decoded(container, stream, path)
            first = next(frames, None)
            clock = None if first is None or first.pts is None else first.pts * info.time_base
            if clock is not None and clock - info.origin <= start:
                yield first
                yield from frames
                return
    with opened(path) as container:
        yield from decoded(container, video_of(container, path), path)


def _check_whole(info: ClipInfo, end: Fraction) -> None:
    missing = (info.duration or Fraction(0)) - end
    if info.duration and missing > max(SHORT_S, info.duration * SHORT):
        raise CorruptImageError(
            f"{info.name}: expected {float(info.duration):.1f} s of video as its index says, but "
            f"the pictures end at {float(end):.1f} s; the file is cut off: fetch it again, or take "
            f"what is there with --end {float(end):.1f}"
        )


def _check_size(frame: Any, turned: int, info: ClipInfo, time: Fraction) -> None:
    size_hw = _turned_hw((frame.height, frame.width), turned)
    if size_hw != info.size_hw:
        raise InputError(
            f"{info.name}: expected pictures of {info.size_hw[1]}x{info.size_hw[0]} throughout, "
            f"but from {float(time):.2f} s on they are {size_hw[1]}x{size_hw[0]}; take the parts "
            "one by one with --start and --end"
        )


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """PyAV's container of a file, closed afterwards."""
    with opening(str(path)):
        container = pyav().open(str(path), "r")
    try:
        yield container
    finally:
        container.close()


def video_of(container: Any, path: Path) -> Any:
    """The clip's first moving picture; cover art of a song is none."""
    cover = pyav().stream.Disposition.attached_pic
    moving = [s for s in container.streams.video if not s.disposition & cover]
    if not moving:
        what = "only sound" if container.streams.audio else "no video stream"
        raise InputError(f"{path}: expected a video, but it holds {what}; choose another file")
    moving[0].thread_type = "AUTO"
    return moving[0]


def decoded(container: Any, stream: Any, path: Path) -> Iterator[Any]:
    """PyAV's frames of a track, alpha included."""
    decoder = _decoder_of(stream)
    with decoding(str(path)):
        for packet in container.demux(stream):
            if packet.size:
                yield from decoder.decode(packet)
        yield from decoder.decode(None)


def _decoder_of(stream: Any) -> Any:
    """FFmpeg's own decoders of VP8 and VP9 drop alpha in silence; those of libvpx keep it."""
    marked = {key.lower(): value for key, value in stream.metadata.items()}
    codec = stream.codec_context.name
    if marked.get("alpha_mode") != "1" or codec not in {"vp8", "vp9"}:
        return stream.codec_context
    decoder = pyav().CodecContext.create({"vp8": "libvpx", "vp9": "libvpx-vp9"}[codec], "r")
    stated = stream.codec_context
    decoder.extradata = stated.extradata
    # The container says them; the stream itself only knows the matrix.
    decoder.color_primaries, decoder.color_trc = stated.color_primaries, stated.color_trc
    return decoder


def _quarter_turns(frame: Any, path: Path) -> int:
    """How often a frame is turned counter-clockwise to stand upright, by its display matrix."""
    degrees = int(frame.rotation)
    if degrees % 90:
        raise InputError(
            f"{path}: expected a rotation of 0, 90, 180 or 270 degrees, got {degrees}; "
            "turn it upright first"
        )
    return degrees // 90 % 4


def _coded_hw(stream: Any) -> tuple[int, int]:
    """Height and width as the header states them; 1x1 where it says nothing."""
    return stream.codec_context.height or 1, stream.codec_context.width or 1


def _turned_hw(size_hw: tuple[int, int], turned: int) -> tuple[int, int]:
    return size_hw[::-1] if turned % 2 else size_hw


def _duration(stream: Any) -> Fraction | None:
    """By the stream's header, or by the tag that Matroska keeps instead."""
    if stream.duration:
        return Fraction(stream.duration) * Fraction(stream.time_base)
    text = {key.upper(): value for key, value in stream.metadata.items()}.get("DURATION", "")
    parts = text.split(":")
    try:
        hours, minutes, seconds = (Fraction(part) for part in parts)
    except ValueError:
        return None
    return hours * 3600 + minutes * 60 + seconds


def _origin(container: Any, stream: Any) -> Fraction:
    """When the first of picture and sound begins: clocks of broadcasts start anywhere."""
    tracks = (stream, *container.streams.audio)
    starts = [t.start_time * Fraction(t.time_base) for t in tracks if t.start_time is not None]
    return max(min(starts, default=Fraction(0)), Fraction(0))
