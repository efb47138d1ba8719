"""``nukki models pull``: fetch weights now, so that they need not be fetched later."""

from __future__ import annotations

import click

from nukki.cli.errors import debug_option
from nukki.cli.models.argument import fetchable, files_of, names_argument, tell_weightless

EPILOG = """\b
Examples:
  nukki models pull u2net
  nukki models pull u2netp isnet-imgly
  nukki models pull sam_vit_b_quant     for clicks on objects, in the studio
  nukki models pull grounding-dino      for words: nukki remove --text "the red mug"
"""


@click.command("pull", epilog=EPILOG)
@names_argument(required=True)
@debug_option
def command(names: tuple[str, ...]) -> None:
    """Fetch the weights of models that are not here yet."""
    from nukki import weights
    from nukki.cli.display import Display

    specs = fetchable(names)
    tell_weightless(specs)
    for spec, file in files_of(specs):
        with Display() as display:
            path = weights.locate(file, progress=display)
        click.echo(f"{spec.name}: {path}")
        if spec.licence.note:
            click.echo(f"nukki: note: {spec.name}: {spec.licence.note}", err=True)
