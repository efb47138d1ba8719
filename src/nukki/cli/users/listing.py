"""``nukki users list``: the accounts, and what is left of their credits."""

from __future__ import annotations

import json
import time
from typing import Any

import click

from nukki.cli.accounts import moment, opened, takes_database
from nukki.cli.errors import debug_option
from nukki.cli.text import columns, printable


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@takes_database
@debug_option
def command(as_json: bool, database: str | None) -> None:
    """List accounts, plans and credits."""
    rows = _facts(database)
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    head = ("name", "plan", "credits", "previews", "since", "")
    click.echo(printable(columns([head, *map(_row, rows)])))


def _facts(database: str | None) -> list[dict[str, Any]]:
    with opened(database) as engine:
        from nukki.server.accounts import quota, users

        now = time.time()
        found = [
            (user, quota.balance(engine, user.id, now=now)) for user in users.list_users(engine)
        ]
    return [
        {
            "name": user.name, "id": user.id, "plan": user.plan, "created_at": user.created_at,
            "disabled_at": user.disabled_at, "credits": float(left.total),
            "subscription": float(left.subscription), "payg": float(left.payg),
            "enterprise": float(left.enterprise), "free_previews": left.free_calls,
        }
        for user, left in found
    ]  # fmt: skip


def _row(facts: dict[str, Any]) -> tuple[str, ...]:
    return (
        facts["name"],
        facts["plan"],
        f"{facts['credits']:.15g}",
        str(facts["free_previews"]),
        moment(facts["created_at"]),
        "" if facts["disabled_at"] is None else "disabled",
    )
