"""What was left out of a data set, in a few lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Protocol

from nukki.cli.text import columns


class LeftOut(Protocol):
    """A picture, and why it was left out."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def reason(self) -> str:
        """Why; what differs from picture to picture stands behind a colon."""


def by_reason(left: Sequence[LeftOut]) -> Iterator[str]:
    """A line for each reason: how often, and a picture of which it is true."""
    counts = Counter(_shortened(entry.reason) for entry in left)
    examples = {_shortened(entry.reason): entry.name for entry in reversed(left)}
    rows = [(str(n), reason, f"e.g. {examples[reason]}") for reason, n in counts.most_common()]
    return iter(columns(rows).splitlines()) if rows else iter(())


def _shortened(reason: str) -> str:
    return reason.partition(":")[0].partition(" in /")[0]
