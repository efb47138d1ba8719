"""Pictures that are near copies of one another."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from nukki.ops.appearance import distance

NEAR_BITS = 10
"""Fingerprints of 128 bits that differ in no more than this are of one picture."""


class Groups:
    """Things that belong together, found by joining two at a time (disjoint sets)."""

    def __init__(self, n_things: int) -> None:
        self._parent = list(range(n_things))

    def join(self, one: int, other: int) -> None:
        """Put two things, and all that belong to either, in one group."""
        first, second = sorted((self.find(one), self.find(other)))
        self._parent[second] = first

    def find(self, thing: int) -> int:
        """The first thing of a group: two are in one group when theirs is the same."""
        while self._parent[thing] != thing:
            self._parent[thing] = self._parent[self._parent[thing]]
            thing = self._parent[thing]
        return thing


def near_pairs(fingerprints: NDArray[np.uint8], bits: int) -> list[tuple[int, int]]:
    """Index pairs (i, j), i < j, of fingerprints (N, B) that differ in at most so many bits."""
    pairs = []
    for index in range(len(fingerprints) - 1):
        away = distance(fingerprints[index], fingerprints[index + 1 :])
        pairs += [(index, index + 1 + int(other)) for other in np.flatnonzero(away <= bits)]
    return pairs


def grouped(labels: Sequence[Hashable], pairs: Iterable[tuple[int, int]]) -> list[int]:
    """A group's number for each thing: by equal labels, and by pairs that belong together.

    Args:
        labels: One for each thing; None and "" join nothing.
        pairs: Indices of two things each.
    """
    groups = Groups(len(labels))
    first: dict[Hashable, int] = {}
    for index, label in enumerate(labels):
        if label not in (None, ""):
            groups.join(first.setdefault(label, index), index)
    for one, other in pairs:
        groups.join(one, other)
    return [groups.find(index) for index in range(len(labels))]
