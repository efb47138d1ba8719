"""``/v2/account/keys``: an account manages its keys, and none makes a mightier one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from httpx import Client
from sqlalchemy import select
from tests.server.asgi import client_of
from tests.server.databases import Clock

from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.accounts.gate import Account
from nukki.server.accounts.models import Answer
from nukki.server.idempotency import Idempotency

KEYS = "/v2/account/keys"

AccountOf = Callable[..., Account]
KeyOf = Callable[..., str]


def signed_in(key: str) -> dict[str, str]:
    return {"X-Api-Key": key}


def id_of(key: str, client: Client) -> str:
    current: str = client.get(KEYS, headers=signed_in(key)).json()["current"]
    return current


def test_a_key_that_an_account_made_works_and_is_listed_without_itself(
    client: Client, gate: DatabaseGate, make_account: AccountOf, key_of: KeyOf
) -> None:
    mine = signed_in(key_of(make_account("anna")))
    made = client.post(KEYS, headers=mine, json={"name": "shop"})
    assert made.status_code == 201
    assert gate.admit({"x-api-key": made.json()["key"]}).name == "anna"
    listed = client.get(KEYS, headers=mine).json()["keys"]
    assert {key["name"] for key in listed} == {"", "shop"}
    assert made.json()["key"] not in str(listed)


def test_a_key_that_its_account_revoked_is_refused_at_once(
    client: Client, make_account: AccountOf, key_of: KeyOf
) -> None:
    mine = signed_in(key_of(make_account("anna")))
    made = client.post(KEYS, headers=mine, json={}).json()
    assert client.delete(f"{KEYS}/{made['prefix']}", headers=mine).status_code == 204
    assert client.get(KEYS, headers=signed_in(made["key"])).status_code == 403


@pytest.mark.parametrize("wish", [{"scopes": ["admin"]}, {"scopes": ["cut", "jobs"]}])
def test_a_key_makes_none_that_may_do_more_than_itself(
    client: Client, make_account: AccountOf, key_of: KeyOf, wish: dict[str, object]
) -> None:
    mine = signed_in(key_of(make_account("anna"), scopes=["account", "cut"]))
    refused = client.post(KEYS, headers=mine, json=wish)
    assert (refused.status_code, refused.json()["code"]) == (403, "auth_failed")


def test_a_scope_that_does_not_exist_is_no_matter_of_rights(
    client: Client, make_account: AccountOf, key_of: KeyOf
) -> None:
    mine = signed_in(key_of(make_account("anna")))
    refused = client.post(KEYS, headers=mine, json={"scopes": ["root"]})
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_option")


def test_a_sandbox_key_makes_sandbox_keys_only(
    client: Client, make_account: AccountOf, key_of: KeyOf
) -> None:
    mine = signed_in(key_of(make_account("anna"), sandbox=True))
    assert client.post(KEYS, headers=mine, json={}).status_code == 403
    assert client.post(KEYS, headers=mine, json={"sandbox": True}).status_code == 201


def test_a_new_key_ends_no_later_than_the_one_that_made_it(
    client: Client, clock: Clock, make_account: AccountOf, key_of: KeyOf
) -> None:
    mine = signed_in(key_of(make_account("anna"), expires_at=clock() + 60))
    client.post(KEYS, headers=mine, json={"expires_in_s": 3600})
    ends = [key["expires_at"] for key in client.get(KEYS, headers=mine).json()["keys"]]
    assert ends == ["2027-01-15T08:01:00Z"] * 2


def test_rotating_a_mightier_key_of_the_account_is_refused(
    client: Client, make_account: AccountOf, key_of: KeyOf
) -> None:
    anna = make_account("anna")
    mighty = id_of(key_of(anna, scopes=["admin", "account"]), client)
    weak = signed_in(key_of(anna))
    assert client.post(f"{KEYS}/{mighty}/rotate", headers=weak, json={}).status_code == 403


def test_rotating_a_key_that_lasts_longer_is_refused(
    client: Client, clock: Clock, make_account: AccountOf, key_of: KeyOf
) -> None:
    anna = make_account("anna")
    lasting = id_of(key_of(anna), client)
    short = signed_in(key_of(anna, expires_at=clock() + 60))
    assert client.post(f"{KEYS}/{lasting}/rotate", headers=short, json={}).status_code == 403


def test_a_rotated_key_stays_valid_for_the_overlap(
    client: Client, clock: Clock, make_account: AccountOf, key_of: KeyOf
) -> None:
    old = key_of(make_account("anna"))
    path = f"{KEYS}/{id_of(old, client)}/rotate"
    new = client.post(path, headers=signed_in(old), json={"overlap_s": 10}).json()["key"]
    assert client.get(KEYS, headers=signed_in(old)).status_code == 200
    clock.now += 11
    assert client.get(KEYS, headers=signed_in(old)).status_code == 403
    assert client.get(KEYS, headers=signed_in(new)).status_code == 200


def test_another_accounts_key_is_not_found(
    client: Client, make_account: AccountOf, key_of: KeyOf
) -> None:
    mine = signed_in(key_of(make_account("anna")))
    others = id_of(key_of(make_account("bert")), client)
    assert client.delete(f"{KEYS}/{others}", headers=mine).status_code == 404
    assert client.post(f"{KEYS}/{others}/rotate", headers=mine, json={}).status_code == 404


def test_an_answer_that_shows_a_key_is_not_kept_for_repeats(
    routes: FastAPI, gate: DatabaseGate, clock: Clock, make_account: AccountOf, key_of: KeyOf
) -> None:
    headers = signed_in(key_of(make_account("anna"))) | {"Idempotency-Key": "once"}
    with client_of(
        Idempotency(routes, gate.engine, gate, clock, deadline_s=60.0), headers
    ) as client:
        assert client.post(KEYS, json={}).status_code == 201
    with gate.engine.connect() as connection:
        assert connection.scalars(select(Answer.body)).all() == [None]
