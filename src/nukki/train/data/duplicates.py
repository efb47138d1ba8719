"""Pictures that are near copies of one another."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

NEAR_BITS = 10
"""Fingerprints of 128 bits that differ in no more than this are of one picture."""

BLOCK = 512
"""So many fingerprints are compared with all others at a time."""


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
    """Index pairs (i, j), i < j, of fingerprints (N, B) that differ in at most so many bits.

    With bits as -1 and 1, the product of two fingerprints is their bits less twice those that
    differ: a matrix product compares 10 000 pictures with one another in a second.
    """
    signs = np.unpackbits(fingerprints, axis=1).astype(np.float32) * 2 - 1
    least = signs.shape[1] - 2 * bits
    pairs = []
    for start in range(0, len(signs), BLOCK):
        alike = signs[start : start + BLOCK] @ signs[start:].T >= least
        pairs += [
            (start + int(one), start + int(other))
            for one, other in zip(*np.nonzero(np.triu(alike, 1)), strict=True)
        ]
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
