"""Credits: put aside in one statement, then charged or given back; renewed each month.

    open ──commit──▶ committed        subscription credits go first, then pay-as-you-go,
      ├───refund───▶ refunded         then enterprise credits
      └───lapse────▶ refunded         (the process that held it is gone)

The statement that takes credits looks at the balance itself, so that any number of threads and
machines cannot take more than there is.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, case, func, insert, select, update

from nukki.server.accounts.amounts import from_milli, to_milli
from nukki.server.accounts.database import READS, AnyRow
from nukki.server.accounts.gate import Balance, ChargeKind, InsufficientCreditsError
from nukki.server.accounts.models import Credits, Hold, Plan, Purchase, User
from nukki.server.accounts.plans import PlanFacts
from nukki.server.accounts.time_spans import after_months, months_since

LAPSE_S = 900.0
"""A request's reservation is given back after this long: its process must be gone."""


@dataclass(frozen=True)
class Taken:
    """What was put aside, in thousandths, and where it came from."""

    id: str
    free_call: bool
    subscription: int
    payg: int
    enterprise: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.subscription + self.payg + self.enterprise


def reserve(
    engine: Engine,
    user_id: str,
    credits: Decimal,
    *,
    kind: ChargeKind,
    now: float,
    reference: str | None = None,
) -> Taken:
    """Put credits aside; a preview takes a free call as long as there is one.

    Args:
        engine: The database.
        user_id: Whose credits.
        credits: How many.
        kind: Only a "preview" may be free.
        now: Unix seconds.
        reference: Of a job's piece of work; such a reservation never lapses by itself.

    Raises:
        InsufficientCreditsError: There are not that many; nothing was put aside.
    """
    renew(engine, user_id, now=now)
    with engine.begin() as connection:
        return reserve_within(connection, user_id, credits, kind=kind, now=now, reference=reference)


def reserve_within(
    connection: Connection,
    user_id: str,
    credits: Decimal,
    *,
    kind: ChargeKind,
    now: float,
    reference: str | None = None,
) -> Taken:
    """As `reserve`, in a transaction that also does something else.

    Raises:
        InsufficientCreditsError: There are not that many; the transaction has to be given up.
    """
    hold = uuid.uuid4().hex
    if kind == "preview" and _take_free_call(connection, user_id):
        taken = Taken(hold, True, 0, 0, 0)
    else:
        taken = _take(connection, hold, user_id, to_milli(credits))
    lapses = now + LAPSE_S if reference is None else None
    connection.execute(insert(Hold).values(
        id=hold, user_id=user_id, reference=reference, state="open", free_call=taken.free_call,
        subscription_milli=taken.subscription, payg_milli=taken.payg,
        enterprise_milli=taken.enterprise, charged_milli=0, made_at=now, lapses_at=lapses,
    ))  # fmt: skip
    return taken


def commit(engine: Engine, hold_id: str, credits: Decimal | None = None) -> Decimal:
    """Charge a reservation, or less than it; give the rest back.

    Returns:
        What was charged, now or when it was settled before.
    """
    with engine.begin() as connection:
        return commit_within(connection, hold_id, credits)


def commit_within(connection: Connection, hold_id: str, credits: Decimal | None = None) -> Decimal:
    """As `commit`, in a transaction that also does something else."""
    held = _settle(connection, hold_id, "committed")
    if held is None:
        wanted = select(Hold.charged_milli).where(Hold.id == hold_id)
        return from_milli(connection.scalar(wanted) or 0)
    total = held.subscription_milli + held.payg_milli + held.enterprise_milli
    charged = total if credits is None else min(total, to_milli(credits))
    spent = update(Hold).where(Hold.id == hold_id).values(charged_milli=charged)
    connection.execute(spent)
    _give_back(connection, held, keep=charged, free_call=False)
    return from_milli(charged)


def refund(engine: Engine, hold_id: str) -> None:
    """Give all of a reservation back, unless it is settled."""
    with engine.begin() as connection:
        refund_within(connection, hold_id)


def refund_within(connection: Connection, hold_id: str) -> bool:
    """As `refund`, in a transaction that also does something else; whether it was still open."""
    held = _settle(connection, hold_id, "refunded")
    if held is not None:
        _give_back(connection, held, keep=0, free_call=held.free_call)
    return held is not None


def lapse(engine: Engine, *, now: float) -> int:
    """Give back what gone processes held; how many reservations that were."""
    late = select(Hold.id).where(Hold.state == "open", Hold.lapses_at <= now)
    with engine.connect().execution_options(**READS) as connection:
        holds = connection.scalars(late).all()
    for hold in holds:
        refund(engine, hold)
    return len(holds)


def balance(engine: Engine, user_id: str, *, now: float) -> Balance:
    """What is left, renewed when a month has ended."""
    renew(engine, user_id, now=now)
    with engine.connect().execution_options(**READS) as connection:
        row = connection.execute(select(Credits).where(Credits.user_id == user_id)).first()
    if row is None:
        return Balance()
    parts = (row.subscription_milli, row.payg_milli, row.enterprise_milli)
    subscription, payg, enterprise = map(from_milli, parts)
    return Balance(from_milli(sum(parts)), subscription, payg, enterprise, row.free_calls)


