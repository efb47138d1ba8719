"""``nukki models remove``: free the space of weights, or forget a model that was added."""

from __future__ import annotations

import click

from nukki.cli.errors import debug_option
from nukki.cli.models.argument import fetchable, files_of, name_argument

EPILOG = """\b
Examples:
  nukki models remove u2net
"""


@click.command("remove", epilog=EPILOG)
@name_argument()
@debug_option
def command(name: str) -> None:
    """Delete a model's weights, or a model that was added."""
    from nukki import weights

    if name in {spec.name for spec in weights.user_specs()}:
        weights.remove_user_model(name)
        click.echo(f"{name}: removed")
        return
    there = [weights.remove(file) for _, file in files_of(fetchable([name]))]
    click.echo(f"{name}: {'removed' if any(there) else 'nukki had no copy of it'}")
