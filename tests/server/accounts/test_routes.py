"""``/admin`` and ``/v2/account`` over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from httpx import Client
from sqlalchemy import Engine
from tests.server.databases import Clock

from nukki.server.accounts.database import open_database
from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.accounts.gate import Account, Usage
from nukki.server.pages.examples import EXAMPLES


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'routes.sqlite'}"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url)
    yield opened
    opened.dispose()


def test_a_user_made_over_http_can_be_given_a_key_that_works(
    client: Client, gate: DatabaseGate
) -> None:
    made = client.post("/admin/users", json={"name": "anna", "credits": 2.5})
    assert made.status_code == 201
    assert made.json()["credits"]["payg"] == 2.5
    key = client.post("/admin/users/anna/keys", json={"name": "shop"}).json()["key"]
    assert gate.admit({"x-api-key": key}).name == "anna"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/admin/users"),
        ("POST", "/admin/users"),
        ("GET", "/admin/users/boss"),
        ("PATCH", "/admin/users/boss"),
        ("DELETE", "/admin/users/boss"),
        ("GET", "/admin/users/boss/keys"),
        ("POST", "/admin/users/boss/keys"),
        ("POST", "/admin/keys/x/rotate"),
        ("DELETE", "/admin/keys/x"),
        ("GET", "/admin/plans"),
        ("PUT", "/admin/plans/x"),
        ("GET", "/admin/usage"),
        ("GET", "/admin/usage/calls"),
    ],
)
def test_no_admin_route_answers_to_an_ordinary_key(
    client: Client, make_account: Callable[..., Account], key_of: Callable[..., str],
    method: str, path: str,
) -> None:  # fmt: skip
    key = key_of(make_account("anna"))
    body = {"name": "x"} if method in {"POST", "PUT", "PATCH"} and path == "/admin/users" else {}
    answer = client.request(method, path, headers={"X-Api-Key": key}, json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "auth_failed")


def test_changing_a_user_answers_with_what_it_became(client: Client) -> None:
    client.post("/admin/users", json={"name": "anna"})
    change = {"plan": "unlimited", "add_credits": 3, "disabled": True}
    answer = client.patch("/admin/users/anna", json=change).json()
    assert (answer["plan"], answer["credits"]["payg"]) == ("unlimited", 3)
    assert answer["disabled_at"].endswith("Z")


def test_a_removed_user_is_not_found(client: Client) -> None:
    client.post("/admin/users", json={"name": "anna"})
    assert client.delete("/admin/users/anna").status_code == 204
    assert client.get("/admin/users/anna").status_code == 404


def test_keys_are_listed_rotated_and_revoked(client: Client) -> None:
    client.post("/admin/users", json={"name": "anna"})
    made = client.post("/admin/users/anna/keys", json={"sandbox": True}).json()
    new = client.post(f"/admin/keys/{made['prefix']}/rotate", json={"overlap_s": 0}).json()
    assert client.delete(f"/admin/keys/{new['id']}").status_code == 204
    listed = client.get("/admin/users/anna/keys").json()["keys"]
    assert [key["revoked_at"] is None for key in listed] == [False, False]
    assert made["key"] not in str(listed)


def test_an_unknown_key_is_not_found(client: Client) -> None:
    assert client.delete("/admin/keys/nk_live_00000000").status_code == 404
    assert client.post("/admin/keys/x/rotate", json={}).status_code == 404


def test_plans_are_set_and_listed(client: Client) -> None:
    client.put("/admin/plans/team", json={"monthly": 500, "per_minute": 70})
    plans = {plan["name"]: plan for plan in client.get("/admin/plans").json()["plans"]}
    assert (plans["team"]["monthly"], plans["team"]["free_previews"]) == (500, 50)


def test_usage_is_summed_and_told(
    client: Client, gate: DatabaseGate, make_account: Callable[..., Account]
) -> None:
    anna = make_account("anna")
    done = Usage(request_id="r", door="/v2/cutouts", status=200, credits=Decimal("0.25"))
    gate.record(anna, done)
    (total,) = client.get("/admin/usage", params={"user": "anna"}).json()["totals"]
    assert (total["calls"], total["credits"]) == (1, 0.25)
    (call,) = client.get("/admin/usage/calls").json()["calls"]
    assert (call["request_id"], call["user"]) == ("r", "anna")


@pytest.mark.parametrize(
    "body", [{"name": "anna", "credits": -1}, {"name": "anna", "colour": "red"}, {}, {"name": 5}]
)
def test_a_body_that_is_none_is_refused(client: Client, body: dict[str, object]) -> None:
    assert client.post("/admin/users", json=body).status_code == 422


def test_an_account_sees_itself(
    client: Client, make_account: Callable[..., Account], key_of: Callable[..., str],
    gate: DatabaseGate,
) -> None:  # fmt: skip
    anna = make_account("anna", monthly=7, previews=3)
    gate.record(anna, Usage(request_id="r", door="/v2/cutouts", status=200))
    mine = {"X-Api-Key": key_of(anna)}
    account = client.get("/v2/account", headers=mine).json()
    assert account["credits"] == {
        "total": 7, "subscription": 7, "payg": 0, "enterprise": 0, "free_previews": 3,
    }  # fmt: skip
    usage = client.get("/v2/account/usage", headers=mine).json()
    assert (usage["total"]["calls"], len(usage["calls"])) == (1, 1)
    assert (len(usage["days"]), usage["days"][-1]["calls"]) == (31, 1)
    assert usage["days"][-1]["day"] == "2027-01-15"


def test_an_account_rotates_its_webhook_secret(
    client: Client, make_account: Callable[..., Account], key_of: Callable[..., str]
) -> None:
    mine = {"X-Api-Key": key_of(make_account("anna"))}
    first = client.get("/v2/account/webhook-secret", headers=mine).json()
    new = client.post("/v2/account/webhook-secret/rotate", headers=mine).json()["secret"]
    after = client.get("/v2/account/webhook-secret", headers=mine).json()
    assert after == {"secret": new, "previous": first["secret"]}


def test_times_of_the_clock_are_told_in_utc(client: Client, clock: Clock) -> None:
    assert clock.now == 1_800_000_000.0
    assert client.get("/admin/users/boss").json()["created_at"] == "2027-01-15T08:00:00Z"


def shape(value: Any) -> Any:
    """The names in an answer, however deep."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else None


@pytest.mark.parametrize(
    "path",
    ["/v2/account", "/v2/account/usage", "/v2/account/keys", "/v2/account/webhook-secret",
     "/admin/users", "/admin/users/{user}", "/admin/users/{user}/keys", "/admin/plans",
     "/admin/usage", "/admin/usage/calls"],
)  # fmt: skip
def test_an_answer_has_the_fields_that_its_example_shows(
    client: Client, make_account: Callable[..., Account], key_of: Callable[..., str],
    gate: DatabaseGate, path: str,
) -> None:  # fmt: skip
    anna = make_account("anna")
    gate.record(anna, Usage(request_id="r", door="/v2/cutouts", status=200))
    mine = {"X-Api-Key": key_of(anna, scopes=["account", "admin"])}
    answer = client.get(path.format(user="anna"), headers=mine).json()
    assert shape(answer) == shape(EXAMPLES[f"GET {path}"])
