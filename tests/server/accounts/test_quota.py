"""Credits: put aside, charged, given back, renewed; never more than there are."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine
from tests.server.databases import Clock

from nukki.server.accounts import quota, users
from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.accounts.gate import Account, Balance, InsufficientCreditsError
from nukki.server.accounts.plans import PlanFacts, set_plan

MakeAccount = Callable[..., Account]
ONE = Decimal(1)
QUARTER = Decimal("0.25")
HALF = Decimal("0.5")
DAY_S = 86_400.0


def unix(year: int, month: int, day: int) -> float:
    return datetime(year, month, day, tzinfo=UTC).timestamp()


def test_fifty_threads_at_ten_credits_get_exactly_ten(
    gate: DatabaseGate, make_account: MakeAccount
) -> None:
    anna = make_account(monthly=10)

    def attempt(_: int) -> bool:
        try:
            gate.reserve(anna, ONE, kind="full").commit()
        except InsufficientCreditsError:
            return False
        return True

    with ThreadPoolExecutor(50) as pool:
        outcomes = list(pool.map(attempt, range(50)))
    assert outcomes.count(True) == 10
    assert gate.balance(anna).total == 0


def test_what_is_put_aside_cannot_be_spent_again(
    gate: DatabaseGate, make_account: MakeAccount
) -> None:
    anna = make_account(monthly=1)
    gate.reserve(anna, ONE, kind="full")
    with pytest.raises(InsufficientCreditsError, match=r"costs 0\.25 credits"):
        gate.reserve(anna, QUARTER, kind="full")


def test_a_refund_gives_everything_back(gate: DatabaseGate, make_account: MakeAccount) -> None:
    anna = make_account(monthly=1)
    before = gate.balance(anna)
    gate.reserve(anna, ONE, kind="full").refund()
    assert gate.balance(anna) == before


def test_committing_less_gives_the_rest_back(gate: DatabaseGate, make_account: MakeAccount) -> None:
    anna = make_account(monthly=1)
    charged = gate.reserve(anna, ONE, kind="full").commit(QUARTER)
    assert charged == QUARTER
    assert gate.balance(anna).total == Decimal("0.75")


def test_never_more_is_charged_than_was_put_aside(
    gate: DatabaseGate, make_account: MakeAccount
) -> None:
    anna = make_account(monthly=5)
    assert gate.reserve(anna, ONE, kind="full").commit(Decimal(3)) == ONE
    assert gate.balance(anna).total == 4


def test_a_settled_reservation_stays_as_it_is(
    gate: DatabaseGate, make_account: MakeAccount
) -> None:
    anna = make_account(monthly=2)
    held = gate.reserve(anna, ONE, kind="full")
    assert held.commit(QUARTER) == QUARTER
    held.refund()
    assert held.commit() == QUARTER
    assert gate.balance(anna).total == Decimal("1.75")


def test_subscription_goes_first_then_bought_credits_then_enterprise(
    gate: DatabaseGate, engine: Engine, make_account: MakeAccount, clock: Clock
) -> None:
    anna = make_account("anna", monthly=1)
    user = users.find_user(engine, "anna")
    users.buy(engine, user, ONE, now=clock.now)
    users.set_enterprise(engine, user, ONE)
    gate.reserve(anna, Decimal("2.5"), kind="full").commit()
    left = gate.balance(anna)
    assert left == Balance(HALF, enterprise=HALF)


def test_what_is_given_back_goes_where_it_came_from(
    gate: DatabaseGate, engine: Engine, make_account: MakeAccount, clock: Clock
) -> None:
    anna = make_account("anna", monthly=1)
    users.buy(engine, users.find_user(engine, "anna"), Decimal(2), now=clock.now)
    gate.reserve(anna, Decimal(3), kind="full").commit(Decimal("1.5"))
    left = gate.balance(anna)
    assert left == Balance(Decimal("1.5"), payg=Decimal("1.5"))


def test_a_preview_takes_a_free_call_first_and_is_charged_nothing(
    gate: DatabaseGate, make_account: MakeAccount
) -> None:
    anna = make_account(monthly=1, previews=1)
    assert gate.reserve(anna, QUARTER, kind="preview").commit() == 0
    assert gate.reserve(anna, QUARTER, kind="preview").commit() == QUARTER
    left = gate.balance(anna)
    assert (left.free_calls, left.total) == (0, Decimal("0.75"))


def test_a_refunded_preview_gives_its_free_call_back(
    gate: DatabaseGate, make_account: MakeAccount
) -> None:
    anna = make_account(previews=1)
    gate.reserve(anna, QUARTER, kind="preview").refund()
    assert gate.balance(anna).free_calls == 1


def test_a_full_picture_is_never_free(gate: DatabaseGate, make_account: MakeAccount) -> None:
    with pytest.raises(InsufficientCreditsError):
        gate.reserve(make_account(previews=5), ONE, kind="full")


def test_a_sandbox_key_pays_nothing(gate: DatabaseGate, make_account: MakeAccount) -> None:
    anna = make_account(monthly=1)
    sandbox = Account(anna.id, anna.name, anna.plan, sandbox=True)
    assert gate.reserve(sandbox, ONE, kind="full").commit() == 0
    assert gate.balance(anna).total == 1


def test_what_a_gone_process_held_is_given_back_in_time(
    gate: DatabaseGate, engine: Engine, make_account: MakeAccount, clock: Clock
) -> None:
    anna = make_account(monthly=1)
    gate.reserve(anna, ONE, kind="full")
    assert quota.lapse(engine, now=clock.now + quota.LAPSE_S - 1) == 0
    assert quota.lapse(engine, now=clock.now + quota.LAPSE_S) == 1
    assert gate.balance(anna).total == 1


def test_a_new_month_adds_its_credits_to_what_is_left(
    gate: DatabaseGate, make_account: MakeAccount, clock: Clock
) -> None:
    clock.now = unix(2026, 1, 31)
    anna = make_account(monthly=10, previews=5)
    gate.reserve(anna, Decimal(4), kind="full").commit()
    clock.now = unix(2026, 2, 28)
    left = gate.balance(anna)
    assert left == Balance(Decimal(16), Decimal(16), free_calls=5)


def test_months_without_a_call_are_made_up_for(
    gate: DatabaseGate, make_account: MakeAccount, clock: Clock
) -> None:
    clock.now = unix(2026, 1, 31)
    anna = make_account(monthly=10)
    clock.now = unix(2026, 5, 1)
    assert gate.balance(anna).subscription == 40  # January and three months that began


def test_a_plan_that_does_not_roll_over_begins_each_month_afresh(
    gate: DatabaseGate, engine: Engine, make_account: MakeAccount, clock: Clock
) -> None:
    anna = make_account("anna", monthly=10)
    set_plan(engine, PlanFacts(name="plan-anna", monthly=Decimal(10), rolls_over=False))
    gate.reserve(anna, Decimal(4), kind="full").commit()
    clock.now += 32 * DAY_S
    assert gate.balance(anna).subscription == 10


def test_a_month_is_given_once_to_many_threads(
    gate: DatabaseGate, make_account: MakeAccount, clock: Clock
) -> None:
    anna = make_account(monthly=10)
    clock.now += 32 * DAY_S
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: gate.balance(anna), range(16)))
    assert gate.balance(anna).subscription == 20


def test_bought_credits_lapse_after_two_years_the_oldest_first(
    gate: DatabaseGate, engine: Engine, make_account: MakeAccount, clock: Clock
) -> None:
    anna, user = make_account("anna"), users.find_user(engine, "anna")
    users.buy(engine, user, Decimal(5), now=clock.now)
    clock.now += 365 * DAY_S
    users.buy(engine, user, Decimal(3), now=clock.now)
    gate.reserve(anna, ONE, kind="full").commit()
    clock.now += 366 * DAY_S
    assert gate.balance(anna).payg == 3
    clock.now += 365 * DAY_S
    assert gate.balance(anna).payg == 0


def test_many_commits_at_once_charge_once(gate: DatabaseGate, make_account: MakeAccount) -> None:
    anna = make_account(monthly=10)
    held = gate.reserve(anna, ONE, kind="full")
    with ThreadPoolExecutor(8) as pool:
        charged = list(pool.map(lambda _: held.commit(), range(8)))
    assert charged == [ONE] * 8
    assert gate.balance(anna).total == 9