def renew(engine: Engine, user_id: str, *, now: float) -> None:
    """Give the credits of months that have begun; take bought ones that are too old."""
    wanted = select(
        Credits.renews_at, Credits.payg_lapses_at, User.created_at, Plan
    ).join(User, User.id == Credits.user_id).join(Plan, Plan.name == User.plan)  # fmt: skip
    with engine.connect().execution_options(**READS) as connection:
        row = connection.execute(wanted.where(Credits.user_id == user_id)).first()
    if row is None:
        return
    if now >= row.renews_at:
        _begin_month(engine, user_id, row, now)
    if row.payg_lapses_at is not None and now >= row.payg_lapses_at:
        _drop_old_purchases(engine, user_id, now)


def _begin_month(engine: Engine, user_id: str, row: AnyRow, now: float) -> None:
    plan = PlanFacts(
        name=row.name,
        monthly=from_milli(row.monthly_milli),
        free_previews=row.free_previews,
        per_minute=row.per_minute,
        rolls_over=row.rolls_over,
    )
    begun = months_since(row.created_at, now)
    months = begun - months_since(row.created_at, row.renews_at) + 1
    given = row.monthly_milli * months if plan.rolls_over else row.monthly_milli
    rolled = Credits.subscription_milli + given if plan.rolls_over else given
    # The old time in WHERE lets only one of several that came here give the credits.
    once = update(Credits).where(Credits.user_id == user_id, Credits.renews_at == row.renews_at)
    with engine.begin() as connection:
        connection.execute(
            once.values(
                subscription_milli=rolled,
                free_calls=plan.free_previews,
                renews_at=after_months(row.created_at, begun + 1),
            )
        )


def _drop_old_purchases(engine: Engine, user_id: str, now: float) -> None:
    """The oldest credits are spent first, so what exceeds the younger purchases has lapsed."""
    young = Purchase.user_id == user_id, Purchase.lapses_at > now
    amount = select(func.coalesce(func.sum(Purchase.amount_milli), 0)).where(*young)
    left = amount.scalar_subquery()
    following = select(func.min(Purchase.lapses_at)).where(*young).scalar_subquery()
    with engine.begin() as connection:
        connection.execute(
            update(Credits)
            .where(Credits.user_id == user_id)
            .values(payg_milli=_least(Credits.payg_milli, left), payg_lapses_at=following)
        )


def _take(connection: Connection, hold: str, user_id: str, amount: int) -> Taken:
    subscription = _least(Credits.subscription_milli, amount)
    payg = _least(Credits.payg_milli, amount - subscription)
    enterprise = amount - subscription - payg
    total = Credits.subscription_milli + Credits.payg_milli + Credits.enterprise_milli
    row = connection.execute(
        update(Credits)
        .where(Credits.user_id == user_id, total >= amount)
        .values(
            subscription_milli=Credits.subscription_milli - subscription,
            payg_milli=Credits.payg_milli - payg,
            enterprise_milli=Credits.enterprise_milli - enterprise,
            taken_subscription=subscription,
            taken_payg=payg,
            taken_enterprise=enterprise,
        )
        .returning(Credits.taken_subscription, Credits.taken_payg, Credits.taken_enterprise)
    ).first()
    if row is None:
        raise InsufficientCreditsError(
            f"this costs {from_milli(amount)} credits and there are fewer left; buy credits, "
            "wait for the next month, or ask for size=preview"
        )
    return Taken(hold, False, *row)


def _take_free_call(connection: Connection, user_id: str) -> bool:
    one = update(Credits).where(Credits.user_id == user_id, Credits.free_calls > 0)
    return connection.execute(one.values(free_calls=Credits.free_calls - 1)).rowcount == 1


def _settle(connection: Connection, hold_id: str, state: str) -> AnyRow | None:
    """Close an open reservation; None when another call has closed it."""
    closing = update(Hold).where(Hold.id == hold_id, Hold.state == "open").values(state=state)
    parts = (Hold.subscription_milli, Hold.payg_milli, Hold.enterprise_milli)
    wanted = closing.returning(Hold.user_id, Hold.free_call, *parts)
    return connection.execute(wanted).first()


def _give_back(connection: Connection, held: AnyRow, *, keep: int, free_call: bool) -> None:
    """Return what exceeds ``keep`` to where it came from; subscription credits are kept first."""
    subscription = max(0, held.subscription_milli - keep)
    keep -= held.subscription_milli - subscription
    payg = max(0, held.payg_milli - keep)
    keep -= held.payg_milli - payg
    enterprise = max(0, held.enterprise_milli - keep)
    connection.execute(
        update(Credits)
        .where(Credits.user_id == held.user_id)
        .values(
            subscription_milli=Credits.subscription_milli + subscription,
            payg_milli=Credits.payg_milli + payg,
            enterprise_milli=Credits.enterprise_milli + enterprise,
            free_calls=Credits.free_calls + int(free_call),
        )
    )


def _least(first: Any, second: Any) -> ColumnElement[int]:
    """LEAST of PostgreSQL, which SQLite calls MIN."""
    return case((first < second, first), else_=second)
