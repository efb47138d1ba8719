"""The queue: who is let in, who waits, who is sent away."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from nukki.server.faults import ApiError
from nukki.server.metrics import Metrics
from nukki.server.work import Work


def make_work(*, workers: int = 1, queue: int = 4, deadline_s: float = 5.0) -> Work:
    return Work(workers=workers, queue=queue, deadline_s=deadline_s, metrics=Metrics())


def run(scenario: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(scenario())


def soon(seconds: float = 5.0) -> float:
    return time.monotonic() + seconds


def test_work_is_done_off_the_event_loop() -> None:
    async def scenario() -> None:
        name = await make_work().run(lambda: threading.current_thread().name, until=soon())
        assert name.startswith("nukki-work")

    run(scenario)


def test_no_more_are_worked_on_at_once_than_there_are_workers() -> None:
    busy, most, lock = 0, 0, threading.Lock()

    def task() -> None:
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
        time.sleep(0.02)
        with lock:
            busy -= 1

    async def scenario() -> None:
        work = make_work(workers=2)
        await asyncio.gather(*(work.run(task, until=soon()) for _ in range(10)))
        assert most == 2

    run(scenario)


def test_who_comes_when_the_queue_is_full_is_told_when_to_come_again() -> None:
    async def scenario() -> None:
        work = make_work(queue=1)
        async with work.enter():
            with pytest.raises(ApiError) as caught:
                async with work.enter():
                    pass
        assert caught.value.http_status == 503
        assert int(caught.value.headers["Retry-After"]) >= 1
        async with work.enter():
            assert work.inside == 1

    run(scenario)


def test_a_request_is_given_up_at_its_deadline_and_the_loop_goes_on() -> None:
    release = threading.Event()

    async def scenario() -> None:
        work = make_work()
        with pytest.raises(ApiError, match="not done within"):
            await work.run(lambda: release.wait(5), until=soon(0.05))
        release.set()
        assert await work.run(lambda: 7, until=soon()) == 7

    run(scenario)


def test_what_waited_too_long_is_never_begun() -> None:
    begun = []

    async def scenario() -> None:
        work = make_work()
        first = asyncio.ensure_future(work.run(lambda: time.sleep(0.3), until=soon()))
        await asyncio.sleep(0.05)
        with pytest.raises(ApiError):
            await work.run(lambda: begun.append(1), until=soon(0.05))
        await first
        await work.run(lambda: None, until=soon())
        assert not begun

    run(scenario)


def test_an_error_of_the_work_comes_back_as_it_is() -> None:
    def fail() -> None:
        raise LookupError("inside")

    async def scenario() -> None:
        with pytest.raises(LookupError, match="inside"):
            await make_work().run(fail, until=soon())

    run(scenario)


def test_a_draining_server_lets_nobody_in_and_those_inside_end() -> None:
    async def scenario() -> None:
        work = make_work()
        async with work.enter():
            work.close()
            with pytest.raises(ApiError, match="going down"):
                async with work.enter():
                    pass
            assert not await work.drained(within_s=0.05)
        assert await work.drained(within_s=0.05)

    run(scenario)
