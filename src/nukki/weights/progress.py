"""How a long transfer tells its door how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """What a door passes in to draw a bar; every ``start`` is followed by one ``finish``."""

    def start(self, name: str, total_bytes: int | None) -> None:
        """A transfer begins; ``total_bytes`` is None when its length is not known."""

    def advance(self, n_bytes: int) -> None:
        """So many more bytes have come."""

    def finish(self) -> None:
        """The transfer ended, well or not."""


class Silent:
    """A `Progress` that shows nothing."""

    def start(self, name: str, total_bytes: int | None) -> None:
        """Nothing."""

    def advance(self, n_bytes: int) -> None:
        """Nothing."""

    def finish(self) -> None:
        """Nothing."""
