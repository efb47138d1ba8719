"""How many pictures came through, how fast, and how late each was."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from time import monotonic

from nukki.video.live.sink import Shown

RECENT = 90
"""So many pictures tell what is going on now."""


@dataclass(frozen=True)
class Reading:
    """What a meter says.

    Attributes:
        frames: Pictures that came through.
        fps: How many in a second.
        p50_ms: From taken to shown, milliseconds: half of all are quicker.
        p95_ms: Likewise, 95 of 100 are.
        dropped: Pictures that a newer one replaced.
        seconds: How long it went on.
    """

    frames: int
    fps: float
    p50_ms: int
    p95_ms: int
    dropped: int
    seconds: float


class Meter:
    """Counts pictures as they are shown, in memory that does not grow."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._delays_ms: Counter[int] = Counter()
        self._recent: deque[tuple[float, int]] = deque(maxlen=RECENT)
        self._began_s = 0.0

    def counted(self, pictures: Iterable[Shown]) -> Iterator[Shown]:
        """The same pictures, each counted when the next one is asked for: it was shown then."""
        for picture in pictures:
            yield picture
            self._count(picture)

    def _count(self, picture: Shown) -> None:
        now_s = monotonic()
        delay_ms = round((now_s - picture.taken_s) * 1000)
        with self._lock:
            self._began_s = self._began_s or picture.taken_s
            self._delays_ms[delay_ms] += 1
            self._recent.append((now_s, delay_ms))

    def recent(self, dropped: int) -> Reading:
        """Of the last `RECENT` pictures."""
        with self._lock:
            recent = list(self._recent)
        span_s = recent[-1][0] - recent[0][0] if len(recent) > 1 else 0.0
        delays = Counter(delay for _, delay in recent)
        return _reading(delays, span_s, dropped, steps=len(recent) - 1)

    def all(self, dropped: int) -> Reading:
        """Of all pictures."""
        with self._lock:
            delays = Counter(self._delays_ms)
            span_s = self._recent[-1][0] - self._began_s if self._recent else 0.0
        return _reading(delays, span_s, dropped, steps=delays.total())


def _reading(delays: Counter[int], span_s: float, dropped: int, *, steps: int) -> Reading:
    fps = steps / span_s if span_s > 0 else 0.0
    p50, p95 = percentile(delays, 0.5), percentile(delays, 0.95)
    return Reading(delays.total(), fps, p50, p95, dropped, span_s)


def percentile(delays: Counter[int], share: float) -> int:
    """The least value that so large a share of all does not exceed; 0 of none.

    >>> percentile(Counter({10: 94, 50: 6}), 0.95)
    50
    """
    ordered = sorted(delays.items())
    sums = accumulate(count for _, count in ordered)
    enough = share * delays.total()
    return next((value for (value, _), total in zip(ordered, sums) if total >= enough), 0)  # noqa: B905 - sums has as many
