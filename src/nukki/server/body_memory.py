"""What the bodies of all requests under way take in memory; what has no room is sent away.

The queue bounds their number, each path their length: together that would still be gigabytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from nukki.server.faults import busy
from nukki.server.metrics import Metrics

RETRY_AFTER_S = 5


class BodyMemory:
    """The room for all bodies; used by the event loop alone.

    Args:
        most_bytes: How much there is. A body that comes when there is no other always fits.
        metrics: Where refusals are counted.
    """

    def __init__(self, most_bytes: int, metrics: Metrics) -> None:
        self.held = 0
        self._most, self._metrics = most_bytes, metrics

    @contextmanager
    def share(self) -> Iterator[Share]:
        """One body's part of it, free again after the block."""
        made = Share(self)
        try:
            yield made
        finally:
            self.held -= made.held

    def check(self, others: int, wanted: int) -> None:
        """Refuse what does not fit beside others.

        Raises:
            ApiError: 503.
        """
        if others and others + wanted > self._most:
            self._metrics.refused.labels("memory").inc()
            raise busy("too much is being sent at once; come again", retry_after_s=RETRY_AFTER_S)


@dataclass
class Share:
    """What one body takes: the length that it states, so that what was let in may come whole."""

    memory: BodyMemory
    held: int = 0

    def grow(self, n_bytes: int) -> None:
        """Have room for so many bytes of the body, or for more if there is more already.

        Raises:
            ApiError: 503, there is none.
        """
        if n_bytes > self.held:
            self.memory.check(self.memory.held - self.held, n_bytes)
            self.memory.held += n_bytes - self.held
            self.held = n_bytes
