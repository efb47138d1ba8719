"""Stages side by side: in order, bounded, and ended together."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from nukki.video.crew import Channel, Crew


def test_items_come_out_in_order() -> None:
    with Crew() as crew:
        channel: Channel[int] = crew.channel(2)
        crew.start(lambda: channel.feed(range(20)))
        assert list(channel) == list(range(20))


def test_who_feeds_waits_for_room() -> None:
    made: list[int] = []

    def count() -> Iterator[int]:
        for number in range(50):
            made.append(number)
            yield number

    with Crew() as crew:
        channel: Channel[int] = crew.channel(2)
        crew.start(lambda: channel.feed(count()))
        lead = max(len(made) - number for number in channel)
    assert lead <= 5  # two in the queue, one in hand on either side, one just begun


def test_an_error_in_a_stage_is_raised_where_the_crew_was_called() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"), Crew() as crew:  # noqa: PT012
        channel: Channel[int] = crew.channel(2)
        crew.start(lambda: channel.feed(broken()))
        list(channel)


def test_an_interrupt_ends_a_stage_that_waits_for_room() -> None:
    with pytest.raises(KeyboardInterrupt), Crew() as crew:  # noqa: PT012
        channel: Channel[int] = crew.channel(1)
        crew.start(lambda: channel.feed(range(10**9)))
        raise KeyboardInterrupt
    assert not [thread for thread in threading.enumerate() if thread.daemon]
