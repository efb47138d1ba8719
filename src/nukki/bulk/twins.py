"""Photos of the same content: the first is cut out, the others get copies of its results."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field

from nukki.bulk.entry import Entry


@dataclass
class Twins:
    """Results by the content of their photo; safe to ask from many threads."""

    _known: dict[str, Entry] = field(default_factory=dict)
    _under_way: dict[str, Future[Entry | None]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, entries: Iterable[Entry], recipe: str) -> Twins:
        """Those that earlier runs cut out as is asked for now."""
        done = (one for one in entries if one.status == "ok" and one.recipe == recipe)
        return cls({one.content: one for one in done if one.content})

    def known(self, content: str) -> Entry | None:
        """What was cut out of this content, if anything was."""
        return self._known.get(content)

    def first(self, content: str) -> Entry | None:
        """The first photo of this content, once it is cut out; None makes the caller the first.

        Who is the first tells by `settle` what came of it.
        """
        with self._lock:
            if content in self._known:
                return self._known[content]
            waiting = self._under_way.get(content)
            if waiting is None:
                self._under_way[content] = Future()
                return None
        # None again: it failed, perhaps for a reason of its own, and each tries for itself.
        return waiting.result()

    def settle(self, content: str, entry: Entry) -> None:
        """Tell those who wait what came of the first."""
        done = entry if entry.status == "ok" else None
        with self._lock:
            waiting = self._under_way.pop(content, None)
            if done is not None:
                self._known[content] = done
        if waiting is not None:
            waiting.set_result(done)
