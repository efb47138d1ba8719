"""Answers kept by idempotency key: a request that is sent again is answered, not done again.

    begin ─▶ Begun(token) ─▶ the work ─▶ finish(answer), or abandon: the next one begins anew
          ─▶ Kept(answer)                the same request came before
          ─▶ KeyInUseError               it is still being worked on
          ─▶ KeyReusedError              another request had this key

A row is its owner's: two accounts may use the same key. One whose process is gone is taken over.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from nukki.core.errors import NukkiError
from nukki.server.accounts.database import READS
from nukki.server.accounts.models import Answer
from nukki.server.accounts.settlement import Settlement

KEEP_S = 86_400.0
"""How long a key is remembered."""

GONE_S = 900.0
"""A request that is still unanswered after this long has lost its process, when nobody knows of a
shorter time."""

HeaderList = Sequence[tuple[str, str]]


class KeyInUseError(NukkiError):
    """The first request with this key has not been answered yet."""

    http_status = 409


class KeyReusedError(NukkiError):
    """The key belongs to another request."""

    http_status = 422


@dataclass(frozen=True)
class Begun:
    """The right to answer; ``token`` proves it."""

    token: str


@dataclass(frozen=True)
class Kept:
    """What was answered; ``body`` is None when its picture has been deleted since."""

    status: int
    headers: HeaderList
    body: bytes | None


@dataclass(frozen=True)
class Request:
    """What makes two requests the same."""

    owner: str
    key: str
    digest: str


def begin(engine: Engine, request: Request, *, now: float, gone_s: float = GONE_S) -> Begun | Kept:
    """The right to answer a request, or its answer.

    Args:
        engine: Where answers are kept.
        request: The request.
        now: Unix seconds.
        gone_s: An older one that is unanswered has lost its process.

    Raises:
        KeyInUseError: It is being worked on.
        KeyReusedError: The key had another request.
    """
    begun = Begun(secrets.token_hex(16))
    try:
        with engine.begin() as connection:
            connection.execute(insert(Answer).values(
                owner=request.owner, key=request.key, request_digest=request.digest,
                token=begun.token, begun_at=now, lasting=False,
            ))  # fmt: skip
    except IntegrityError:
        return _known(engine, request, begun, now=now, gone_s=gone_s)
    return begun


def finish(
    engine: Engine,
    request: Request,
    begun: Begun,
    answer: Kept,
    *,
    lasting: bool,
    settlement: Settlement | None = None,
) -> bool:
    """Keep the answer; whether the right to answer was still there.

    Args:
        engine: Where answers are kept.
        request: The request.
        begun: The right to answer it.
        answer: The answer.
        lasting: It holds no picture and is kept as long as the key.
        settlement: What is written together with it.
    """
    with engine.begin() as connection:
        kept = connection.execute(
            update(Answer)
            .where(_own(request), Answer.token == begun.token)
            .values(
                status=answer.status,
                headers={"list": list(answer.headers)},
                body=answer.body,
                lasting=lasting,
            )
        )
        if kept.rowcount and settlement is not None:
            settlement.make(connection)
    return bool(kept.rowcount)


def abandon(engine: Engine, request: Request, begun: Begun) -> None:
    """Forget the request: whoever sends it again begins anew."""
    with engine.begin() as connection:
        connection.execute(
            delete(Answer).where(
                _own(request), Answer.token == begun.token, Answer.status.is_(None)
            )
        )


def forget(engine: Engine, *, now: float, pictures_after_s: float) -> int:
    """Delete old keys, and pictures in younger ones; how many rows changed."""
    with engine.begin() as connection:
        old = connection.execute(delete(Answer).where(Answer.begun_at <= now - KEEP_S))
        pictures = connection.execute(
            update(Answer)
            .where(
                Answer.begun_at <= now - pictures_after_s,
                Answer.lasting.is_(False),
                Answer.body.is_not(None),
            )
            .values(body=None)
        )
    return old.rowcount + pictures.rowcount


def _known(
    engine: Engine, request: Request, begun: Begun, *, now: float, gone_s: float
) -> Begun | Kept:
    with engine.connect().execution_options(**READS) as connection:
        row = connection.execute(select(Answer).where(_own(request))).first()
    if row is None or (row.status is None and row.begun_at <= now - gone_s):
        return _take_over(engine, request, begun, "" if row is None else row.token, now)
    if row.request_digest != request.digest:
        raise KeyReusedError("this Idempotency-Key came with another request; use a new one")
    if row.status is None:
        raise KeyInUseError("the request with this Idempotency-Key is still being worked on")
    headers = [(name, value) for name, value in row.headers["list"]]
    return Kept(row.status, headers, row.body)


def _take_over(engine: Engine, request: Request, begun: Begun, old: str, now: float) -> Begun:
    """The right of a process that is gone; one of several that ask gets it."""
    values = {"token": begun.token, "begun_at": now, "request_digest": request.digest}
    with engine.begin() as connection:
        mine = update(Answer).where(_own(request), Answer.token == old).values(**values)
        taken = connection.execute(mine).rowcount
    if not taken:
        raise KeyInUseError("the request with this Idempotency-Key is still being worked on")
    return begun


def _own(request: Request) -> ColumnElement[bool]:
    return and_(Answer.owner == request.owner, Answer.key == request.key)
