"""``nukki users change``: another plan, more credits, shut out and let in."""

from __future__ import annotations

import time

import click

from nukki.cli.accounts import opened, takes_database
from nukki.cli.errors import debug_option
from nukki.cli.text import printable

EPILOG = """\b
Examples:
  nukki users change anna --credits 50      50 credits more, valid for two years
  nukki users change anna --plan unlimited
  nukki users change anna --disable         all of its keys are refused at once
"""


@click.command("change", epilog=EPILOG)
@click.argument("name")
@click.option("--plan", help="Move to this plan; its credits come with the next month.")
@click.option("--credits", metavar="N", help="Add pay-as-you-go credits.")
@click.option("--enterprise", metavar="N", help="Set the credits agreed on apart from plans.")
@click.option("--disable/--enable", default=None, help="Refuse all keys, or accept them again.")
@takes_database
@debug_option
def command(
    name: str,
    plan: str | None,
    credits: str | None,
    enterprise: str | None,
    disable: bool | None,
    database: str | None,
) -> None:
    """Change an account."""
    with opened(database) as engine:
        from nukki.server.accounts import users
        from nukki.server.accounts.amounts import parse_credits

        user, now = users.find_user(engine, name), time.time()
        bought = None if credits is None else parse_credits(credits)
        agreed = None if enterprise is None else parse_credits(enterprise)
        if plan is not None:
            users.set_plan_of(engine, user, plan)
        if bought:
            users.buy(engine, user, bought, now=now)
        if agreed is not None:
            users.set_enterprise(engine, user, agreed)
        if disable is not None:
            users.set_disabled(engine, user, now if disable else None)
    click.echo(printable(f"{user.name}: changed"))
