"""What bodies of requests take together stays within what there is."""

from __future__ import annotations

import pytest

from nukki.server.body_memory import BodyMemory
from nukki.server.faults import ApiError
from nukki.server.metrics import Metrics


@pytest.fixture
def memory() -> BodyMemory:
    return BodyMemory(100, Metrics())


def test_bodies_share_what_there_is_and_the_next_one_is_refused(memory: BodyMemory) -> None:
    with memory.share() as first, memory.share() as second:
        first.grow(50)
        first.grow(80)
        second.grow(20)
        with pytest.raises(ApiError) as caught:
            second.grow(21)
    assert (caught.value.http_status, caught.value.headers["Retry-After"]) == (503, "5")


def test_a_body_that_was_let_in_comes_whole(memory: BodyMemory) -> None:
    with memory.share() as first, memory.share() as second:
        first.grow(80)
        with pytest.raises(ApiError, match="too much is being sent"):
            second.grow(21)
        first.grow(10)
        assert (first.held, second.held, memory.held) == (80, 0, 80)


def test_a_body_alone_always_has_room_and_leaves_it_behind(memory: BodyMemory) -> None:
    with memory.share() as alone:
        alone.grow(500)
    with memory.share() as first, memory.share() as second:
        first.grow(50)
        second.grow(50)
    assert memory.held == 0
