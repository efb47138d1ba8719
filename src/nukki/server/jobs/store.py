"""Jobs in the database: made, cancelled, tried again, finished, forgotten; and found.

waiting ─▶ running ─┬▶ done
▲                ├▶ failed ──┐      what happens to one picture: `items`
└── retry ───────┴▶ cancelled┘
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from nukki.server.accounts import quota
from nukki.server.accounts.database import READS, AnyRow
from nukki.server.accounts.gate import Account, ChargeKind
from nukki.server.jobs.items import OPEN, this_attempt
from nukki.server.jobs.models import Item, Job, Output


@dataclass(frozen=True)
class Price:
    """What a picture costs at most."""

    credits: Decimal
    kind: ChargeKind


@dataclass(frozen=True)
class NewItem:
    """A picture of a job that is being made; a ``problem`` makes it fail at once."""

    name: str
    source_url: str | None = None
    problem: str = ""


@dataclass(frozen=True)
class NewJob:
    """A job that is being made."""

    id: str
    account: Account
    kind: str
    options: Mapping[str, Any]
    recipe: Mapping[str, Any] | None
    webhook_url: str | None
    items: Sequence[NewItem]
    price: Price | None


def create(engine: Engine, job: NewJob, *, now: float) -> None:
    """Keep a job and put the credits of its pictures aside, or do nothing.

    Raises:
        InsufficientCreditsError: There are not enough for all of them.
    """
    owner = job.account
    if job.price is not None:
        quota.renew(engine, owner.id, now=now)
    with engine.begin() as connection:
        connection.execute(insert(Job).values(
            id=job.id, user_id=owner.id, key_id=owner.key_id, kind=job.kind,
            sandbox=owner.sandbox, charged=job.price is not None, options=dict(job.options),
            recipe=job.recipe and dict(job.recipe), webhook_url=job.webhook_url,
            total=len(job.items), round=0, created_at=now,
        ))  # fmt: skip
        for number, item in enumerate(job.items):
            _create_item(connection, job, number, item, now)


def cancel(engine: Engine, job_id: str, *, now: float) -> int:
    """Settle all open pictures as cancelled and give their credits back; how many."""
    with engine.begin() as connection:
        mine = update(Item).where(Item.job_id == job_id, Item.state.in_(OPEN))
        settled = connection.execute(
            mine.values(state="cancelled", settled_at=now).returning(Item.hold_id)
        ).all()
        for row in settled:
            if row.hold_id is not None:
                quota.refund_within(connection, row.hold_id)
    close(engine, job_id, now=now)
    return len(settled)


def retry(engine: Engine, job_id: str, price: Price | None, *, now: float) -> int:
    """Let failed and cancelled pictures wait again, with credits put aside anew; how many.

    Raises:
        InsufficientCreditsError: There are not enough for all of them; nothing changed.
    """
    with engine.begin() as connection:
        job = connection.execute(select(Job).where(Job.id == job_id)).one()
        again = select(Item.number, Item.attempt).where(
            Item.job_id == job_id, Item.state.in_(("failed", "cancelled"))
        )
        found = connection.execute(again.order_by(Item.number)).all()
        for number, attempt in found:
            hold = _hold(connection, job_id, job.user_id, number, attempt + 1, price, now)
            connection.execute(
                this_attempt(job_id, number, attempt).values(
                    state="waiting", attempt=attempt + 1, starts=0, hold_id=hold, settled_at=None,
                    error_code=None, error_title=None, error_detail=None,
                )
            )  # fmt: skip
        if found:
            opened = update(Job).where(Job.id == job_id)
            connection.execute(opened.values(finished_at=None, round=Job.round + 1))
    return len(found)


def close(engine: Engine, job_id: str, *, now: float) -> bool:
    """Mark a job as finished when nothing of it is open; whether it is finished."""
    left = select(Item.number).where(Item.job_id == job_id, Item.state.in_(OPEN))
    with engine.begin() as connection:
        connection.execute(
            update(Job)
            .where(Job.id == job_id, Job.finished_at.is_(None), ~left.exists())
            .values(finished_at=now)
        )
        finished = connection.scalar(select(Job.finished_at).where(Job.id == job_id))
    return finished is not None


def expire(engine: Engine, job_id: str, *, now: float) -> None:
    """Forget what a job was made of: names, addresses, results; that it was stays a while."""
    with engine.begin() as connection:
        connection.execute(delete(Item).where(Item.job_id == job_id))
        gone = update(Job).where(Job.id == job_id)
        connection.execute(gone.values(expired_at=now, webhook_url=None))


def forget(engine: Engine, job_id: str) -> None:
    """Delete a job."""
    with engine.begin() as connection:
        connection.execute(delete(Job).where(Job.id == job_id))


def find(engine: Engine, job_id: str, user_id: str | None = None) -> AnyRow | None:
    """A job, when it is the account's."""
    wanted = select(Job).where(Job.id == job_id)
    if user_id is not None:
        wanted = wanted.where(Job.user_id == user_id)
    with engine.connect().execution_options(**READS) as connection:
        return connection.execute(wanted).first()


