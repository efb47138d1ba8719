"""``nukki keys create``: a new key, shown once."""

from __future__ import annotations

import time

import click

from nukki.cli.accounts import opened, span_s, takes_database
from nukki.cli.errors import debug_option

EPILOG = """\b
Examples:
  nukki keys create anna
  nukki keys create anna --name shop --scope cut --expires 90d
  nukki keys create ops --scope admin --scope account
  export REMOVE_BG_API_KEY=$(nukki keys create anna)
"""


@click.command("create", epilog=EPILOG)
@click.argument("user")
@click.option("--name", default="", metavar="TEXT", help="What it is for.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    metavar="SCOPE",
    help="cut, account, jobs, admin; can be repeated.  [default: all but admin]",
)
@click.option("--expires", metavar="SPAN", help="Valid for this long (90d, 36h).")
@click.option("--sandbox", is_flag=True, help="Costs nothing, and results carry a watermark.")
@takes_database
@debug_option
def command(
    user: str,
    name: str,
    scopes: tuple[str, ...],
    expires: str | None,
    sandbox: bool,
    database: str | None,
) -> None:
    """Make a key and print it, once.

    Only its digest is kept, so it cannot be shown again.
    """
    now = time.time()
    ends = None if expires is None else now + span_s(expires, "--expires")
    with opened(database) as engine:
        from nukki.server.accounts import keys, users

        found = users.find_user(engine, user)
        made = keys.issue(
            engine, found.id, now=now, name=name, scopes=scopes or keys.ORDINARY_SCOPES,
            sandbox=sandbox, expires_at=ends,
        )  # fmt: skip
    click.echo(made.text)
    click.echo("This is the only time it is shown.", err=True)
