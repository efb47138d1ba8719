"""Scores on the terminal, and the bar while they are measured."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from nukki.batch import Failure, Item, Outcome
from nukki.cli.display import Display
from nukki.cli.text import columns, printable
from nukki.core.errors import InputError
from nukki.evaluate import Evaluation
from nukki.evaluate.comparison import compare, in_words
from nukki.evaluate.tables import category_rows, costs


class Watcher:
    """A `nukki.evaluate.Listener` that moves the bar and names what is left out."""

    def __init__(self, display: Display) -> None:
        self._display = display

    def planned(self, total: int) -> None:
        """So many photos will come."""
        self._display.planned(total)

    def started(self, name: str) -> None:
        """Name it beside the bar."""
        self._display.started(Item(Path(name), None, ""))

    def finished(self, name: str, problem: str = "") -> None:
        """Move the bar; say why a photo is left out."""
        if problem:
            failure = Failure("InputError", f"left out: {problem}", InputError.exit_code)
            self._display.finished(Outcome(name, None, "failed", failure=failure))
        else:
            self._display.finished(Outcome(name, None, "ok"))


def show(evaluations: Sequence[Evaluation]) -> None:
    """Print the first one's table, time and memory, and how it compares with the others."""
    done, *others = evaluations
    click.echo(printable(f"{done.name}, {len(done.rows)} photos of {done.data}"))
    click.echo(printable(columns(list(category_rows(done)))))
    if found := done.confidence_roc:
        at = found.best
        click.echo(
            f"confidence: AUC {found.auc:.3f}; under {found.thresholds[at]:.3f} it catches "
            f"{found.caught[at]:.0%} of the photos with IoU < 0.9 and "
            f"{found.disturbed[at]:.0%} of the others"
        )
    if cost := costs(done):
        click.echo(cost)
    if done.problems:
        click.echo(f"{len(done.problems)} pairs left out")
    for other in others:
        click.echo()
        click.echo(printable("\n".join(in_words(compare(done, other)))))
