"""``nukki keys``: API keys of the server's accounts."""

from __future__ import annotations

import click

from nukki.cli.lazy import LazyGroup

COMMANDS = {
    "create": "nukki.cli.keys.create",
    "list": "nukki.cli.keys.listing",
    "rotate": "nukki.cli.keys.rotate",
    "revoke": "nukki.cli.keys.revoke",
}

EPILOG = """\b
Examples:
  nukki keys create anna                         shown once: keep it
  nukki keys create anna --sandbox --expires 30d
  nukki keys rotate nk_live_4f9a1c22 --overlap 24h
  nukki keys revoke nk_live_4f9a1c22
"""


@click.group(cls=LazyGroup, modules=COMMANDS, epilog=EPILOG)
def command() -> None:
    """API keys of the server: create, list, rotate, revoke."""
