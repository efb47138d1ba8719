"""Accounts with keys, and their gate."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from tests.server.databases import Clock

from nukki.server.accounts import keys, users
from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.accounts.gate import Account
from nukki.server.accounts.plans import PlanFacts, set_plan


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
