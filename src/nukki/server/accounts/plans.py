"""Plans: what an account gets each month, and how much it may ask for in a minute."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, Engine, insert, select, update

from nukki.core.errors import OptionError, UnknownNameError
from nukki.server.accounts.amounts import from_milli, to_milli
from nukki.server.accounts.database import READS, AnyRow
from nukki.server.accounts.models import Plan

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(frozen=True, kw_only=True)
class PlanFacts:
    """A plan.

    Attributes:
        name: What users and commands call it.
        monthly: Subscription credits a month.
        free_previews: Previews a month that cost nothing.
        per_minute: Megapixels a minute.
        rolls_over: What is left of a month's credits is added to the next month's.
    """

    name: str
    monthly: Decimal = Decimal(0)
    free_previews: int = 50
    per_minute: int = 500
    rolls_over: bool = True


def list_plans(engine: Engine) -> list[PlanFacts]:
    """All plans, by name."""
    with engine.connect().execution_options(**READS) as connection:
        rows = connection.execute(select(Plan).order_by(Plan.name)).all()
    return [_facts(row) for row in rows]


def set_plan(engine: Engine, plan: PlanFacts) -> None:
    """Add a plan, or change the one of that name; months that have begun stay as they are.

    Raises:
        OptionError: The name or a number is out of range.
    """
    _check(plan)
    values = {
        "monthly_milli": to_milli(plan.monthly),
        "free_previews": plan.free_previews,
        "per_minute": plan.per_minute,
        "rolls_over": plan.rolls_over,
    }
    with engine.begin() as connection:
        changed = connection.execute(update(Plan).where(Plan.name == plan.name).values(**values))
        if not changed.rowcount:
            connection.execute(insert(Plan).values(name=plan.name, **values))


def find_plan(connection: Connection, name: str) -> PlanFacts:
    """The plan of that name.

    Raises:
        UnknownNameError: There is none.
    """
    row = connection.execute(select(Plan).where(Plan.name == name)).first()
    if row is None:
        raise UnknownNameError("plan", name, connection.scalars(select(Plan.name)).all())
    return _facts(row)


def _facts(row: AnyRow) -> PlanFacts:
    return PlanFacts(
        name=row.name,
        monthly=from_milli(row.monthly_milli),
        free_previews=row.free_previews,
        per_minute=row.per_minute,
        rolls_over=row.rolls_over,
    )


def _check(plan: PlanFacts) -> None:
    if not NAME.fullmatch(plan.name):
        raise OptionError(
            f"plan: expected up to 40 of a-z, 0-9, - and _ as its name, got {plan.name[:60]!r}"
        )
    if plan.free_previews < 0 or plan.per_minute < 1:
        raise OptionError(
            "plan: expected 0 or more free previews and at least 1 megapixel a minute, "
            f"got {plan.free_previews} and {plan.per_minute}"
        )
