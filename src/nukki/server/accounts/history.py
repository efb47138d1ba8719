"""An account's history: each call that was answered, and sums of them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select

from nukki.server.accounts.amounts import from_milli, to_milli
from nukki.server.accounts.database import READS, AnyQuery, AnyRow
from nukki.server.accounts.gate import Usage
from nukki.server.accounts.models import Call, User

DAY_S = 86_400.0
"""Days begin at midnight UTC."""


@dataclass(frozen=True)
class PastCall:
    """One line of the history."""

    at: float
    user: str
    key_id: str
    usage: Usage


@dataclass(frozen=True)
class Sums:
    """Calls, added up."""

    calls: int = 0
    failed: int = 0
    credits: Decimal = Decimal(0)
    megapixels: float = 0.0


@dataclass(frozen=True)
class Total:
    """An account's calls in a time."""

    user: str
    sums: Sums


@dataclass(frozen=True)
class Day:
    """The calls of one day; ``at`` is its beginning."""

    at: float
    sums: Sums


def record(engine: Engine, user_id: str, key_id: str, usage: Usage, *, now: float) -> None:
    """Add a call."""
    with engine.begin() as connection:
        record_within(connection, user_id, key_id, usage, now=now)


def record_within(
    connection: Connection, user_id: str, key_id: str, usage: Usage, *, now: float
) -> None:
    """As `record`, in a transaction that also does something else."""
    connection.execute(insert(Call).values(
        id=uuid.uuid4().hex, user_id=user_id, key_id=key_id, at=now,
        request_id=usage.request_id, door=usage.door, status=usage.status,
        credits_milli=to_milli(usage.credits), megapixels=usage.megapixels, size=usage.size,
        kind=usage.kind, duration_s=usage.duration_s,
    ))  # fmt: skip


def list_calls(
    engine: Engine,
    *,
    user_id: str | None = None,
    since: float = 0.0,
    until: float = float("inf"),
    limit: int = 100,
) -> list[PastCall]:
    """The latest calls first."""
    wanted = select(Call, User.name.label("user")).join(User, User.id == Call.user_id)
    wanted = wanted.where(Call.at >= since, Call.at < min(until, 1e18))
    if user_id is not None:
        wanted = wanted.where(Call.user_id == user_id)
    with engine.connect().execution_options(**READS) as connection:
        rows = connection.execute(wanted.order_by(Call.at.desc(), Call.id).limit(limit)).all()
    return [_past(row) for row in rows]


def totals(
    engine: Engine, *, user_id: str | None = None, since: float = 0.0, until: float = 1e18
) -> list[Total]:
    """A sum for each account that called in the time, by name."""
    wanted = _sums_by(User.name, user_id, since, until).join(User, User.id == Call.user_id)
    return [Total(name, _sums(*rest)) for name, *rest in _all(engine, wanted)]


def days(engine: Engine, *, user_id: str | None = None, since: float, until: float) -> list[Day]:
    """A sum for each whole day from that of ``since`` to that of ``until``, empty ones too."""
    first, last = int(since // DAY_S), int(until // DAY_S)
    day = func.floor(Call.at / DAY_S)
    wanted = _sums_by(day, user_id, first * DAY_S, (last + 1) * DAY_S)
    found = {int(number): _sums(*rest) for number, *rest in _all(engine, wanted)}
    return [Day(number * DAY_S, found.get(number, Sums())) for number in range(first, last + 1)]


def _sums_by(group: Any, user_id: str | None, since: float, until: float) -> AnyQuery:
    failed = func.count().filter(Call.status >= 400)
    credits, megapixels = func.sum(Call.credits_milli), func.sum(Call.megapixels)
    wanted = select(group, func.count(), failed, credits, megapixels).select_from(Call)
    wanted = wanted.where(Call.at >= since, Call.at < until)
    if user_id is not None:
        wanted = wanted.where(Call.user_id == user_id)
    return wanted.group_by(group).order_by(group)


def _sums(calls: int, failed: int, credits_milli: int, megapixels: float) -> Sums:
    return Sums(calls, failed, from_milli(int(credits_milli)), megapixels)


def _all(engine: Engine, wanted: AnyQuery) -> Sequence[AnyRow]:
    with engine.connect().execution_options(**READS) as connection:
        return connection.execute(wanted).all()


def forget_calls(engine: Engine, *, before: float) -> int:
    """Delete old lines; how many."""
    with engine.begin() as connection:
        return connection.execute(delete(Call).where(Call.at < before)).rowcount


def _past(row: AnyRow) -> PastCall:
    usage = Usage(
        request_id=row.request_id,
        door=row.door,
        status=row.status,
        credits=from_milli(row.credits_milli),
        megapixels=row.megapixels,
        size=row.size,
        kind=row.kind,
        duration_s=row.duration_s,
    )
    return PastCall(row.at, row.user, row.key_id, usage)
