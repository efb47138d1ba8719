"""``nukki models verify``: hash weights again."""

from __future__ import annotations

import click

from nukki.cli.errors import debug_option, fail
from nukki.cli.models.argument import fetchable, files_of, names_argument, tell_weightless
from nukki.core.errors import ChecksumError, WeightsError

EPILOG = """\b
Examples:
  nukki models verify             everything that is on this machine
  nukki models verify u2netp
"""


@click.command("verify", epilog=EPILOG)
@names_argument(required=False)
@debug_option
def command(names: tuple[str, ...]) -> int:
    """Hash weights again and compare with what is promised."""
    from nukki import weights
    from nukki.pipeline import shelf

    code = 0
    specs = fetchable(names or shelf())
    tell_weightless(specs if names else ())
    for spec, file in files_of(specs):
        try:
            click.echo(f"{spec.name}: ok, {weights.verify(file)}")
        except WeightsError as error:
            if names or isinstance(error, ChecksumError):  # not being here is wrong if asked for
                fail(f"{spec.name}: {error}")
                code = error.exit_code
    return code
