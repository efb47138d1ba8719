"""A clip's mattes as a person corrected them at some of its frames."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice, tee
from pathlib import Path
from typing import TypeAlias

import numpy as np

from nukki.core.arrays import FloatMap
from nukki.core.errors import InputError, OptionError
from nukki.core.values import Frame, Matte
from nukki.ops.resize import resize, resize_alpha
from nukki.pipeline import Remover
from nukki.video.steady.keyframes import Keyframe
from nukki.video.steady.propagation import Backwards, View, corrections
from nukki.video.steady.seen import Seen, Watched

Correct: TypeAlias = Callable[[Iterable[Seen]], Iterator[Seen]]


@contextmanager
def correcting(
    keyframes: Sequence[Keyframe], frames: Callable[[], Iterator[Frame]], remover: Remover
) -> Iterator[Correct]:
    """A function that corrects frames as they pass, for as long as the block lasts.

    Where there are keyframes, the clip is read up to the last of them first.

    Args:
        keyframes: In order.
        frames: The clip's frames from its beginning, anew with each call.
        remover: Finds the mattes that are corrected.

    Raises:
        InputError: A mask is none, or the clip ends before its frame.
        OptionError: Frames are only looked at in part.
    """
    if not keyframes:
        yield iter
        return
    if remover.options.region is not None:
        raise OptionError("keyframe: its matte is of the whole frame; drop region")
    count = keyframes[-1].frame + 1
    made: dict[int, Matte] = {}
    with tempfile.TemporaryDirectory(prefix="nukki-") as folder:
        seen = _looked_at_keyframes(islice(frames(), count), keyframes, remover, made)
        backwards = Backwards(seen, count, Path(folder))
        if backwards.frames < count:
            raise InputError(
                f"keyframe: expected frames 0 to {backwards.frames - 1} as the clip has, got "
                f"{count - 1}; count from 0, in the part that is taken"
            )
        yield lambda stream: _corrected(stream, backwards, made)


def _looked_at_keyframes(
    frames: Iterable[Frame],
    keyframes: Sequence[Keyframe],
    remover: Remover,
    made: dict[int, Matte],
) -> Iterator[View]:
    """Views of all frames; the mattes that were made by hand are put into ``made``."""
    by_number = {one.frame: one for one in keyframes}
    before: Watched | None = None
    for number, frame in enumerate(frames):
        image = remover.prepare(frame.image)
        keyframe = by_number.get(number)
        now = Watched(replace(frame, image=image))
        change: FloatMap | None = None
        if keyframe is not None:
            made[number] = keyframe.matte(frame.image, remover)
            found = remover.look(image, input_hw=frame.image.size_hw)
            change = _small(made[number], now) - _small(found, now)
        yield View(now.grey, now.follows(before), change)
        before = now


def _small(matte: Matte, like: Watched) -> FloatMap:
    return resize_alpha(matte.alpha, like.grey.shape)


def _corrected(
    stream: Iterable[Seen], backwards: Backwards, made: Mapping[int, Matte]
) -> Iterator[Seen]:
    frames, watched = tee(stream)
    changes = corrections(_views(watched), backwards)
    for number, (now, change) in enumerate(zip(frames, changes, strict=True)):
        if change is not None:
            more = resize(change, now.matte.size_hw, "bilinear")
            now = now.with_alpha(np.clip(now.matte.alpha + more, 0.0, 1.0))
        yield replace(now, by_hand=made.get(number))


def _views(frames: Iterable[Seen]) -> Iterator[View]:
    before: Seen | None = None
    for now in frames:
        yield View(now.grey, now.follows(before))
        before = now
