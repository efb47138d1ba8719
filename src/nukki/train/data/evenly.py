"""A few of many, taken all along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


def evenly(things: Sequence[Thing], most: int) -> tuple[Thing, ...]:
    """At most so many, evenly spread from the first on; 0 takes all.

    >>> evenly("abcdef", 3)
    ('a', 'c', 'e')
    """
    if not most or len(things) <= most:
        return tuple(things)
    return tuple(things[n * len(things) // most] for n in range(most))
