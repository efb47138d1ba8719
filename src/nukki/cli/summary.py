"""What a run says in words: a line for each picture that needs one, and one for all."""

from __future__ import annotations

from collections.abc import Iterator

import click

from nukki.batch import STDIO, Outcome, Report
from nukki.cli.errors import EXIT_INTERRUPTED, how_to_report, settings
from nukki.cli.text import printable, seconds
from nukki.core.errors import EXIT_BUG


def conclude(report: Report) -> int:
    """Print the summary; the command's exit code."""
    if line := summary(report):
        click.echo(printable(line), err=True)
    return EXIT_INTERRUPTED if report.interrupted else report.exit_code


def summary(report: Report) -> str:
    """One line on all pictures; for a single one what was made of it, "" if that is plain."""
    if len(report.outcomes) == 1 and not report.interrupted:
        (only,) = report.outcomes
        return "" if only.status == "failed" or only.target == STDIO else told(only)
    counts = [f"{report.count('ok')} cut out"]
    counts += [f"{n} {status}" for status in ("skipped", "failed") if (n := _count(report, status))]
    interrupted = "; interrupted" if report.interrupted else ""
    return f"{', '.join(counts)} in {seconds(report.seconds)}{interrupted}{_to_review(report)}"


def told(outcome: Outcome) -> str:
    """One line on a picture that was cut out or left alone."""
    if outcome.status == "skipped":
        return f"{outcome.source}: skipped, {'; '.join(outcome.notes)}"
    return f"{outcome.source} -> {outcome.target} in {seconds(outcome.seconds)}"


def remarks(outcome: Outcome) -> Iterator[str]:
    """The lines a picture needs whatever else is shown: its error, or what was done otherwise."""
    failure = outcome.failure
    if failure is not None:
        if failure.traceback and settings().debug:
            yield failure.traceback.rstrip()
        report = f"; {how_to_report()}" if failure.exit_code == EXIT_BUG else ""
        yield f"nukki: error: {outcome.source}: {failure.message}{report}"
    elif outcome.status == "ok":
        if outcome.review:
            yield f"nukki: review: {outcome.target}: confidence {outcome.confidence:.2f}"
        yield from (f"nukki: note: {outcome.source}: {note}" for note in outcome.notes)


def _to_review(report: Report) -> str:
    unsure = sum(outcome.review for outcome in report.outcomes)
    return f"; {unsure} to review (low confidence)" if unsure else ""


def _count(report: Report, status: str) -> int:
    return sum(outcome.status == status for outcome in report.outcomes)
