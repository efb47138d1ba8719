"""Steady mattes: flicker between frames taken out, within each scene.

A smoother takes frames with their mattes in order and gives the same frames, in order, with
steadier ones. It holds at most three at a time. Frames whose mattes differ in size begin anew, as
those of a new scene do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from nukki.core.arrays import FloatMap
from nukki.core.registry import Registry
from nukki.core.values import Frame, Matte
from nukki.ops.temporal import is_new_scene, running_mean, thumbnail, without_flicker

SHARE = 0.4
"""What a new frame counts in the running mean: half of a step is there after two frames."""


@dataclass(frozen=True, eq=False)
class Seen:
    """A frame with the matte that was found in it."""

    frame: Frame
    matte: Matte

    @cached_property
    def thumb(self) -> FloatMap:
        """What tells its scene."""
        return thumbnail(self.frame.image.pixels)

    def follows(self, before: Seen | None) -> bool:
        """Whether it goes on with the scene of the frame ``before``."""
        return (
            before is not None
            and before.matte.size_hw == self.matte.size_hw
            and not is_new_scene(before.thumb, self.thumb)
        )

    def with_alpha(self, alpha: FloatMap) -> Seen:
        """The frame with another alpha."""
        return replace(self, matte=replace(self.matte, alpha=alpha))


Steady: TypeAlias = Callable[[Iterable[Seen]], Iterator[Seen]]


@dataclass(frozen=True)
class Smoother:
    """One way to steady mattes.

    Attributes:
        name: What users type.
        summary: What it does, for help.
        steady: Takes frames in order and gives them in order.
    """

    name: str
    summary: str
    steady: Steady


def _as_they_are(frames: Iterable[Seen]) -> Iterator[Seen]:
    yield from frames


def _one_frame_delay(frames: Iterable[Seen]) -> Iterator[Seen]:
    before: Seen | None = None
    now: Seen | None = None
    for after in frames:
        if now is not None:
            yield _between(before, now, after)
        before, now = now, after
    if now is not None:
        yield now


def _between(before: Seen | None, now: Seen, after: Seen) -> Seen:
    if before is None or not now.follows(before) or not after.follows(now):
        return now
    return now.with_alpha(without_flicker(before.matte.alpha, now.matte.alpha, after.matte.alpha))


def _running_mean(frames: Iterable[Seen]) -> Iterator[Seen]:
    before: Seen | None = None
    for now in frames:
        if before is not None and now.follows(before):
            mean = running_mean(before.matte.alpha, now.matte.alpha, share=SHARE)
            before = now.with_alpha(mean)
        else:
            before = now
        yield before


SMOOTHERS: Registry[Smoother] = Registry(
    "smoothing",
    (
        Smoother("none", "every frame as it was found", _as_they_are),
        Smoother("ofd", "drops what only one frame says; nothing lags", _one_frame_delay),
        Smoother("iir", "a running mean; calmer, but it lags behind motion", _running_mean),
    ),
)
