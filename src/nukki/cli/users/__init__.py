"""``nukki users``: the accounts of a server, their plans and credits."""

from __future__ import annotations

import click

from nukki.cli.lazy import LazyGroup

COMMANDS = {
    "add": "nukki.cli.users.add",
    "list": "nukki.cli.users.listing",
    "change": "nukki.cli.users.change",
    "remove": "nukki.cli.users.remove",
    "plans": "nukki.cli.users.plans",
}

EPILOG = """\b
Examples:
  nukki users add anna --credits 100        an account with 100 credits
  nukki users list
  nukki users change anna --plan unlimited
  nukki users plans team --monthly 500 --per-minute 1000
"""


@click.group(cls=LazyGroup, modules=COMMANDS, epilog=EPILOG)
def command() -> None:
    """Accounts of the server: add, list, change, remove; plans."""
