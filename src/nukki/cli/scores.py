"""Scores of an evaluation, on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

import click

from nukki.cli.text import columns, printable
from nukki.evaluate import Evaluation
from nukki.evaluate.comparison import compare, in_words
from nukki.evaluate.tables import category_rows, costs


def show(evaluations: Sequence[Evaluation]) -> None:
    """Print the first one's table, time and memory, and how it compares with the others."""
    done, *others = evaluations
    click.echo(printable(f"{done.name}, {len(done.rows)} {done.about.name}s of {done.data}"))
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
