"""The learning rate over a run, by the share of it that is done."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

FLOOR = 0.01
"""The last rate, as a share of the highest."""


def rate_at(share: float, warmup: float) -> float:
    """Learning rate as a share of the highest: up in a line, then down along half a cosine.

    Loshchilov and Hutter, SGDR, 2016; Goyal et al., Accurate, Large Minibatch SGD, 2017.

    >>> rate_at(0.05, 0.1), rate_at(0.1, 0.1), round(rate_at(1.0, 0.1), 3)
    (0.5, 1.0, 0.01)

    Args:
        share: Of the run that is done, [0, 1].
        warmup: Share of the run in which it rises, [0, 1].
    """
    if share < warmup:
        return max(share / warmup, FLOOR)
    along = min(1.0, (share - warmup) / max(1 - warmup, 1e-9))
    return FLOOR + (1 - FLOOR) * (1 + math.cos(math.pi * along)) / 2


@dataclass
class Clock:
    """How long a run has trained, kills and pauses left out.

    Attributes:
        before_s: What earlier sittings took, in seconds.
        now: The time in seconds, of any origin.
    """

    before_s: float = 0.0
    now: Callable[[], float] = time.monotonic
    _begun: float | None = field(default=None, init=False)

    def start(self) -> None:
        """Begin a sitting."""
        self._begun = self.now()

    @property
    def seconds(self) -> float:
        """Trained so far."""
        return self.before_s + (0.0 if self._begun is None else self.now() - self._begun)


@dataclass(frozen=True)
class Extent:
    """How long a run is, in steps, in time, or whichever ends first.

    Attributes:
        steps: Optimizer steps, None without a limit.
        seconds: Time, None without a limit.
    """

    steps: int | None
    seconds: float | None

    def share(self, step: int, elapsed_s: float) -> float:
        """How much of the run is done, [0, 1]."""
        by_step = step / self.steps if self.steps else 0.0
        by_time = elapsed_s / self.seconds if self.seconds else 0.0
        return min(1.0, max(by_step, by_time))
