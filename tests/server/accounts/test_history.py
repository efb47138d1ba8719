"""What was called, and sums of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import Engine
from tests.server.databases import NOON, Clock

from nukki.core.errors import OptionError, UnknownNameError
from nukki.server.accounts import history, users
from nukki.server.accounts.amounts import parse_credits
from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.accounts.gate import Account, Usage

MakeAccount = Callable[..., Account]


def usage(**values: object) -> Usage:
    return Usage(**{"request_id": "r", "door": "/v1.0/removebg", "status": 200} | values)  # type: ignore[arg-type]


def test_a_call_is_told_as_it_was_recorded(
    gate: DatabaseGate, engine: Engine, make_account: MakeAccount
) -> None:
    done = usage(credits=Decimal("0.25"), megapixels=1.5, size="preview", kind="person")
    gate.record(make_account("anna"), done)
    (call,) = history.list_calls(engine)
    assert (call.at, call.user, call.usage) == (NOON, "anna", done)


def test_the_latest_calls_come_first_and_only_the_accounts_own(
    gate: DatabaseGate, engine: Engine, make_account: MakeAccount, clock: Clock
) -> None:
    anna, bert = make_account("anna"), make_account("bert")
    gate.record(anna, usage(request_id="1"))
    gate.record(bert, usage(request_id="2"))
    clock.now += 1
    gate.record(anna, usage(request_id="3"))
    calls = history.list_calls(engine, user_id=anna.id)
    assert [call.usage.request_id for call in calls] == ["3", "1"]


def test_totals_count_calls_failures_and_credits_of_the_time(
    gate: DatabaseGate, engine: Engine, make_account: MakeAccount, clock: Clock
) -> None:
    anna = make_account("anna")
    gate.record(anna, usage(credits=Decimal(1)))
    clock.now += 10
    gate.record(anna, usage(credits=Decimal("0.25"), megapixels=2.0))
    gate.record(anna, usage(status=402))
    (total,) = history.totals(engine, since=NOON + 5)
    assert total == history.Total("anna", history.Sums(2, 1, Decimal("0.25"), 2.0))


def test_days_are_whole_and_empty_ones_are_told(
    gate: DatabaseGate, engine: Engine, make_account: MakeAccount, clock: Clock
) -> None:
    midnight = NOON // history.DAY_S * history.DAY_S
    clock.now = midnight
    gate.record(make_account("anna"), usage(credits=Decimal("0.25")))
    clock.now = midnight - 0.25
    gate.record(make_account("bert"), usage(status=402))
    found = history.days(engine, since=midnight - 2 * history.DAY_S, until=midnight + 5)
    assert [(day.at - midnight, day.sums.calls, day.sums.failed) for day in found] == [
        (-172_800.0, 0, 0), (-86_400.0, 1, 1), (0.0, 1, 0),
    ]  # fmt: skip


def test_old_calls_are_forgotten(
    gate: DatabaseGate, engine: Engine, make_account: MakeAccount
) -> None:
    gate.record(make_account(), usage())
    assert history.forget_calls(engine, before=NOON) == 0
    assert history.forget_calls(engine, before=NOON + 1) == 1


def test_a_deleted_account_leaves_nothing(
    gate: DatabaseGate, engine: Engine, make_account: MakeAccount
) -> None:
    gate.record(make_account("anna"), usage())
    users.remove_user(engine, users.find_user(engine, "anna"))
    assert history.list_calls(engine) == []
    assert users.list_users(engine) == []


def test_a_name_is_given_once(engine: Engine, make_account: MakeAccount) -> None:
    make_account("anna")
    with pytest.raises(OptionError, match="there is a 'anna' already"):
        users.add_user(engine, "anna", plan="free", now=NOON)


def test_an_unknown_user_is_answered_with_the_nearest(
    engine: Engine, make_account: MakeAccount
) -> None:
    make_account("annabelle")
    with pytest.raises(UnknownNameError, match="did you mean annabelle"):
        users.find_user(engine, "anabelle")


def test_an_unknown_plan_is_answered_with_the_nearest(engine: Engine) -> None:
    with pytest.raises(UnknownNameError, match="did you mean unlimited"):
        users.add_user(engine, "anna", plan="unlimitd", now=NOON)


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 201])
def test_a_name_that_cannot_be_shown_is_refused(engine: Engine, name: str) -> None:
    with pytest.raises(OptionError, match="expected a name"):
        users.add_user(engine, name, plan="free", now=NOON)


def test_a_rotated_webhook_secret_leaves_the_old_one_beside_it(
    engine: Engine, make_account: MakeAccount
) -> None:
    anna = make_account()
    (old,) = users.webhook_secrets(engine, anna.id)
    new = users.rotate_webhook_secret(engine, anna.id)
    assert users.webhook_secrets(engine, anna.id) == [new, old]


@pytest.mark.parametrize("text", ["-1", "nan", "inf", "0.0001", "many", "1e10"])
def test_credits_that_are_no_amount_are_refused(text: str) -> None:
    with pytest.raises(OptionError, match="expected a number like 200"):
        parse_credits(text)
