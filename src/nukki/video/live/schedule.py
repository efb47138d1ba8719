"""When the network looks again: as often as there is time for, and not while nothing moves."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nukki.ops.guided import Bytes

MAX_EVERY, MAX_AGE_S = 4, 0.1
"""One mask serves at most so many frames, and so long while something moves: a subject that leaves
its own mask behind looks worse than fewer frames."""

LEARNT = 0.2
"""What the newest duration counts in the running mean of all."""

STILL = 4
"""Levels of 255 by which no part of a thumbnail differs while nothing moves."""

LONGEST = 30
"""So many still frames share a mask at most: what moves slowly is found all the same."""


@dataclass
class Schedule:
    """Says for each frame whether a mask is due.

    Attributes:
        budget_s: Seconds there are for a frame.
        every: One mask for so many frames, however old it is; None follows the budget.
        asked: How many masks were due.
        spared: How many frames had none because nothing moved.
    """

    budget_s: float
    every: int | None = None
    asked: int = 0
    spared: int = 0
    _mask_s: float = 0.0
    _rest_s: float = 0.0
    _since: int = 0
    _found_s: float = 0.0
    _seen: NDArray[np.int16] | None = None

    @property
    def interval(self) -> int:
        """One mask serves so many frames now."""
        if self.every is not None:
            return self.every
        left_s = max(self.budget_s - self._rest_s, self.budget_s / 4)
        return min(MAX_EVERY, max(1, math.ceil(self._mask_s / left_s)))

    def is_still(self, thumb: Bytes) -> bool:
        """Whether nothing moved since the last mask; see `is_due` for the thumbnail."""
        if self._seen is None or self._seen.shape != thumb.shape or self._since >= LONGEST:
            return False
        return int(np.abs(self._seen - thumb).max()) < STILL

    def is_due(self, thumb: Bytes, taken_s: float) -> bool:
        """Whether a frame gets a mask of its own.

        Args:
            thumb: (h, w) grey of the frame, a few hundred pixels in which noise is averaged out.
            taken_s: When it was taken.
        """
        self._since += 1
        if self.is_still(thumb):
            self.spared += 1
            return False
        fresh = self.every is not None or taken_s - self._found_s < MAX_AGE_S
        if self._seen is not None and self._since < self.interval and fresh:
            return False
        self._seen, self._since, self._found_s = thumb.astype(np.int16), 0, taken_s
        self.asked += 1
        return True

    def took(self, *, mask_s: float | None, rest_s: float) -> None:
        """Learn how long a frame took; ``mask_s`` is None where no mask was made."""
        self._rest_s += LEARNT * (rest_s - self._rest_s) if self._rest_s else rest_s
        if mask_s is not None:
            self._mask_s += LEARNT * (mask_s - self._mask_s) if self._mask_s else mask_s
