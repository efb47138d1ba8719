"""``nukki keys list``: the keys by their prefixes."""

from __future__ import annotations

import dataclasses
import json
import time
from typing import TYPE_CHECKING

import click

from nukki.cli.accounts import moment, opened, takes_database
from nukki.cli.errors import debug_option
from nukki.cli.text import columns, printable

if TYPE_CHECKING:
    from nukki.server.accounts.keys import KeyFacts


@click.command("list")
@click.argument("user", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@takes_database
@debug_option
def command(user: str | None, as_json: bool, database: str | None) -> None:
    """List all keys, or those of USER.

    They are told by their prefixes: keys themselves are not stored.
    """
    with opened(database) as engine:
        from nukki.server.accounts import keys, users

        owner = None if user is None else users.find_user(engine, user).id
        found = keys.list_keys(engine, owner)
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(key) for key in found], indent=2))
        return
    head = ("key", "user", "name", "scopes", "made", "last used", "")
    now = time.time()
    click.echo(printable(columns([head, *(_row(key, now) for key in found)])))


def _row(key: KeyFacts, now: float) -> tuple[str, ...]:
    used = moment(key.last_used_at)
    return (
        f"{key.prefix}...", key.user, key.name, ",".join(key.scopes), moment(key.created_at),
        used, _state(key, now),
    )  # fmt: skip


def _state(key: KeyFacts, now: float) -> str:
    if key.revoked_at is not None:
        return "revoked"
    if key.expires_at is None:
        return ""
    word = "expired" if key.expires_at <= now else "expires"
    return f"{word} {moment(key.expires_at)}"
