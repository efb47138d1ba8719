"""A folder or a prefix whose photos are cut out as they come, until someone says stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from nukki import weights
from nukki.batch.discover import Problem
from nukki.bulk.desk import opened
from nukki.bulk.order import Conduct, Listener, Order, Silent
from nukki.bulk.photo import Photo
from nukki.bulk.sources import open_source
from nukki.bulk.summary import Summary
from nukki.core.errors import InputNotFoundError

POLL_S = 5.0
"""How often the place is looked at."""

MANY = 1_000_000
"""How many photos may come at once: the workers are set once, for a crowd."""


def watch(
    order: Order,
    conduct: Conduct | None = None,
    *,
    listener: Listener | None = None,
    progress: weights.Progress | None = None,
    poll_s: float = POLL_S,
    stop: Callable[[], bool] = lambda: False,
) -> Summary:
    """Cut out what lies at a place and what comes later, until Ctrl-C or ``stop``.

    A photo is read when its stamp (size and time, or an object's tag) was the same at two looks in
    a row, so that one still being copied is left to finish. What the ledger knows is left alone,
    also when the watch begins again.

    Args:
        order: What is asked for.
        conduct: How it is gone about.
        listener: Told of every photo.
        progress: Told how a download of weights goes.
        poll_s: Seconds between two looks.
        stop: Asked after each look.

    Raises:
        See `nukki.bulk.run`; a place with nothing in it yet is no error.
    """
    conduct = replace(conduct or Conduct(), at_least=MANY)
    source = open_source(order.source, order.target)
    resting = _Resting()
    with opened(order, conduct, listener or Silent(), progress) as desk:
        try:
            while not desk.summary.interrupted:
                desk.work_off(list(resting.of(_there(source.photos()))))
                if stop():
                    break
                time.sleep(poll_s)
        except KeyboardInterrupt:
            pass  # the ordinary way to end a watch
    return desk.summary


class _Resting:
    """Tells photos that were the same at two looks in a row."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}

    def of(self, photos: Iterable[Photo]) -> Iterator[Photo]:
        """Those that rest; photos without a stamp do, for there is nothing to tell it by."""
        seen = {}
        for photo in photos:
            seen[photo.key] = photo.stamp
            if not photo.stamp or self._seen.get(photo.key) == photo.stamp:
                yield photo
        self._seen = seen


def _there(photos: Iterator[Photo | Problem]) -> Iterator[Photo]:
    """What is there; a place may be empty, or hold folders that come and go."""
    try:
        yield from (one for one in photos if isinstance(one, Photo))
    except InputNotFoundError:
        return
