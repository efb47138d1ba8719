"""Accounts with keys, and their gate."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from httpx import Client
from sqlalchemy import Engine
from tests.server.asgi import client_of
from tests.server.databases import Clock

from nukki.core.errors import NukkiError
from nukki.server.accounts import admin, keys, own, own_keys, users
from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.accounts.gate import Account
from nukki.server.accounts.plans import PlanFacts, set_plan
from nukki.server.faults import fault_of, problem


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


@pytest.fixture
def routes(gate: DatabaseGate) -> FastAPI:
    """An application with the routes on accounts only."""
    app = FastAPI()
    app.state.gate = gate
    for router in (admin.router, own.router, own_keys.router):
        app.include_router(router)

    @app.exception_handler(NukkiError)
    def told(_: Request, error: NukkiError) -> JSONResponse:
        return problem(fault_of(error))

    return app


@pytest.fixture
def client(gate: DatabaseGate, routes: FastAPI) -> Iterator[Client]:
    """Calls the routes on accounts with an administrator's key."""
    boss = users.add_user(gate.engine, "boss", plan="free", now=gate.clock())
    key = keys.issue(gate.engine, boss.id, now=gate.clock(), scopes=["admin"])
    with client_of(routes, {"X-Api-Key": key.text}) as opened:
        yield opened
