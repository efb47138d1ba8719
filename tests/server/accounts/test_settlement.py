"""A request that may be sent again is charged in the moment in which its answer is kept."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from sqlalchemy import Engine, update
from tests.server.asgi import client_of
from tests.server.databases import Clock

from nukki.server import idempotency
from nukki.server.accounts import history, quota
from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.accounts.gate import Account, Usage
from nukki.server.accounts.models import Answer
from nukki.server.idempotency import AFTER_DEADLINE_S, Idempotency

DEADLINE_S = 60.0


class Shop:
    """A door that charges a credit, and what its account is left with."""

    def __init__(self, gate: DatabaseGate, account: Account, key: str) -> None:
        self.gate, self.account, self.status = gate, account, 200
        app = FastAPI()
        app.add_api_route("/v1.0/removebg", self.sell, methods=["POST"])
        outer = Idempotency(app, gate.engine, gate, gate.clock, DEADLINE_S)
        self.client = client_of(outer, {"X-Api-Key": key, "Idempotency-Key": "once"})

    async def sell(self, request: Request) -> Response:
        account = self.gate.admit(request.headers)
        charged = self.gate.reserve(account, Decimal(1), kind="full").commit()
        usage = Usage(request_id="1", door="/v1.0/removebg", status=self.status, credits=charged)
        self.gate.record(account, usage)
        return Response(b"picture", self.status, {"X-Credits-Charged": str(charged)})

    def buy(self) -> httpx.Response:
        return self.client.post("/v1.0/removebg", content=b"photo")

    @property
    def left(self) -> int:
        """Credits, when all that nobody holds any more was given back."""
        later = self.gate.clock() + quota.LAPSE_S
        quota.lapse(self.gate.engine, now=later)
        return int(quota.balance(self.gate.engine, self.account.id, now=self.gate.clock()).total)

    @property
    def told(self) -> list[tuple[int, int]]:
        """Status and credits of each line of the history."""
        calls = history.list_calls(self.gate.engine, user_id=self.account.id)
        return [(call.usage.status, int(call.usage.credits)) for call in calls]


@pytest.fixture
def shop(
    gate: DatabaseGate, make_account: Callable[..., Account], key_of: Callable[..., str]
) -> Shop:
    anna = make_account("anna", monthly=10)
    return Shop(gate, anna, key_of(anna))


def die(*_: Any) -> None:
    raise ConnectionResetError("the process was killed")


def test_the_charge_comes_with_the_answer(shop: Shop) -> None:
    assert shop.buy().headers["x-credits-charged"] == "1"
    assert (shop.left, shop.told) == (9, [(200, 1)])
    assert shop.buy().headers["idempotent-replayed"] == "true"
    assert (shop.left, shop.told) == (9, [(200, 1)])


def test_a_death_before_the_answer_is_kept_has_charged_nothing(
    shop: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(idempotency._Right, "_settle", die)
        patch.setattr(idempotency._Right, "give_up", lambda _: None)
        assert shop.buy().status_code == 500
    assert (shop.left, shop.told) == (10, [])
    clock.now += DEADLINE_S + AFTER_DEADLINE_S
    assert shop.buy().status_code == 200
    assert (shop.left, shop.told) == (9, [(200, 1)])


def test_an_answer_that_is_no_success_costs_nothing_and_is_told(shop: Shop) -> None:
    shop.status = 503
    assert shop.buy().status_code == 503
    assert (shop.left, shop.told) == (10, [(503, 0)])


def test_who_lost_the_request_to_another_process_charges_nothing(
    shop: Shop, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = idempotency._Right._settle

    def too_late(right: Any, kept: Any) -> None:
        with engine.begin() as connection:
            connection.execute(update(Answer).values(token="another's"))
        settle(right, kept)

    monkeypatch.setattr(idempotency._Right, "_settle", too_late)
    assert shop.buy().status_code == 200
    assert (shop.left, shop.told) == (10, [(200, 0)])
