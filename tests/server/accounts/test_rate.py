"""Megapixels a minute, in windows that the first call opens."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import Engine
from tests.server.databases import NOON, Clock

from nukki.server.accounts import rate
from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.accounts.gate import Account, RateLimitedError
from nukki.server.accounts.plans import PlanFacts, set_plan

MakeAccount = Callable[..., Account]


def test_all_calls_of_a_minute_tell_the_same_reset(
    gate: DatabaseGate, make_account: MakeAccount, clock: Clock
) -> None:
    anna = make_account()
    first = gate.spend_rate(anna, 0.25)
    clock.now += 59
    second = gate.spend_rate(anna, 3.99)
    assert first.reset_unix == second.reset_unix == NOON + 60
    assert (first.remaining, second.remaining) == (499, 495)


def test_the_next_window_opens_with_the_next_call(
    gate: DatabaseGate, make_account: MakeAccount, clock: Clock
) -> None:
    anna = make_account()
    gate.spend_rate(anna, 400)
    clock.now += 75
    state = gate.spend_rate(anna, 1)
    assert (state.remaining, state.reset_unix) == (499, NOON + 75 + 60)


def test_what_exceeds_the_minute_is_refused_and_not_counted(
    gate: DatabaseGate, make_account: MakeAccount, clock: Clock
) -> None:
    anna = make_account()
    gate.spend_rate(anna, 490)
    clock.now += 20.5
    with pytest.raises(RateLimitedError) as caught:
        gate.spend_rate(anna, 11)
    assert (caught.value.retry_after_s, caught.value.state.remaining) == (40, 10)
    assert gate.spend_rate(anna, 10).remaining == 0


def test_the_limit_is_the_plans(
    gate: DatabaseGate, engine: Engine, make_account: MakeAccount
) -> None:
    anna = make_account("anna")
    set_plan(engine, PlanFacts(name="plan-anna", monthly=Decimal(0), per_minute=7))
    assert gate.spend_rate(anna, 1).limit == 7


def test_accounts_do_not_share_a_window(gate: DatabaseGate, make_account: MakeAccount) -> None:
    gate.spend_rate(make_account("anna"), 500)
    assert gate.spend_rate(make_account("bert"), 500).remaining == 0


def test_fifty_threads_at_a_limit_of_ten_get_exactly_ten(engine: Engine) -> None:
    def attempt(_: int) -> bool:
        try:
            rate.spend(engine, "user:anna", 1, limit=10, now=NOON)
        except RateLimitedError:
            return False
        return True

    with ThreadPoolExecutor(50) as pool:
        assert list(pool.map(attempt, range(50))).count(True) == 10


def test_a_picture_larger_than_the_limit_can_open_a_window(engine: Engine) -> None:
    assert rate.spend(engine, "user:anna", 50, limit=10, now=NOON).remaining == 0
    with pytest.raises(RateLimitedError):
        rate.spend(engine, "user:anna", 1, limit=10, now=NOON)
    assert rate.spend(engine, "user:anna", 50, limit=10, now=NOON + 60).remaining == 0


def test_closed_windows_are_forgotten(engine: Engine) -> None:
    rate.spend(engine, "user:anna", 1, limit=10, now=NOON)
    assert rate.forget(engine, now=NOON + 59) == 0
    assert rate.forget(engine, now=NOON + 60) == 1