def list_jobs(engine: Engine, user_id: str, kind: str, *, limit: int) -> Sequence[AnyRow]:
    """An account's jobs that have not expired, the latest first."""
    wanted = select(Job).where(Job.user_id == user_id, Job.kind == kind, Job.expired_at.is_(None))
    with engine.connect().execution_options(**READS) as connection:
        return connection.execute(wanted.order_by(Job.created_at.desc()).limit(limit)).all()


def list_items(
    engine: Engine, job_id: str, *, offset: int = 0, limit: int = 1_000_000
) -> Sequence[AnyRow]:
    """A job's pictures in their order."""
    wanted = select(Item).where(Item.job_id == job_id).order_by(Item.number)
    with engine.connect().execution_options(**READS) as connection:
        return connection.execute(wanted.offset(offset).limit(limit)).all()


def list_outputs(engine: Engine, job_id: str, numbers: Sequence[int]) -> dict[int, list[AnyRow]]:
    """The results of pictures that have several, in their order, by the pictures' numbers."""
    found: dict[int, list[AnyRow]] = {}
    if not numbers:
        return found
    wanted = select(Output).where(
        Output.job_id == job_id, Output.number.between(min(numbers), max(numbers))
    )
    with engine.connect().execution_options(**READS) as connection:
        for row in connection.execute(wanted.order_by(Output.number, Output.place)):
            found.setdefault(row.number, []).append(row)
    return found


def counts(engine: Engine, job_id: str) -> dict[str, int]:
    """How many of a job's pictures are in which state."""
    wanted = select(Item.state, func.count()).where(Item.job_id == job_id).group_by(Item.state)
    with engine.connect().execution_options(**READS) as connection:
        rows = connection.execute(wanted).all()
    return {row[0]: row[1] for row in rows}


def open_items_of(engine: Engine, user_id: str) -> int:
    """How many of an account's pictures wait or are worked on, in all of its jobs."""
    wanted = select(func.count()).select_from(Item).join(Job, Job.id == Item.job_id)
    wanted = wanted.where(Job.user_id == user_id, Item.state.in_(OPEN))
    with engine.connect().execution_options(**READS) as connection:
        return connection.scalar(wanted) or 0


def unfinished(engine: Engine) -> Sequence[AnyRow]:
    """The jobs that something is open of."""
    with engine.connect().execution_options(**READS) as connection:
        wanted = select(Job).where(Job.finished_at.is_(None), Job.expired_at.is_(None))
        return connection.execute(wanted.order_by(Job.created_at)).all()


def _create_item(
    connection: Connection, job: NewJob, number: int, item: NewItem, now: float
) -> None:
    broken = bool(item.problem)
    price = None if broken else job.price
    connection.execute(insert(Item).values(
        job_id=job.id, number=number, name=item.name, source_url=item.source_url,
        state="failed" if broken else "waiting", attempt=0, starts=0,
        hold_id=_hold(connection, job.id, job.account.id, number, 0, price, now),
        settled_at=now if broken else None, credits_milli=0,
        error_code="failed_to_read_image" if broken else None,
        error_title="There was an error reading the image." if broken else None,
        error_detail=item.problem or None,
    ))  # fmt: skip


def _hold(
    connection: Connection, job_id: str, user_id: str, number: int, attempt: int,
    price: Price | None, now: float,
) -> str | None:  # fmt: skip
    if price is None:
        return None
    reference = f"{job_id}/{number}/{attempt}"
    return quota.reserve_within(
        connection, user_id, price.credits, kind=price.kind, now=now, reference=reference
    ).id
