"""Mattes of frames that the network does not look at, from those before and after that it does.

    looked at    ▼     ▼   ▼     ▼ | ▼     ▼
    frame        0  1  2   3  4  5 | 6  7  8      every second, where a scene ends and begins,
                    ▲         ▲    |    ▲         and where things changed too much since
    in between   0 ─┴─ 2   3 ─┴─ 5 |    brought along the flow from both sides

Whatever the clip's length, no more frames wait than lie between two looks.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from nukki.core.errors import OptionError
from nukki.core.values import Image, Matte
from nukki.ops.band import within_px
from nukki.pipeline import Remover
from nukki.video.steady.brought import Brought, brought
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
    group: Group | None = None
    for number, now in enumerate(frames):
        if group is not None and not group.goes_on_with(now):
            yield from group.ended(look)
            group = None
        if group is not None and number not in always and len(group.waiting) + 1 < every:
            there = brought(group.before, now)
            if not _is_lost(there):
                group.waiting.append((now, there))
                continue
        after = Seen(now, look(now.frame.image))
        if group is not None:
            yield from group.filled(after)
        yield after
        group = Group(after)
    if group is not None:
        yield from group.ended(look)


@dataclass(eq=False)
class Group:
    """A frame that was looked at, and those after it that were not.

    Attributes:
        before: The former, which is out already.
        waiting: The latter, each with the former's matte; they wait for the next look.
    """

    before: Seen
    waiting: list[tuple[Watched, Brought]] = field(default_factory=list)

    def goes_on_with(self, now: Watched) -> bool:
        """Whether a frame is of the same scene."""
        return now.follows(self.waiting[-1][0] if self.waiting else self.before.watched)

    def ended(self, look: Look) -> Iterator[Seen]:
        """Those that wait where their scene ends; the last of them is looked at."""
        if self.waiting:
            last, _ = self.waiting.pop()
            after = Seen(last, look(last.frame.image))
            yield from self.filled(after)
            yield after

    def filled(self, after: Seen) -> Iterator[Seen]:
        """Those that wait, with their mattes, now that the next frame was looked at."""
        length = after.frame.time - self.before.frame.time
        for now, one in self.waiting:
            way = float((now.frame.time - self.before.frame.time) / length)
            yield Seen(now, _mixed(one, brought(after, now), way))


def _is_lost(there: Brought) -> bool:
    """Whether too much of the subject is not in both frames; of the frame, where there is none."""
    near = within_px(there.alpha > HELD, NEAR * max(there.alpha.shape))
    return float(there.sure[near].mean() if near.any() else there.sure.mean()) < 1 - LOST


def _mixed(one: Brought, other: Brought, way: float) -> Matte:
    """The mean of two mattes; the surer counts more, and the nearer: the first at 0, then other."""
    share = (one.sure + np.float32(FAINT)) * np.float32(1 - way)
    other_share = (other.sure + np.float32(FAINT)) * np.float32(way)
    alpha = (share * one.alpha + other_share * other.alpha) / (share + other_share)
    return Matte(np.clip(alpha, 0.0, 1.0))


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
