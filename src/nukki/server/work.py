"""Work on pictures: let in, queued, done off the event loop, given up at its deadline, drained.

enter ──▶ at most `queue` requests inside; more get 503 and when to come again
  run ──▶ at most `workers` pictures at once in threads; first come, first served
drain ──▶ no one is let in any more; those inside may end
"""

from __future__ import annotations

import time
from asyncio import wrap_future
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

import anyio
import anyio.to_thread

from nukki.server.faults import ApiError, busy
from nukki.server.metrics import Metrics

Result = TypeVar("Result")

SMOOTHING = 0.2
"""Weight of the latest picture in the mean time that Retry-After is reckoned from."""


class Work:
    """The queue and its workers.

    Args:
        workers: Pictures worked on at once.
        queue: Requests inside at once.
        deadline_s: A request is given up after this long, waiting included.
        metrics: Where it is counted.
    """

    def __init__(self, *, workers: int, queue: int, deadline_s: float, metrics: Metrics) -> None:
        self._workers, self._queue, self.deadline_s = workers, queue, deadline_s
        self._metrics = metrics
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="nukki-work")
        self._inside = 0
        self._mean_s = 1.0
        self.draining = False

    @property
    def inside(self) -> int:
        """How many requests are inside."""
        return self._inside

    @asynccontextmanager
    async def enter(self) -> AsyncIterator[None]:
        """A place for one request; held before its body is read.

        Raises:
            ApiError: 503, there is none, or the server is going down.
        """
        if self.draining:
            self._metrics.refused.labels("draining").inc()
            raise busy("this server is going down; ask again", retry_after_s=5)
        if self._inside >= self._queue:
            self._metrics.refused.labels("queue").inc()
            raise busy("too many requests are waiting; come again", retry_after_s=self._wait_s())
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1

    async def run(self, task: Callable[[], Result], *, until: float) -> Result:
        """What ``task`` gives, worked out in a thread.

        Args:
            task: The work; not begun any more when its time is over before its turn.
            until: When to give up, on the clock of `time.monotonic`.

        Raises:
            ApiError: 503, not done in time.
        """
        left_s = until - time.monotonic()
        with self._metrics.waiting.track_inprogress():
            try:
                with anyio.fail_after(max(0.0, left_s)):
                    return await wrap_future(self._threads.submit(self._timed, task, until))
            except TimeoutError as error:
                raise self._late() from error

    def close(self) -> None:
        """Let nobody in any more."""
        self.draining = True

    async def drained(self, *, within_s: float) -> bool:
        """Whether all who were inside have gone within a time."""
        with anyio.move_on_after(within_s):
            while self._inside:
                await anyio.sleep(0.02)
        self._threads.shutdown(wait=False, cancel_futures=True)
        return self._inside == 0

    def _timed(self, task: Callable[[], Result], until: float) -> Result:
        started = time.monotonic()
        if started >= until:
            raise self._late()
        try:
            return task()
        finally:
            taken = time.monotonic() - started
            self._mean_s += SMOOTHING * (taken - self._mean_s)
            self._metrics.worked(taken)

    def _late(self) -> ApiError:
        self._metrics.refused.labels("deadline").inc()
        return busy(
            f"not done within {self.deadline_s:g} seconds; come again",
            retry_after_s=self._wait_s(),
        )

    def _wait_s(self) -> int:
        """When the queue will have been worked off, at the pace of the latest pictures."""
        return max(1, min(120, round(self._mean_s * self._inside / self._workers)))


async def in_thread(function: Callable[..., Result], *args: object, **kwargs: object) -> Result:
    """A short blocking call (a database) off the event loop."""
    return await anyio.to_thread.run_sync(partial(function, *args, **kwargs))
