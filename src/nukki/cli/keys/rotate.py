"""``nukki keys rotate``: a new key in place of an old one, both valid for a while."""

from __future__ import annotations

import time

import click

from nukki.cli.accounts import moment, opened, span_s, takes_database
from nukki.cli.errors import debug_option


@click.command("rotate")
@click.argument("key")
@click.option("--overlap", default="24h", show_default=True, metavar="SPAN",
              help="How long the old key stays valid.")  # fmt: skip
@takes_database
@debug_option
def command(key: str, overlap: str, database: str | None) -> None:
    """Print a new key in place of KEY.

    KEY is given by its prefix (nk_live_4f9a1c22); the new one has the same rights.
    """
    now, overlap_s = time.time(), span_s(overlap, "--overlap")
    with opened(database) as engine:
        from nukki.server.accounts import keys

        made = keys.rotate(engine, key, now=now, overlap_s=overlap_s)
    click.echo(made.text)
    click.echo(
        "This is the only time it is shown. "
        f"The old key is valid until {moment(now + overlap_s)} UTC at the latest.",
        err=True,
    )
