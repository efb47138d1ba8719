"""The newest picture as a JPEG, for any number of people who look at their own pace."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from nukki.video.crew import PATIENCE_S


class Board:
    """One JPEG that is replaced; who is slow misses some, and holds nobody up."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._jpeg = b""
        self._number = 0
        self._watchers = 0
        self._closed = False

    @property
    def watchers(self) -> int:
        """How many look."""
        return self._watchers

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Count as one who looks."""
        with self._changed:
            self._watchers += 1
        try:
            yield
        finally:
            with self._changed:
                self._watchers -= 1

    def put(self, jpeg: bytes) -> None:
        """Replace the picture."""
        with self._changed:
            self._jpeg, self._number = jpeg, self._number + 1
            self._changed.notify_all()

    def close(self) -> None:
        """Send everybody away."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def pictures(self) -> Iterator[bytes]:
        """The newest picture each time it has changed, until the board is closed."""
        seen = self._number
        while True:
            with self._changed:
                while self._number == seen and not self._closed:
                    self._changed.wait(PATIENCE_S)
                if self._closed:
                    return
                seen, jpeg = self._number, self._jpeg
            yield jpeg
