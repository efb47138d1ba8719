"""A clip in, a clip out: read, cut out frame by frame, steadied, laid over, written, verified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from fractions import Fraction
from pathlib import Path

import numpy as np

from nukki.core.errors import EncodeError
from nukki.core.values import Cutout, CutoutFrame, Frame, Image
from nukki.pipeline import Remover
from nukki.video.clip import Clip, Converted, Listener, Silent
from nukki.video.crew import Channel, Crew
from nukki.video.cutting import Work, finished_frames, steady_frames
from nukki.video.files.draft import draft_of
from nukki.video.files.format import Order, VideoFormat
from nukki.video.files.reader import ClipInfo, frames_of, probe
from nukki.video.files.registry import holding_alpha
from nukki.video.files.sound import SoundTrack
from nukki.video.files.verify import Tally, verify
from nukki.video.kept import KeptMattes, kept_mattes
from nukki.video.span import Span
from nukki.video.steady.between import check_looks
from nukki.video.steady.corrections import Correct, correcting
from nukki.video.steady.seen import Seen

AHEAD = 4
"""Frames that wait between two stages at most: enough to even out, little to keep."""

DEEP = 8
"""Bits per channel up to which colours are of 8 bits."""


def convert(clip: Clip, remover: Remover, listener: Listener | None = None) -> Converted:
    """Cut a clip out; the target is there whole or not at all.

    Memory does not grow with the clip's length, animated pictures apart.

    Args:
        clip: What to do.
        remover: Cuts the frames out; it is loaded before the first one.
        listener: Told how it goes on.

    Raises:
        InputError: The clip cannot be used.
        EncodeError: The format cannot hold the result.
        OptionError: Options contradict each other, or the model.
        OutputError: It cannot be written, or did not hold when it was read again.
    """
    heard = listener or Silent()
    info = probe(clip.source, max_megapixels=remover.options.max_megapixels)
    order, notes = order_for(clip, info, remover)
    check_looks(clip.look_every, remover)
    own = remover.for_clip()
    heard.started(clip.source.name, _total(info, clip.span))
    tally = Tally()
    with (
        _kept(clip, own) as kept,
        _correcting(clip, info, own) as correct,
        draft_of(clip.target, folder=clip.format.folder) as draft,
    ):
        if kept is not None and kept.there:
            notes += (f"went on with {kept.there} mattes that an earlier run kept",)
        work = Work(clip, info, own, order, kept, correct)
        _run(work, draft, tally, heard)
        heard.checking()
        proven = verify(draft, clip.format, order, tally) if clip.verify else ()
    return Converted(
        clip.target,
        clip.format.name,
        len(tally.times),
        tally.ends - tally.times[0],
        tally.confidence,
        proven,
        notes,
    )


def _kept(clip: Clip, remover: Remover) -> AbstractContextManager[KeptMattes | None]:
    if not clip.resume:
        return nullcontext()
    return kept_mattes(clip, remover)


def _correcting(clip: Clip, info: ClipInfo, remover: Remover) -> AbstractContextManager[Correct]:
    return correcting(clip.keyframes, lambda: frames_of(clip.source, info, clip.span), remover)


def _run(work: Work, draft: Path, tally: Tally, heard: Listener) -> None:
    """Each stage in a thread of its own; the network in this one, where Ctrl-C comes.

    reader ──▶ network, steadied ──▶ edges, background ──▶ encoder
    """
    clip = work.clip
    with Crew() as crew:
        read: Channel[Frame] = crew.channel(AHEAD)
        seen: Channel[Seen] = crew.channel(AHEAD)
        done: Channel[CutoutFrame] = crew.channel(AHEAD)
        crew.start(lambda: read.feed(frames_of(clip.source, work.info, clip.span)))
        crew.start(lambda: done.feed(finished_frames(seen, work)))
        crew.start(lambda: clip.format.write(draft, _told(tally.over(done), heard), work.order))
        seen.feed(steady_frames(read, work))


def _told(frames: Iterable[CutoutFrame], heard: Listener) -> Iterator[CutoutFrame]:
    for frame in frames:
        yield frame
        heard.advanced()


def order_for(clip: Clip, info: ClipInfo, remover: Remover) -> tuple[Order, tuple[str, ...]]:
    """What is to be written, found out before the first frame is cut.

    Raises:
        EncodeError: The format cannot hold it.
    """
    sample = _empty_result(info, remover)
    if clip.overlay is not None:
        sample = clip.overlay.sample(sample)
    options = remover.options
    opaque = options.matte_only or bool((sample.alpha == 1).all())
    sound, notes = _sound(clip, info)
    order = Order(
        size_hw=sample.size_hw,
        time_base=info.time_base,
        rate=info.rate / clip.span.every,
        opaque=opaque,
        deep=sample.foreground.dtype == np.uint16,
        matte_only=options.matte_only,
        quality=options.quality,
        tags=info.tags,
        pixel_aspect=clip.overlay.aspect(info.pixel_aspect) if clip.overlay else info.pixel_aspect,
        sound=sound,
    )
    check_order(clip.format, order)
    return order, notes


def _empty_result(info: ClipInfo, remover: Remover) -> Cutout:
    """What a frame without subject becomes: its size, and whether anything shows through."""
    dtype = np.uint16 if info.depth > DEEP else np.uint8
    image = remover.prepare(Image(np.zeros((*info.size_hw, 3), dtype)))
    empty = Cutout(image.pixels, np.zeros(image.size_hw, np.float32), source=image)
    return remover.compose(empty, trim=False)


def _sound(clip: Clip, info: ClipInfo) -> tuple[SoundTrack | None, tuple[str, ...]]:
    if not clip.sound or not info.sounds:
        return None, ()
    if not clip.format.sound:
        return None, (f"{clip.format.name} holds no sound; it was left out",)
    return SoundTrack(clip.source, info.origin, clip.span.start, clip.span.end), ()


def check_order(entry: VideoFormat, order: Order) -> None:
    """Raise `EncodeError` where a format cannot hold what is ordered."""
    if not entry.alpha and not order.opaque:
        raise EncodeError(
            f"{entry.name} holds no transparency; lay the subject over something (--background, "
            f"--over), or choose one of {holding_alpha()}"
        )
    height, width = order.size_hw
    if entry.even_sides and (height % 2 or width % 2):
        raise EncodeError(
            f"{entry.name} holds sides of an even number of pixels, got {width}x{height}; "
            f"shrink it (--size {width - width % 2}x{height - height % 2}) or choose another format"
        )


def _total(info: ClipInfo, span: Span) -> int | None:
    if info.count is None or info.duration is None:
        return info.count
    end = info.duration if span.end is None else min(span.end, info.duration)
    share = max(end - span.start, Fraction(0)) / info.duration
    return max(1, round(info.count * share / span.every))
