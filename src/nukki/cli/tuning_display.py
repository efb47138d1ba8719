"""How a search for settings goes, on standard error: a line for each trial."""

from __future__ import annotations

import click

from nukki.cli.text import printable


class TuningDisplay:
    """A `nukki.train.tune.TuningListener`.

    Args:
        trials: How many there will be.
    """

    def __init__(self, trials: int) -> None:
        self._trials = trials
        self._epochs = 0

    def trial_begun(self, number: int, params: dict[str, object]) -> None:
        """Say what is tried."""
        shown = ", ".join(
            f"{name} {value:.3g}" if isinstance(value, float) else f"{name} {value}"
            for name, value in params.items()
        )
        self._epochs = 0
        self._say(f"trial {number + 1}/{self._trials}: {shown}")

    def trial_epoch(self, number: int, row: dict[str, float]) -> None:
        """Count."""
        self._epochs += 1

    def trial_done(self, number: int, value: float | None, best: float | None) -> None:
        """Say how it ended."""
        ended = f"given up after epoch {self._epochs}" if value is None else f"{value:.4f}"
        so_far = "" if best is None else f"; best so far {best:.4f}"
        self._say(f"  {ended}{so_far}")

    @staticmethod
    def _say(line: str) -> None:
        click.echo(printable(line), err=True)
