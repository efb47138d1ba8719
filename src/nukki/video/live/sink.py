"""Where live pictures go: the protocol that every sink follows."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from nukki.core.arrays import Pixels


@dataclass(frozen=True, eq=False)
class Shown:
    """A finished picture.

    Attributes:
        pixels: (H, W, 3) uint8 RGB.
        taken_s: When its shot was taken, by `time.monotonic`.
    """

    pixels: Pixels
    taken_s: float


class Output(Protocol):
    """A sink that is open."""

    @property
    def where(self) -> str:
        """Where the pictures can be seen, for the user."""

    def watched(self) -> bool:
        """Whether anybody looks; nothing is computed while nobody does."""

    def take(self, pictures: Iterable[Shown]) -> None:
        """Show pictures until there are no more; runs in a thread of its own.

        Raises:
            OutputError: They cannot be shown any more.
        """


class Sink(Protocol):
    """Anything that live pictures can go to."""

    def open(self, size_hw: tuple[int, int], rate: Fraction) -> AbstractContextManager[Output]:
        """Make ready for pictures of one size that come about so often a second.

        Raises:
            OutputError: It cannot be had.
            MissingExtraError: A package is missing.
        """
