"""``nukki users remove``: an account with all that belongs to it."""

from __future__ import annotations

import click

from nukki.cli.accounts import opened, takes_database
from nukki.cli.errors import debug_option
from nukki.cli.text import printable


@click.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@takes_database
@debug_option
def command(name: str, yes: bool, database: str | None) -> None:
    """Delete an account with all that is its own.

    Keys, credits and history go with it, and cannot be had back; "nukki users
    change NAME --disable" shuts it out and keeps all of it.
    """
    with opened(database) as engine:
        from nukki.server.accounts import users

        user = users.find_user(engine, name)
        if not yes:
            click.confirm(printable(f"Delete {user.name} with its keys and history?"), abort=True)
        users.remove_user(engine, user)
    click.echo(printable(f"{user.name}: removed"))
