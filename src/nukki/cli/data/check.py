"""``nukki data check``: what of a data set could not be used, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from nukki.cli.data.source import LAYOUT_EPILOG, chosen, folder, takes_source
from nukki.cli.errors import debug_option
from nukki.cli.text import printable
from nukki.core.errors import InputError


@click.command("check", epilog=LAYOUT_EPILOG)
@takes_source
@debug_option
def command(source: str, masks: str | None, **given: Any) -> int:
    """Name every picture that could not be used, and write nothing.

    Ends with an error when there is one.
    """
    from nukki.train.data.checks import read_pair
    from nukki.train.data.prepare import look

    layout, found, left = look(Path(source), folder(masks), chosen(**given))
    problems = {entry.name: entry.reason for entry in left}
    for entry in found:
        try:
            read_pair(entry)
        except InputError as error:
            problems[entry.name] = str(error)
    for name, reason in problems.items():
        click.echo(printable(f"{name}: {reason}"))
    good = len(found) + len(left) - len(problems)
    click.echo(printable(f"{source} ({layout}): {good} good, {len(problems)} bad"), err=True)
    return InputError.exit_code if problems else 0
