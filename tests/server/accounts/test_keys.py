"""Keys: shown once, stored as a digest, limited, replaced, revoked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text
from tests.server.databases import Clock

from nukki.core.errors import OptionError
from nukki.server.accounts import keys, users
from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.accounts.gate import Account, AuthFailedError, RateLimitedError, ScopeError

MakeAccount = Callable[..., Account]
KeyOf = Callable[..., str]


def test_a_key_lets_its_account_in(
    gate: DatabaseGate, make_account: MakeAccount, key_of: KeyOf
) -> None:
    anna = make_account("anna")
    assert gate.admit({"x-api-key": key_of(anna)}).id == anna.id


def test_a_bearer_token_is_a_key_too(
    gate: DatabaseGate, make_account: MakeAccount, key_of: KeyOf
) -> None:
    anna = make_account("anna")
    assert gate.admit({"authorization": f"bearer {key_of(anna)}"}).id == anna.id


def test_the_database_holds_neither_the_key_nor_its_secret_part(
    engine: Engine, make_account: MakeAccount, key_of: KeyOf
) -> None:
    key = key_of(make_account())
    with engine.connect() as connection:
        row = str(connection.execute(text("SELECT * FROM keys")).one())
    assert key not in row
    assert key.split("_", 3)[3] not in row


def test_a_key_has_32_random_bytes_and_a_readable_prefix(
    engine: Engine, make_account: MakeAccount
) -> None:
    made = keys.issue(engine, make_account().id, now=0.0)
    assert made.text.startswith(f"{made.prefix}_")
    assert len(made.text.split("_", 3)[3]) == 43  # base64 of 32 bytes
    assert made.prefix.startswith("nk_live_")


def test_without_a_key_the_answer_says_so(gate: DatabaseGate) -> None:
    with pytest.raises(AuthFailedError, match="Missing API Key"):
        gate.admit({})


@pytest.mark.parametrize("wrong", ["x", "nk_live_00000000_" + "a" * 43, "é" * 60, "nk_live_"])
def test_a_wrong_key_is_invalid(gate: DatabaseGate, wrong: str) -> None:
    with pytest.raises(AuthFailedError, match="API Key invalid"):
        gate.admit({"x-api-key": wrong})


def test_a_key_with_another_secret_is_invalid(
    gate: DatabaseGate, make_account: MakeAccount, key_of: KeyOf
) -> None:
    key = key_of(make_account())
    with pytest.raises(AuthFailedError, match="API Key invalid"):
        gate.admit({"x-api-key": key[:-1] + ("a" if key[-1] != "a" else "b")})


def test_a_revoked_key_is_refused_at_once(
    gate: DatabaseGate, engine: Engine, make_account: MakeAccount, key_of: KeyOf
) -> None:
    key = key_of(make_account())
    gate.admit({"x-api-key": key})
    keys.revoke(engine, key[:16], now=gate.clock())
    with pytest.raises(AuthFailedError):
        gate.admit({"x-api-key": key})


def test_a_key_ends_with_its_expiry(
    gate: DatabaseGate, make_account: MakeAccount, key_of: KeyOf, clock: Clock
) -> None:
    key = key_of(make_account(), expires_at=clock.now + 10)
    gate.admit({"x-api-key": key})
    clock.now += 10
    with pytest.raises(AuthFailedError):
        gate.admit({"x-api-key": key})


def test_a_disabled_account_is_refused_with_all_its_keys(
    gate: DatabaseGate, engine: Engine, make_account: MakeAccount, key_of: KeyOf
) -> None:
    key = key_of(make_account("anna"))
    users.set_disabled(engine, users.find_user(engine, "anna"), 1.0)
    with pytest.raises(AuthFailedError):
        gate.admit({"x-api-key": key})


def test_a_key_is_refused_for_what_its_scopes_do_not_name(
    gate: DatabaseGate, make_account: MakeAccount, key_of: KeyOf
) -> None:
    key = key_of(make_account(), scopes=["account"])
    gate.admit({"x-api-key": key}, scope="account")
    with pytest.raises(ScopeError, match="'cut'"):
        gate.admit({"x-api-key": key}, scope="cut")


def test_an_ordinary_key_is_not_an_administrators(
    gate: DatabaseGate, make_account: MakeAccount, key_of: KeyOf
) -> None:
    with pytest.raises(ScopeError):
        gate.admit({"x-api-key": key_of(make_account())}, scope="admin")


def test_rotation_leaves_the_old_key_valid_for_the_overlap(
    gate: DatabaseGate, engine: Engine, make_account: MakeAccount, clock: Clock
) -> None:
    old = keys.issue(engine, make_account().id, now=clock.now, scopes=["cut"])
    new = keys.rotate(engine, old.prefix, now=clock.now, overlap_s=3600)
    assert gate.admit({"x-api-key": old.text}).id == gate.admit({"x-api-key": new.text}).id
    clock.now += 3600
    gate.admit({"x-api-key": new.text})
    with pytest.raises(AuthFailedError):
        gate.admit({"x-api-key": old.text})


def test_rotation_without_overlap_ends_the_old_key(
    gate: DatabaseGate, engine: Engine, make_account: MakeAccount, clock: Clock
) -> None:
    old = keys.issue(engine, make_account().id, now=clock.now)
    keys.rotate(engine, old.id, now=clock.now, overlap_s=0)
    with pytest.raises(AuthFailedError):
        gate.admit({"x-api-key": old.text})


def test_a_rotated_key_keeps_its_rights(
    gate: DatabaseGate, engine: Engine, make_account: MakeAccount, clock: Clock
) -> None:
    old = keys.issue(engine, make_account().id, now=clock.now, scopes=["cut"], sandbox=True)
    new = keys.rotate(engine, old.id, now=clock.now, overlap_s=0)
    assert gate.admit({"x-api-key": new.text}).sandbox
    assert keys.list_keys(engine)[-1].scopes == ("cut",)


def test_a_sandbox_key_says_so_in_its_text(
    gate: DatabaseGate, make_account: MakeAccount, key_of: KeyOf
) -> None:
    key = key_of(make_account(), sandbox=True)
    assert key.startswith("nk_test_")
    assert gate.admit({"x-api-key": key}).sandbox


def test_an_unknown_scope_is_refused(engine: Engine, make_account: MakeAccount) -> None:
    with pytest.raises(OptionError, match="expected some of cut, account, jobs, admin, got fly"):
        keys.issue(engine, make_account().id, now=0.0, scopes=["cut", "fly"])


def test_an_expiry_that_lies_behind_is_refused(engine: Engine, make_account: MakeAccount) -> None:
    with pytest.raises(OptionError, match="still to come"):
        keys.issue(engine, make_account().id, now=10.0, expires_at=9.0)


def test_revoking_what_is_no_key_says_where_to_look(engine: Engine) -> None:
    with pytest.raises(OptionError, match="nukki keys list"):
        keys.revoke(engine, "nk_live_00000000", now=0.0)


def test_the_last_use_is_kept_to_the_minute(
    gate: DatabaseGate, engine: Engine, make_account: MakeAccount, key_of: KeyOf, clock: Clock
) -> None:
    key = key_of(make_account())
    first = clock.now
    gate.admit({"x-api-key": key})
    clock.now += 59
    gate.admit({"x-api-key": key})
    assert keys.list_keys(engine)[0].last_used_at == first
    clock.now += 1
    gate.admit({"x-api-key": key})
    assert keys.list_keys(engine)[0].last_used_at == clock.now


def test_an_address_that_tries_many_keys_is_sent_away_even_with_a_valid_one(
    engine: Engine, clock: Clock, make_account: MakeAccount, key_of: KeyOf
) -> None:
    gate = DatabaseGate(engine, clock, wrong_keys_per_minute=1)
    key = key_of(make_account())
    with pytest.raises(AuthFailedError):
        gate.admit({"x-api-key": "wrong"}, address="192.0.2.1")
    with pytest.raises(RateLimitedError) as caught:
        gate.admit({"x-api-key": key}, address="192.0.2.1")
    assert caught.value.retry_after_s == 60
    gate.admit({"x-api-key": key}, address="192.0.2.2")
