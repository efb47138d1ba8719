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
    from nukki.cli.data.left_out import by_reason
    from nukki.cli.display import Display
    from nukki.cli.watcher import Watcher
    from nukki.train.data.prepare import check

    with Display() as display:
        layout, n_good, left = check(
            Path(source), folder(masks), chosen(**given), listener=Watcher(display)
        )
    for entry in left:
        click.echo(printable(f"{entry.name}: {entry.reason}"))
    click.echo(printable(f"{source} ({layout}): {n_good} good, {len(left)} bad"), err=True)
    for line in by_reason(left):
        click.echo(printable(line), err=True)
    return InputError.exit_code if left else 0
