"""``nukki keys revoke``: a key that is refused from now on."""

from __future__ import annotations

import time

import click

from nukki.cli.accounts import opened, takes_database
from nukki.cli.errors import debug_option
from nukki.cli.text import printable


@click.command("revoke")
@click.argument("key")
@takes_database
@debug_option
def command(key: str, database: str | None) -> None:
    """Refuse KEY from this moment on.

    It is given by its prefix (nk_live_4f9a1c22).
    """
    with opened(database) as engine:
        from nukki.server.accounts import keys

        keys.revoke(engine, key, now=time.time())
    click.echo(printable(f"{key}: revoked"))
