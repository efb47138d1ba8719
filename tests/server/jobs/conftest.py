"""A server whose jobs run, with a stand-in for the network."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine
from tests.server.databases import Clock

from nukki.server.accounts import keys, users
from nukki.server.accounts.database import open_database
from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.accounts.gate import Account
from nukki.server.app import create_app
from nukki.server.jobs.service import Jobs
from nukki.server.settings import make_settings

from .live import Caller, Receiver, StandIn, free_port, receiving, serving

TINY_MODEL = "tiny"


@dataclass
class JobsServer:
    """A running server.

    Attributes:
        url: Where.
        engine: Its database.
        clock: Its time.
        cut: What it does with pictures.
        app: The application itself.
    """

    url: str
    engine: Engine
    clock: Clock
    cut: StandIn
    app: Any
    clients: list[httpx.Client] = field(default_factory=list)

    @property
    def gate(self) -> DatabaseGate:
        return DatabaseGate(self.engine, self.clock)

    @property
    def jobs(self) -> Jobs:
        found: Jobs = self.app.state.jobs
        return found

    def account(self, name: str = "", *, credits: int = 100) -> Account:
        name = name or uuid.uuid4().hex
        made = users.add_user(self.engine, name, plan="free", now=self.clock())
        users.buy(self.engine, made, Decimal(credits), now=self.clock())
        return Account(made.id, made.name, made.plan)

    def caller(self, account: Account | None, **rights: Any) -> Caller:
        headers = {}
        if account is not None:
            key = keys.issue(self.engine, account.id, now=self.clock(), **rights)
            headers = {"X-Api-Key": key.text}
        self.clients.append(httpx.Client(base_url=self.url, headers=headers, timeout=60))
        return Caller(self.clients[-1])

    def credits(self, account: Account) -> float:
        return float(self.gate.balance(account).total)

    def kept(self, told: dict[str, Any]) -> bool:
        """Whether there is anything of a job in the storage."""
        return told["id"] in self.jobs.storage.trees()


@contextmanager
def started(folder: Path, model: str, **settings: Any) -> Iterator[JobsServer]:
    """A server; one at a time, since the durable engine is the process's own."""
    port, cut, clock = free_port(), StandIn(), Clock()
    usual = {
        "database": f"sqlite:///{folder / 'server.sqlite'}",
        "storage": str(folder / "pictures"),
        "model": model,
        "preset": "fast",
        "port": port,
        "drain_s": 0.0,
        "allow_loopback_sources": True,
    }
    told = make_settings(usual | settings)
    engine = open_database(told.database or "")
    app = create_app(told, cut=cut, clock=clock)
    with serving(app, port) as url:
        server = JobsServer(url, engine, clock, cut, app)
        yield server
        cut.held.set()
    for client in server.clients:
        client.close()
    engine.dispose()


@pytest.fixture(scope="module")
def shared(tiny_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobsServer]:
    """A server for all tests of a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NUKKI_HOME", str(tiny_home))
        with started(tmp_path_factory.mktemp("server"), TINY_MODEL) as server:
            yield server


@pytest.fixture
def server(shared: JobsServer, tiny_model: str) -> JobsServer:
    """The module's server; its stand-in begins anew."""
    shared.cut.__init__()  # type: ignore[misc]
    return shared


@pytest.fixture
def anna(server: JobsServer) -> Account:
    """An account with 100 credits."""
    return server.account()


@pytest.fixture
def caller(server: JobsServer, anna: Account) -> Caller:
    """Anna's."""
    return server.caller(anna)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Gets webhooks."""
    with receiving() as found:
        yield found
