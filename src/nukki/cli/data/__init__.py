"""``nukki data``: photos with masks made ready to train on."""

from __future__ import annotations

import click

from nukki.cli.lazy import LazyGroup

COMMANDS = {
    "prepare": "nukki.cli.data.prepare",
    "check": "nukki.cli.data.check",
    "pack": "nukki.cli.data.pack",
}

EPILOG = """\b
Examples:
  nukki data check photos/ masks/                what could not be used, and why
  nukki data prepare photos/ masks/ -o dataset/
  nukki data prepare coco/ --classes person -o people/
  nukki data pack dataset/ -o shards/ --limit 60MB
"""


@click.group(cls=LazyGroup, modules=COMMANDS, epilog=EPILOG)
def command() -> None:
    """Check, split and store photos with masks, to train on."""
