"""The newest item, and no other."""

from __future__ import annotations

import threading
from time import sleep

import pytest

from nukki.video.live.latest import Latest


def test_who_is_slow_gets_the_newest_and_the_others_are_counted() -> None:
    place: Latest[int] = Latest(threading.Event())
    place.feed(range(10))
    assert list(place) == [9]
    assert place.dropped == 9


def test_nothing_comes_twice_and_the_newest_can_be_looked_at_again() -> None:
    place: Latest[int] = Latest(threading.Event())
    place.put(1)
    coming = iter(place)
    assert next(coming) == 1
    assert place.newest() == 1
    place.end()
    assert next(coming, None) is None


def test_who_waits_gets_an_item_that_comes_later() -> None:
    place: Latest[int] = Latest(threading.Event())
    thread = threading.Timer(0.05, place.put, (7,))
    thread.start()
    assert next(iter(place)) == 7
    thread.join()


def test_it_ends_when_all_shall_stop() -> None:
    halt = threading.Event()
    place: Latest[int] = Latest(halt)
    halt.set()
    assert list(place) == []
    assert place.first() is None


def test_it_ends_when_what_feeds_it_fails() -> None:
    place: Latest[int] = Latest(threading.Event())

    def broken() -> None:
        place.feed(1 // (2 - number) for number in range(5))

    with pytest.raises(ZeroDivisionError):
        broken()
    sleep(0)
    assert list(place) == [1]
