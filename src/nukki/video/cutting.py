"""A clip's frames cut out: looked at, corrected, steadied, finished, laid over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from nukki.core.values import Cutout, CutoutFrame, Frame
from nukki.pipeline import Remover
from nukki.video.clip import Clip
from nukki.video.files.format import Order
from nukki.video.files.reader import ClipInfo
from nukki.video.kept import KeptMattes
from nukki.video.steady.between import Look, looked_at
from nukki.video.steady.corrections import Correct
from nukki.video.steady.keyframes import is_soft
from nukki.video.steady.seen import Seen, Watched
from nukki.video.steady.smoothing import SMOOTHERS


@dataclass(frozen=True, eq=False)
class Work:
    """A clip on its way, with all that was found out about it.

    Attributes:
        clip: What is asked for.
        info: What the clip says of itself.
        remover: Of this clip alone.
        order: What is written.
        kept: Mattes that wait for the next run, should this one be stopped.
        correct: Puts in what was corrected by hand.
    """

    clip: Clip
    info: ClipInfo
    remover: Remover
    order: Order
    kept: KeptMattes | None = None
    correct: Correct = iter


def steady_frames(frames: Iterable[Frame], work: Work) -> Iterator[Seen]:
    """A clip's frames with their mattes, in order.

    Mattes are steadied as the network gave them, before edges are refined: so colours are always
    those of the alpha they are stored with.
    """
    steady = SMOOTHERS[work.clip.smooth].steady
    return steady(work.correct(_with_mattes(frames, work)))


def finished_frames(frames: Iterable[Seen], work: Work) -> Iterator[CutoutFrame]:
    """The finished cut-outs of frames whose mattes are there, in order."""
    clip = work.clip
    lay_over = clip.overlay.frames(clip.span) if clip.overlay else None
    for now in frames:
        cutout = work.remover.compose(_cut(now, work), trim=False)
        if lay_over is not None:
            cutout = lay_over(cutout, now.frame.time)
        yield CutoutFrame(cutout, now.frame.time, now.frame.duration)


def _with_mattes(frames: Iterable[Frame], work: Work) -> Iterator[Seen]:
    look: Look = partial(work.remover.look, input_hw=work.info.size_hw)
    if work.kept is not None:
        look = work.kept.looking(look)
    watched = (_watched(frame, work) for frame in frames)
    fixed = {keyframe.frame for keyframe in work.clip.keyframes}
    return looked_at(watched, look, every=work.clip.look_every, always=fixed)


def _watched(frame: Frame, work: Work) -> Watched:
    image = work.remover.prepare(frame.image)
    part = work.remover.looked_at(image, input_hw=work.info.size_hw)
    return Watched(replace(frame, image=image), part)


def _cut(now: Seen, work: Work) -> Cutout:
    """The cut-out of a frame; a soft matte that was made by hand is left as it is."""
    image, made = now.frame.image, now.by_hand
    if made is not None and is_soft(made):
        return work.remover.by_hand(image, made)
    return work.remover.cut_by(image, made or now.matte, input_hw=work.info.size_hw)
