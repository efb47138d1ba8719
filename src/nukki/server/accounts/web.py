"""What the routes on accounts share: who asks, which database, times as people write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine

from nukki.core.errors import OptionError, UnknownNameError
from nukki.server.accounts import users
from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.accounts.gate import Account
from nukki.server.callers import address_of
from nukki.server.faults import ApiError


def gate_of(request: Request) -> DatabaseGate:
    """The application's gate; these routes are only there when it is a database's."""
    gate: DatabaseGate = request.app.state.gate
    return gate


def engine_of(request: Request) -> Engine:
    """The accounts' database."""
    return gate_of(request).engine


def now_of(request: Request) -> float:
    """Unix seconds by the application's clock."""
    return gate_of(request).clock()


def administrator(request: Request) -> Account:
    """The account behind a key that has the scope ``admin``."""
    return gate_of(request).admit(request.headers, scope="admin", address=address_of(request))


def owner(request: Request) -> Account:
    """The account behind a key that has the scope ``account``."""
    return gate_of(request).admit(request.headers, scope="account", address=address_of(request))


def user_of(request: Request, user: str) -> users.UserFacts:
    """The account that a path names, by id or name.

    Raises:
        ApiError: 404, there is none.
    """
    try:
        return users.find_user(engine_of(request), user)
    except UnknownNameError as error:
        raise ApiError(404, "not_found", "No such user", str(error)) from error


def no_key(error: OptionError) -> ApiError:
    """The answer to a key that is none."""
    return ApiError(404, "not_found", "No such key", str(error))


def iso(unix: float | None) -> str | None:
    """A time as RFC 3339 writes it, in UTC.

    >>> iso(0.0)
    '1970-01-01T00:00:00Z'
    """
    if unix is None:
        return None
    return datetime.fromtimestamp(unix, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def date(unix: float) -> str:
    """The day of a time, in UTC.

    >>> date(86_400.0)
    '1970-01-02'
    """
    return datetime.fromtimestamp(unix, UTC).strftime("%Y-%m-%d")


Admin = Annotated[Account, Depends(administrator)]
Owner = Annotated[Account, Depends(owner)]
Db = Annotated[Engine, Depends(engine_of)]
Now = Annotated[float, Depends(now_of)]
Named = Annotated[users.UserFacts, Depends(user_of)]
