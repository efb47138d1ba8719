"""``nukki models``: what there is, what is here, and how to get or add more."""

from __future__ import annotations

import click

from nukki.cli.lazy import LazyGroup

COMMANDS = {
    "list": "nukki.cli.models.listing",
    "pull": "nukki.cli.models.pull",
    "verify": "nukki.cli.models.verify",
    "import": "nukki.cli.models.importing",
    "path": "nukki.cli.models.path",
    "add": "nukki.cli.models.add",
    "remove": "nukki.cli.models.remove",
}

EPILOG = """\b
Examples:
  nukki models list
  nukki models pull u2net isnet-imgly
  nukki models import u2net ~/Downloads/u2net.onnx
  nukki models add my.onnx --name mine --size 512 --mean 0.5 --std 0.5
"""


@click.group(cls=LazyGroup, modules=COMMANDS, epilog=EPILOG)
def command() -> None:
    """List, fetch, verify, import and add models."""
