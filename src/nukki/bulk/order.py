"""What is asked for, how it is gone about, and who is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from nukki.bulk.calibrate import Trial
from nukki.bulk.entry import Entry
from nukki.outlets import Recipe


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked for.

    Attributes:
        source: A folder, a prefix, or a manifest.
        target: A folder or a prefix.
        recipe: What is made of each photo.
    """

    source: str
    target: str
    recipe: Recipe

    @property
    def max_megapixels(self) -> int:
        """Larger photos are refused."""
        return self.recipe.products[0].options.max_megapixels


@dataclass(frozen=True, kw_only=True)
class Conduct:
    """How a run is conducted.

    Attributes:
        jobs: Photos under way at once; 0 leaves it to a calibration.
        retry_failed: Try photos again that failed for a reason of their own.
        at_least: So many photos will come, more than there are yet.
    """

    jobs: int = 0
    retry_failed: bool = False
    at_least: int = 0


class Listener(Protocol):
    """Told how a run goes, by one thread at a time."""

    def waiting(self) -> None:
        """Another run writes into the same folder."""

    def planned(self, total: int, settled: Sequence[Entry]) -> None:
        """So many photos are in the set, of which these need nothing more."""

    def tried(self, trials: Sequence[Trial]) -> None:
        """What a calibration found, the best first."""

    def finished(self, entry: Entry) -> None:
        """A photo is done, or failed."""


class Silent:
    """A `Listener` that does nothing."""

    def waiting(self) -> None:
        """Nothing."""

    def planned(self, total: int, settled: Sequence[Entry]) -> None:
        """Nothing."""

    def tried(self, trials: Sequence[Trial]) -> None:
        """Nothing."""

    def finished(self, entry: Entry) -> None:
        """Nothing."""
