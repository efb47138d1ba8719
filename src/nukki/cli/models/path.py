"""``nukki models path``: where weights lie."""

from __future__ import annotations

import click

from nukki.cli.errors import debug_option
from nukki.cli.models.argument import fetchable, files_of, name_argument
from nukki.core.errors import OptionError, WeightsError

EPILOG = """\b
Examples:
  nukki models path              the folder of the cache
  nukki models path u2netp       the file that would be used
"""


@click.command("path", epilog=EPILOG)
@name_argument(required=False)
@debug_option
def command(name: str | None) -> None:
    """Print where the cache, or a model's weights, lie."""
    from nukki import weights

    if name is None:
        click.echo(weights.cache_dir())
        return
    specs = fetchable([name])
    if not any(spec.weights for spec in specs):
        raise OptionError(f"model {name!r} needs no weights")
    for spec, file in files_of(specs):
        path = weights.find(file)
        if path is None:
            raise WeightsError(
                f"{file.name} is not on this machine; fetch it with: nukki models pull {spec.name}"
            )
        click.echo(path)
