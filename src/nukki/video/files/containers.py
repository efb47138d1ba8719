"""Clips in one file with FFmpeg: frames at their own times, alpha, tags, sound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import IO, Any

import numpy as np

from nukki.core.arrays import Pixels, full_scale
from nukki.core.values import Cutout, CutoutFrame
from nukki.video.files.backend import encoding, pyav
from nukki.video.files.colour import (
    BT709,
    HD_LINES,
    LIMITED,
    SMPTE170M,
    Tags,
    has_alpha,
    to_frame,
    to_image,
)
from nukki.video.files.format import Encoding, Order, Reread, Writer
from nukki.video.files.reader import decoded, opened, video_of
from nukki.video.files.sound import SoundWriter


def writer(how: Encoding) -> Writer:
    """A function that writes clips so."""

    def write(path: Path, frames: Iterable[CutoutFrame], order: Order) -> None:
        write_to(str(path), frames, order, how)

    return write


def write_to(
    place: str | IO[bytes], frames: Iterable[CutoutFrame], order: Order, how: Encoding
) -> None:
    """Write a clip to a file by its name, or into a stream."""
    with encoding("the result"), ExitStack() as stack:
        container = stack.enter_context(
            pyav().open(place, "w", format=how.muxer, options=dict(how.muxer_options))
        )
        _write(container, frames, order, how, stack)


def _write(
    container: Any, frames: Iterable[CutoutFrame], order: Order, how: Encoding, stack: ExitStack
) -> None:
    stream = _add_pictures(container, order, how)
    sound: SoundWriter | None = None
    if order.sound is not None:
        sound = SoundWriter(
            order.sound, container, copies=how.sound_codecs, encoder=how.sound_encoder
        )
        stack.callback(sound.close)
    tags, name = tags_for(order), how.pixel_format(order)
    shape = stacked if how.stacked else _as_it_is
    durations: dict[int, int] = {}
    for frame in frames:
        picture = to_frame(shape(pixels_of(frame.cutout, order)), name, tags)
        picture.time_base = order.time_base
        picture.pts = round(frame.time / order.time_base)
        durations[picture.pts] = round(frame.duration / order.time_base)
        _mux(container, stream.encode(picture), durations, order.time_base)
        if sound is not None:
            sound.advance(frame.time)
    _mux(container, stream.encode(None), durations, order.time_base)
    if sound is not None:
        sound.finish()


def _mux(
    container: Any, packets: Iterable[Any], durations: dict[int, int], time_base: Fraction
) -> None:
    """Write packets, each with its frame's own duration: encoders assume a fixed rate."""
    for packet in packets:
        own = durations.pop(round(packet.pts * packet.time_base / time_base), 0)
        packet.duration = round(own * time_base / packet.time_base)
        container.mux(packet)


def _add_pictures(container: Any, order: Order, how: Encoding) -> Any:
    options = dict(how.options(order.quality))
    if not order.opaque:
        options |= dict(how.clear_options)
    stream = container.add_stream(how.codec, options=options)
    height, width = order.size_hw
    stream.height, stream.width = height * 2 if how.stacked else height, width
    stream.pix_fmt = how.pixel_format(order)
    stream.thread_type = "AUTO"
    context, tags = stream.codec_context, tags_for(order)
    context.time_base, context.framerate = order.time_base, order.rate
    context.sample_aspect_ratio = order.pixel_aspect
    context.color_primaries, context.color_trc = tags.primaries, tags.transfer
    if stream.pix_fmt.startswith("yuv"):
        context.colorspace, context.color_range = tags.matrix, tags.range
    if not order.opaque:
        stream.metadata.update(how.clear_metadata)
    return stream


def tags_for(order: Order) -> Tags:
    """Those of the source; a matrix that it left open is the one players assume."""
    matrix = order.tags.matrix
    if matrix in (0, 2):
        matrix = BT709 if order.size_hw[0] >= HD_LINES else SMPTE170M
    return replace(order.tags, matrix=matrix, range=LIMITED)


def pixels_of(cutout: Cutout, order: Order) -> Pixels:
    """(H, W, 3) or, with alpha, (H, W, 4): what is stored of a cut-out."""
    dtype = cutout.foreground.dtype
    if order.matte_only:
        grey = np.rint(cutout.alpha * full_scale(dtype)).astype(dtype)
        return np.repeat(grey[:, :, None], 3, axis=2)
    if order.opaque:
        return cutout.foreground
    alpha = np.rint(cutout.alpha * full_scale(dtype)).astype(dtype)
    return np.dstack([cutout.foreground, alpha])


def stacked(pixels: Pixels) -> Pixels:
    """Colours above, alpha as grey below: (2 H, W, 3)."""
    colours = pixels[..., :3]
    alpha = pixels[..., 3:] if pixels.shape[2] == 4 else full_scale(pixels.dtype)
    below = np.broadcast_to(alpha, colours.shape).astype(colours.dtype)
    return np.concatenate((colours, below))


def _as_it_is(pixels: Pixels) -> Pixels:
    return pixels


def reread(path: Path) -> Reread:
    """A file that FFmpeg reads, decoded wholly."""
    return _reread(path, _mean_alpha)


def reread_stacked(path: Path) -> Reread:
    """The same for a file whose alpha is the lower half of its pictures."""
    return _reread(path, _mean_below)


def _reread(path: Path, mean: Callable[[Any], float]) -> Reread:
    with opened(path) as container:
        return reread_container(container, path, mean)


def reread_container(
    container: Any, path: Path, mean: Callable[[Any], float] | None = None
) -> Reread:
    """What an opened container shows, with the sound that the file at ``path`` holds."""
    times: list[Fraction] = []
    alphas: list[float] = []
    ends = Fraction(0)
    stream = video_of(container, path)
    base = Fraction(stream.time_base)
    for frame in decoded(container, stream, path):
        times.append(frame.pts * base)
        ends = times[-1] + (frame.duration or 0) * base
        alphas.append((mean or _mean_alpha)(frame))
    sounds, sound_ends = sound_of(path)
    return Reread(tuple(times), ends, tuple(alphas), sounds, sound_ends)


def _mean_alpha(frame: Any) -> float:
    if not has_alpha(frame):
        return 1.0
    alpha = frame.reformat(format="rgba").to_ndarray()[..., 3]
    return float(alpha.mean()) / 255


def _mean_below(frame: Any) -> float:
    below = to_image(frame).pixels[frame.height // 2 :]
    return float(below.mean()) / full_scale(below.dtype)


def sound_of(path: Path) -> tuple[int, Fraction | None]:
    """How many tracks of sound a file has, and when the last one ends on its own clock, seconds."""
    with opened(path) as container:
        streams = container.streams.audio
        ends = list(_ends(container, streams)) if streams else []
        return len(streams), max(ends, default=None)


def _ends(container: Any, streams: Any) -> Iterator[Fraction]:
    for packet in container.demux(streams):
        if packet.size and packet.pts is not None:
            yield (packet.pts + (packet.duration or 0)) * Fraction(packet.time_base)
