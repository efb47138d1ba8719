"""Steady mattes: flicker between frames taken out, within each scene.

A smoother takes frames with their mattes in order and gives the same frames, in order, with
steadier ones. It holds at most three at a time. Frames whose mattes differ in size begin anew, as
those of a new scene do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from nukki.core.registry import Registry
from nukki.ops.temporal import middle, running_mean, without_flicker
from nukki.video.steady.brought import brought
from nukki.video.steady.seen import Seen

SHARE = 0.4
"""What a new frame counts in the running mean: half of a step is there after two frames."""


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


def _with_neighbours(
    frames: Iterable[Seen],
) -> Iterator[tuple[Seen | None, Seen, Seen | None]]:
    """Each frame between those before and after it; None where its scene begins or ends."""
    before: Seen | None = None
    now: Seen | None = None
    for after in frames:
        if now is not None:
            goes_on = after.follows(now)
            yield before, now, after if goes_on else None
            before = now if goes_on else None
        now = after
    if now is not None:
        yield before, now, None


def _one_frame_delay(frames: Iterable[Seen]) -> Iterator[Seen]:
    for before, now, after in _with_neighbours(frames):
        if before is None or after is None:
            yield now
        else:
            alphas = (seen.matte.alpha for seen in (before, now, after))
            yield now.with_alpha(without_flicker(*alphas))


def _mean_along_the_flow(frames: Iterable[Seen]) -> Iterator[Seen]:
    for before, now, after in _with_neighbours(frames):
        total, weight = now.matte.alpha.copy(), np.ones_like(now.matte.alpha)
        for other in (before, after):
            if other is not None:
                there = brought(other, now.watched)
                total += there.sure * there.alpha
                weight += there.sure
        yield now.with_alpha(np.clip(total / weight, 0.0, 1.0))


def _median_along_the_flow(frames: Iterable[Seen]) -> Iterator[Seen]:
    for before, now, after in _with_neighbours(frames):
        if before is None or after is None:
            yield now
            continue
        alpha = now.matte.alpha
        one, other = brought(before, now.watched), brought(after, now.watched)
        change = middle(one.alpha, alpha, other.alpha) - alpha
        steadier = alpha + np.minimum(one.sure, other.sure) * change
        yield now.with_alpha(np.clip(steadier, 0.0, 1.0))


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
        Smoother(
            "median",
            "the middle one of three, along what moves; nothing lags",
            _median_along_the_flow,
        ),
        Smoother("flow", "the mean of three, along what moves; calmest", _mean_along_the_flow),
        Smoother("iir", "a running mean; calmer, but it lags behind motion", _running_mean),
    ),
)
