"""``nukki users add``: a new account."""

from __future__ import annotations

import time

import click

from nukki.cli.accounts import opened, takes_database
from nukki.cli.errors import debug_option
from nukki.cli.text import printable

EPILOG = """\b
Examples:
  nukki users add anna                      50 free previews a month
  nukki users add anna --credits 100        and 100 credits, once
  nukki users add anna --plan unlimited     for a machine of your own
"""


@click.command("add", epilog=EPILOG)
@click.argument("name")
@click.option("--plan", default="free", show_default=True, help="See nukki users plans.")
@click.option("--credits", default="0", metavar="N", help="Pay-as-you-go credits to begin with.")
@takes_database
@debug_option
def command(name: str, plan: str, credits: str, database: str | None) -> None:
    """Add an account.

    Give it a key with "nukki keys create".
    """
    with opened(database) as engine:
        from nukki.server.accounts import users
        from nukki.server.accounts.amounts import parse_credits

        amount, now = parse_credits(credits), time.time()
        made = users.add_user(engine, name, plan=plan, now=now)
        if amount:
            users.buy(engine, made, amount, now=now)
    click.echo(printable(f"{name}: added; make a key with: nukki keys create {name}"))
