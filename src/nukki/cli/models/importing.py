"""``nukki models import``: a weight file that came another way."""

from __future__ import annotations

from pathlib import Path

import click

from nukki.cli.errors import debug_option
from nukki.cli.models.argument import fetchable, name_argument
from nukki.core.errors import OptionError

EPILOG = """\b
Examples:
  nukki models import u2net ~/Downloads/u2net.onnx
"""


@click.command("import", epilog=EPILOG)
@name_argument()
@click.argument("file", metavar="FILE")
@debug_option
def command(name: str, file: str) -> None:
    """Verify a file that was fetched by hand; keep a copy."""
    from nukki import weights

    files = [file for spec in fetchable([name]) for file in spec.weights]
    if not files:
        raise OptionError(f"model {name!r} needs no weights")
    fitting = [wanted for wanted in files if wanted.name == Path(file).name]
    click.echo(f"{name}: {weights.import_file((fitting or files)[0], Path(file))}")
