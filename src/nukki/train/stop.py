"""Asking a run to end after the batch that is under way."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopFlag:
    """Set by the first Ctrl-C or SIGTERM; the second goes through."""

    def __init__(self) -> None:
        self.asked = False
        self._before: dict[int, Any] = {}

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """A signal came."""
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take the signals meanwhile; only a process's main thread can."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        self._before = {number: signal.getsignal(number) for number in SIGNALS}
        self.claim()
        try:
            yield
        finally:
            for number, handler in self._before.items():
                signal.signal(number, handler)

    def claim(self) -> None:
        """Take the signals again, after Lightning took one."""
        if self._before:
            for number in SIGNALS:
                signal.signal(number, self)
