"""``nukki users plans``: what accounts get each month."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import click

from nukki.cli.accounts import opened, takes_database
from nukki.cli.errors import debug_option
from nukki.cli.text import columns

if TYPE_CHECKING:
    from nukki.server.accounts.plans import PlanFacts

EPILOG = """\b
Examples:
  nukki users plans                                 list them
  nukki users plans team --monthly 500              add one, or change it
"""


@click.command("plans", epilog=EPILOG)
@click.argument("name", required=False)
@click.option("--monthly", metavar="N", help="Credits a month.")
@click.option("--free-previews", type=click.IntRange(min=0), metavar="N",
              help="Previews a month that cost nothing.")  # fmt: skip
@click.option("--per-minute", type=click.IntRange(min=1), metavar="N", help="Megapixels a minute.")
@click.option("--rolls-over/--expires", default=None,
              help="What becomes of a month's credits that are left.")  # fmt: skip
@takes_database
@debug_option
def command(name: str | None, database: str | None, **changes: Any) -> None:
    """List the plans; with NAME, add that one or change it."""
    with opened(database) as engine:
        from nukki.server.accounts import plans

        if name is not None:
            plans.set_plan(engine, _changed(plans.list_plans(engine), name, changes))
        rows = [_row(plan) for plan in plans.list_plans(engine)]
    head = ("name", "monthly", "previews", "per minute", "")
    click.echo(columns([head, *rows]))


def _changed(known: list[PlanFacts], name: str, changes: dict[str, Any]) -> PlanFacts:
    """The plan of that name, or a new one, with what was given."""
    from nukki.server.accounts.amounts import parse_credits
    from nukki.server.accounts.plans import PlanFacts

    before = next((plan for plan in known if plan.name == name), PlanFacts(name=name))
    given = {key: value for key, value in changes.items() if value is not None}
    if "monthly" in given:
        given["monthly"] = parse_credits(given["monthly"])
    return dataclasses.replace(before, **given)


def _row(plan: PlanFacts) -> tuple[str, ...]:
    over = "rolls over" if plan.rolls_over else "expires"
    return plan.name, str(plan.monthly), str(plan.free_previews), str(plan.per_minute), over
