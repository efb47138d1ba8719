"""Mattes of frames that the network does not look at, from those before and after that it does.

    looked at    ▼     ▼   ▼     ▼ | ▼     ▼
    frame        0  1  2   3  4  5 | 6  7  8      every second, where a scene ends and begins,
                    ▲         ▲    |    ▲         and where things changed too much since
    in between   0 ─┴─ 2   3 ─┴─ 5 |    brought along the flow from both sides

Whatever the clip's length, no more frames wait than lie between two looks.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np

from nukki.core.arrays import FloatMap
from nukki.core.errors import OptionError
from nukki.core.values import Image, Matte
from nukki.ops.band import within_px
from nukki.ops.flow import carried, flow, trust
from nukki.ops.resize import resize
from nukki.pipeline import Remover
from nukki.video.steady.seen import Seen, Watched

Look: TypeAlias = Callable[[Image], Matte]

AUTO = 8
"""Frames between two looks at most where what changed is to decide."""

LOST = 0.2
"""Share of the subject and its surroundings that may be lost sight of before it is looked at again.
Of DAVIS's clips, a dancer is beyond it from each frame to the next, a walker after seven."""

NEAR = 0.04
"""How far the surroundings reach, as a share of the frame's longer side."""

HELD = 0.1
"""Alpha from which something is taken for the subject here."""

FAINT = 0.01
"""What a matte counts where the flow does not lead to the same thing; so nearness decides there."""


@dataclass(frozen=True, eq=False)
class Brought:
    """The matte of a frame as it is in another one.

    Attributes:
        now: The other frame.
        time: Of the frame whose matte it is, seconds.
        alpha: (H, W) float32 [0, 1].
        sure: (H, W) float32 [0, 1], where the two frames show the same thing.
    """

    now: Watched
    time: Fraction
    alpha: FloatMap
    sure: FloatMap

    @property
    def is_lost(self) -> bool:
        """Whether too much of the subject is not in both; of the frame, where there is none."""
        near = within_px(self.alpha > HELD, NEAR * max(self.alpha.shape))
        return float(self.sure[near].mean() if near.any() else self.sure.mean()) < 1 - LOST


def looked_at(
    frames: Iterable[Watched], look: Look, *, every: int = 1, always: Collection[int] = ()
) -> Iterator[Seen]:
    """The frames with their mattes, in order.

    Args:
        frames: Of a clip, in order.
        look: The network's matte of a frame; it is asked in order, and not for every one.
        every: How many frames on it looks again at the latest; 1 looks at all.
        always: Numbers of frames that it looks at in any case.
    """
    before: Seen | None = None
    waiting: list[Brought] = []
    for number, now in enumerate(frames):
        if before is not None and not now.follows(waiting[-1].now if waiting else before.watched):
            yield from _ended(waiting, look)
            before, waiting = None, []
        if before is not None and number not in always and len(waiting) + 1 < every:
            brought = _brought(before, now)
            if not brought.is_lost:
                waiting.append(brought)
                continue
        before = Seen(now, look(now.frame.image))
        yield from _filled(waiting, before)
        waiting = []
    yield from _ended(waiting, look)


def _ended(waiting: Sequence[Brought], look: Look) -> Iterator[Seen]:
    """Those that wait where their scene ends; the last of them is looked at."""
    if waiting:
        *between, last = waiting
        yield from _filled(between, Seen(last.now, look(last.now.frame.image)))


def _filled(waiting: Iterable[Brought], after: Seen) -> Iterator[Seen]:
    """Those that wait, and then the frame after them."""
    for one in waiting:
        yield _between(one, _brought(after, one.now))
    yield after


def _between(one: Brought, other: Brought) -> Seen:
    """A frame with the mean of two mattes; the nearer and the surer counts more."""
    way = float((one.now.frame.time - one.time) / (other.time - one.time))
    share, other_share = (
        (brought.sure + np.float32(FAINT)) * np.float32(nearness)
        for brought, nearness in ((one, 1 - way), (other, way))
    )
    alpha = (share * one.alpha + other_share * other.alpha) / (share + other_share)
    return Seen(one.now, Matte(np.clip(alpha, 0.0, 1.0)))


def _brought(other: Seen, now: Watched) -> Brought:
    along = flow(now.grey, other.grey)
    sure = resize(trust(now.grey, other.grey, along), other.matte.size_hw, "bilinear")
    return Brought(now, other.frame.time, carried(other.matte.alpha, along), sure)


def check_looks(every: int, remover: Remover) -> None:
    """Raise `OptionError` where every frame has to be looked at, or none is."""
    name = remover.spec.name
    if every == 1:
        return
    if every < 1:
        raise OptionError(f"look_every: expected 1 or more, got {every}")
    if remover.spec.memory is not None:
        raise OptionError(
            f"look_every: {name} remembers the frames before and has to see all; drop it"
        )
    if remover.runtime == ("", ""):
        raise OptionError(f"look_every spares looks of a network, and {name} has none; drop it")


def parse_look_every(text: str) -> int:
    """How many frames on the network looks again, from a number or ``auto``.

    >>> parse_look_every("2")
    2

    Raises:
        OptionError: It is neither.
    """
    if text == "auto":
        return AUTO
    if not (text.isascii() and text.isdigit() and int(text)):
        raise OptionError(f"look_every: expected a number of frames or auto, got {text!r}")
    return int(text)
