"""``nukki check``: whether finished pictures are what a shop or an office demands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from nukki.cli.errors import about, debug_option
from nukki.core.errors import OptionError

if TYPE_CHECKING:
    from nukki.outlets import Finding

FAILED = 1
SIGNS = {True: "ok", False: "WRONG", None: "look"}

EPILOG = """\b
Examples:
  nukki check shoe.jpg --for amazon-main     its pixels against the rules
  nukki check out/*.jpg --for shopify -q     only those that fail
  nukki check --list                         what is known, and from where

\b
Exits with 1 when a picture fails. What only a person can tell is marked "look".
"""


@click.command("check", epilog=EPILOG)
@click.argument("pictures", nargs=-1, metavar="IN...")
@click.option("--for", "outlet", metavar="NAME", help="The shop or office; see --list.")
@click.option("--list", "listing", is_flag=True, help="List shops and offices, with sources.")
@click.option("-q", "--quiet", is_flag=True, help="Only pictures that fail, and only what fails.")
@debug_option
def command(pictures: tuple[str, ...], outlet: str | None, listing: bool, quiet: bool) -> None:
    """Check the pixels of finished pictures against the rules of a shop or an office."""
    from nukki.outlets import OUTLETS, check

    if listing:
        _list()
        return
    if not pictures or outlet is None:
        raise OptionError("expected pictures and --for NAME; nukki check --list shows the names")
    failed = 0
    for name in pictures:
        with about(name):
            report = check(name, OUTLETS[outlet])
        failed += not report.passed
        if not quiet or not report.passed:
            click.echo(f"{name}: {'ok' if report.passed else 'WRONG'} for {report.outlet.title}")
            _tell(report.findings, quiet=quiet)
    if failed:
        click.get_current_context().exit(FAILED)


def _tell(findings: tuple[Finding, ...], *, quiet: bool) -> None:
    for one in findings:
        if not quiet or one.passed is False:
            wanted = f"expected {one.expected}, found {one.found}"
            click.echo(f"  {SIGNS[one.passed]:<6}{one.rule.replace('_', ' '):<14}{wanted}")


def _list() -> None:
    from nukki.outlets import OUTLETS

    for entry in OUTLETS.values():
        click.echo(f"{entry.name:<20}{entry.title}")
        click.echo(f"{'':<20}{entry.source} ({entry.certainty})")
