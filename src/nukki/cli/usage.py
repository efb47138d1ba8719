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
    from nukki.server.accounts.history import Sums

EPILOG = """\b
Examples:
  nukki usage                       sums by account, of 30 days
  nukki usage anna --since 7d --daily
  nukki usage anna --calls 20       the latest calls, one by one
"""

SUMS: tuple[str, ...] = ("user", "calls", "failed", "credits", "megapixels")
DAYS: tuple[str, ...] = ("day", *SUMS[1:])
CALLS: tuple[str, ...] = ("at", "user", "door", "status", "credits", "megapixels", "request")


@click.command("usage", epilog=EPILOG)
@click.argument("user", required=False)
@click.option("--since", default="30d", show_default=True, metavar="SPAN", help="How far back.")
@click.option("--calls", type=click.IntRange(min=1), metavar="N", help="The latest N calls.")
@click.option("--daily", is_flag=True, help="Sums by day (UTC).")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@takes_database
@debug_option
def command(
    user: str | None,
    since: str,
    calls: int | None,
    daily: bool,
    as_json: bool,
    database: str | None,
) -> None:
    """Show calls and credits of all accounts, or of USER."""
    if calls and daily:
        raise click.UsageError("--calls lists calls one by one, --daily sums them; choose one")
    begin = time.time() - span_s(since, "--since")
    with opened(database) as engine:
        owner = _owner(engine, user)
        if calls:
            head, rows = CALLS, _calls(engine, owner, begin, calls)
        elif daily:
            head, rows = DAYS, _days(engine, owner, begin)
        else:
            head, rows = SUMS, _sums(engine, owner, begin)
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    cells = [tuple(_cell(name, row[name]) for name in head) for row in rows]
    click.echo(printable(columns([head, *cells])))


def _owner(engine: Database, user: str | None) -> str | None:
    from nukki.server.accounts import users

    return None if user is None else users.find_user(engine, user).id


def _sums(engine: Database, owner: str | None, since: float) -> list[dict[str, Any]]:
    from nukki.server.accounts import history

    found = history.totals(engine, user_id=owner, since=since)
    return [{"user": total.user, **_told(total.sums)} for total in found]


def _days(engine: Database, owner: str | None, since: float) -> list[dict[str, Any]]:
    from nukki.server.accounts import history

    found = history.days(engine, user_id=owner, since=since, until=time.time())
    return [
        {"day": time.strftime("%Y-%m-%d", time.gmtime(day.at)), **_told(day.sums)} for day in found
    ]


def _told(sums: Sums) -> dict[str, Any]:
    return {
        "calls": sums.calls, "failed": sums.failed, "credits": float(sums.credits),
        "megapixels": round(sums.megapixels, 2),
    }  # fmt: skip


def _calls(engine: Database, owner: str | None, since: float, limit: int) -> list[dict[str, Any]]:
    from nukki.server.accounts import history

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
