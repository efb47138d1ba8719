"""Databases of both kinds, a clock that is moved by hand, and accounts with keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine
from tests.server.postgres import Cluster, running_cluster

from nukki.server.accounts import keys, users
from nukki.server.accounts.database import open_database
from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.accounts.gate import Account
from nukki.server.accounts.plans import PlanFacts, set_plan

NOON = 1_800_000_000.0


@dataclass
class Clock:
    """Unix seconds that only tests move."""

    now: float = NOON

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of one kind and then of the other."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'accounts.sqlite'}"
    url: str = request.getfixturevalue("cluster").new_database()
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def gate(engine: Engine, clock: Clock) -> DatabaseGate:
    return DatabaseGate(engine, clock)


@pytest.fixture
def make_account(engine: Engine, clock: Clock) -> Callable[..., Account]:
    """An account on a plan with that many credits a month and free previews."""

    def make(name: str = "anna", *, monthly: int = 0, previews: int = 0) -> Account:
        from decimal import Decimal

        plan = PlanFacts(name=f"plan-{name}", monthly=Decimal(monthly), free_previews=previews)
        set_plan(engine, plan)
        made = users.add_user(engine, name, plan=plan.name, now=clock())
        return Account(made.id, made.name, made.plan)

    return make


@pytest.fixture
def key_of(engine: Engine, clock: Clock) -> Callable[..., str]:
    """A new key of an account."""

    def issue(account: Account, **rights: object) -> str:
        return keys.issue(engine, account.id, now=clock(), **rights).text  # type: ignore[arg-type]

    return issue
