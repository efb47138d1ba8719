"""``nukki usage``: what the server's accounts asked for."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import click

from nukki.cli.accounts import moment, opened, span_s, takes_database
from nukki.cli.errors import debug_option
from nukki.cli.text import columns, printable

if TYPE_CHECKING:
    from nukki.server.accounts.database import Database

EPILOG = """\b
Examples:
  nukki usage                       sums by account, of 30 days
  nukki usage anna --since 7d
  nukki usage anna --calls 20       the latest calls, one by one
"""

SUMS = ("user", "calls", "failed", "credits", "megapixels")
CALLS = ("at", "user", "door", "status", "credits", "megapixels", "request")


@click.command("usage", epilog=EPILOG)
@click.argument("user", required=False)
@click.option("--since", default="30d", show_default=True, metavar="SPAN", help="How far back.")
@click.option("--calls", type=click.IntRange(min=1), metavar="N", help="The latest N calls.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@takes_database
@debug_option
def command(
    user: str | None, since: str, calls: int | None, as_json: bool, database: str | None
) -> None:
    """Show calls and credits of all accounts, or of USER."""
    begin = time.time() - span_s(since, "--since")
    with opened(database) as engine:
        rows = _calls(engine, user, begin, calls) if calls else _sums(engine, user, begin)
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    head = CALLS if calls else SUMS
    cells = [tuple(_cell(name, row[name]) for name in head) for row in rows]
    click.echo(printable(columns([head, *cells])))


def _owner(engine: Database, user: str | None) -> str | None:
    from nukki.server.accounts import users

    return None if user is None else users.find_user(engine, user).id


def _sums(engine: Database, user: str | None, since: float) -> list[dict[str, Any]]:
    from nukki.server.accounts import history

    return [
        {
            "user": total.user, "calls": total.sums.calls, "failed": total.sums.failed,
            "credits": float(total.sums.credits), "megapixels": round(total.sums.megapixels, 2),
        }
        for total in history.totals(engine, user_id=_owner(engine, user), since=since)
    ]  # fmt: skip


def _calls(engine: Database, user: str | None, since: float, limit: int) -> list[dict[str, Any]]:
    from nukki.server.accounts import history

    owner = _owner(engine, user)
    found = history.list_calls(engine, user_id=owner, since=since, limit=limit)
    return [
        {
            "at": call.at, "user": call.user, "door": call.usage.door,
            "status": call.usage.status, "credits": float(call.usage.credits),
            "megapixels": round(call.usage.megapixels, 2), "request": call.usage.request_id,
        }
        for call in found
    ]  # fmt: skip


def _cell(name: str, value: Any) -> str:
    if name == "at":
        return moment(value)
    return f"{value:g}" if isinstance(value, float) else str(value)
