"""The pictures of jobs in the database: begun, and settled as done or failed.

    waiting ─▶ running ─┬▶ done        charged, recorded, and settled in one transaction
                        └▶ failed      given back and settled in one transaction

Every step looks at the state it comes from in its own statement: work that a crash repeats, or
that was cancelled meanwhile, changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, Update, insert, select, update

from nukki.server.accounts import history, quota
from nukki.server.accounts.amounts import to_milli
from nukki.server.accounts.gate import Usage
from nukki.server.accounts.models import User
from nukki.server.jobs.models import Item, Job, Output

MOST_STARTS = 3
"""A picture whose work ended with the process this often is given up: it may be what kills it."""

OPEN = ("waiting", "running")


@dataclass(frozen=True)
class Trouble:
    """Why a picture failed, as the answer tells it."""

    code: str
    title: str
    detail: str


@dataclass(frozen=True)
class NewOutput:
    """One of several results: its name, the ending of its file, and what answers tell of it."""

    name: str
    suffix: str
    told: Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """What a picture became; the first of its outputs, where there are several."""

    suffix: str
    media_type: str
    n_bytes: int
    width: int
    height: int
    megapixels: float
    credits: Decimal
    outputs: Sequence[NewOutput] = ()


@dataclass(frozen=True)
class Begun:
    """A picture whose turn it is, with what its job says."""

    name: str
    source_url: str | None
    options: Mapping[str, Any]
    recipe: Mapping[str, Any] | None
    sandbox: bool


def begin(engine: Engine, job_id: str, number: int, attempt: int, *, now: float) -> Begun | None:
    """The picture, when it is still to be worked on; None when it is not."""
    mine = this_attempt(job_id, number, attempt).where(Item.state.in_(OPEN))
    with engine.begin() as connection:
        begun = connection.execute(
            mine.values(state="running", starts=Item.starts + 1).returning(
                Item.name, Item.source_url, Item.starts
            )
        ).first()
        if begun is None:
            return None
        job = connection.execute(select(Job).where(Job.id == job_id)).one()
    if begun.starts > MOST_STARTS:
        lost = Trouble("worker_lost", "Given up", f"its work was cut off {MOST_STARTS} times")
        fail(engine, job_id, number, attempt, lost, now=now)
        return None
    return Begun(begun.name, begun.source_url, job.options, job.recipe, job.sandbox)


def finish(
    engine: Engine, job_id: str, number: int, attempt: int, result: Result, *, now: float
) -> bool:
    """Settle a picture as done: charge and record it; whether it was still open."""
    with engine.begin() as connection:
        mine = this_attempt(job_id, number, attempt).where(Item.state == "running")
        settled = connection.execute(
            mine.values(
                state="done", settled_at=now, suffix=result.suffix,
                media_type=result.media_type, result_bytes=result.n_bytes, width=result.width,
                height=result.height, megapixels=result.megapixels,
            ).returning(Item.hold_id)
        ).first()  # fmt: skip
        if settled is None:
            return False
        charged = Decimal(0)
        if settled.hold_id is not None:
            charged = quota.commit_within(connection, settled.hold_id, result.credits)
            _note_charge(connection, job_id, number, charged)
        _record(connection, job_id, number, 200, result.megapixels, charged, now)
        _keep_outputs(connection, job_id, number, result.outputs)
    return True


def fail(
    engine: Engine, job_id: str, number: int, attempt: int, trouble: Trouble, *, now: float
) -> bool:
    """Settle a picture as failed, and give its credits back; whether it was still open."""
    with engine.begin() as connection:
        mine = this_attempt(job_id, number, attempt).where(Item.state.in_(OPEN))
        settled = connection.execute(
            mine.values(
                state="failed", settled_at=now, error_code=trouble.code,
                error_title=trouble.title, error_detail=trouble.detail,
            ).returning(Item.hold_id)
        ).first()  # fmt: skip
        if settled is None:
            return False
        if settled.hold_id is not None:
            quota.refund_within(connection, settled.hold_id)
        _record(connection, job_id, number, 400, 0.0, Decimal(0), now)
    return True


def this_attempt(job_id: str, number: int, attempt: int) -> Update:
    """A change of one picture, unless another try of it has begun meanwhile."""
    return update(Item).where(Item.job_id == job_id, Item.number == number, Item.attempt == attempt)


def _keep_outputs(
    connection: Connection, job_id: str, number: int, outputs: Sequence[NewOutput]
) -> None:
    rows = [
        {
            "job_id": job_id, "number": number, "place": place, "name": one.name,
            "suffix": one.suffix, "told": dict(one.told),
        }
        for place, one in enumerate(outputs)
    ]  # fmt: skip
    if rows:
        connection.execute(insert(Output), rows)


def _note_charge(connection: Connection, job_id: str, number: int, charged: Decimal) -> None:
    mine = update(Item).where(Item.job_id == job_id, Item.number == number)
    connection.execute(mine.values(credits_milli=to_milli(charged)))


def _record(
    connection: Connection, job_id: str, number: int, status: int, megapixels: float,
    charged: Decimal, now: float,
) -> None:  # fmt: skip
    """A line in the account's history, if there is an account (still)."""
    owned = select(Job).join(User, User.id == Job.user_id).where(Job.id == job_id)
    job = connection.execute(owned).first()
    if job is None:
        return
    usage = Usage(
        request_id=f"{job_id}/{number}",
        door=f"/v2/{'batches' if job.kind == 'batch' else 'jobs'}",
        status=status,
        credits=charged,
        megapixels=megapixels,
    )
    history.record_within(connection, job.user_id, job.key_id, usage, now=now)
