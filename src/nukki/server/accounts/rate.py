"""Megapixels a minute: fixed windows that an account's first call opens (remove.bg's own rule).

Recorded there: all calls of a minute answer with the same reset, 60 s after the first of them.
"""

from __future__ import annotations

from math import ceil
from typing import Any

from sqlalchemy import Connection, Engine, case, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from nukki.server.accounts.database import READS, AnyRow
from nukki.server.accounts.gate import RATE_WINDOW_S, RateLimitedError, RateState
from nukki.server.accounts.models import RateWindow


def spend(engine: Engine, name: str, cost: int, *, limit: int, now: float) -> RateState:
    """Count ``cost`` against the window of ``name``.

    One call that costs more than the whole limit goes through when it opens the window: it could
    never be made otherwise.

    Raises:
        RateLimitedError: There is not that much left; nothing was counted.
    """
    with engine.begin() as connection:
        row = _count(connection, name, cost, limit, now)
        if row is None and _open_window(connection, name, cost, now):
            return _state(limit, cost, now)
        row = row or _count(connection, name, cost, limit, now)
        if row is not None:
            return _state(limit, row.spent, row.opened_at)
        full = connection.execute(_window(name)).one()
    raise RateLimitedError(
        f"expected at most {limit} megapixels a minute; wait and try again",
        state=_state(limit, full.spent, full.opened_at),
        retry_after_s=ceil(full.opened_at + RATE_WINDOW_S - now),
    )


def look(engine: Engine, name: str, *, limit: int, now: float) -> RateState:
    """The window as it is; nothing is counted."""
    with engine.connect().execution_options(**READS) as connection:
        row = connection.execute(_window(name)).first()
    if row is None or now >= row.opened_at + RATE_WINDOW_S:
        return _state(limit, 0, now)
    return _state(limit, row.spent, row.opened_at)


def forget(engine: Engine, *, now: float) -> int:
    """Delete closed windows; how many."""
    with engine.begin() as connection:
        closed = delete(RateWindow).where(RateWindow.opened_at <= now - RATE_WINDOW_S)
        return connection.execute(closed).rowcount


def _count(connection: Connection, name: str, cost: int, limit: int, now: float) -> AnyRow | None:
    closed = RateWindow.opened_at <= now - RATE_WINDOW_S
    return connection.execute(
        update(RateWindow)
        .where(RateWindow.name == name, or_(closed, RateWindow.spent + cost <= limit))
        .values(
            opened_at=case((closed, now), else_=RateWindow.opened_at),
            spent=case((closed, cost), else_=RateWindow.spent + cost),
        )
        .returning(RateWindow.opened_at, RateWindow.spent)
    ).first()


def _open_window(connection: Connection, name: str, cost: int, now: float) -> bool:
    """Make the row when there is none; another one may be quicker."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(RateWindow).values(name=name, opened_at=now, spent=cost)
    made = new.on_conflict_do_nothing().returning(RateWindow.name)
    return connection.execute(made).first() is not None


def _window(name: str) -> Any:
    return select(RateWindow.opened_at, RateWindow.spent).where(RateWindow.name == name)


def _state(limit: int, spent: int, opened_at: float) -> RateState:
    return RateState(limit, max(0, limit - spent), ceil(opened_at + RATE_WINDOW_S))
