"""``nukki users``, ``nukki keys``, ``nukki usage``: an administrator's own hands."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from nukki.cli.main import app
from nukki.server.accounts.database import open_database
from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.accounts.gate import AuthFailedError, Usage

Nukki = Callable[..., Result]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'own.sqlite'}"


@pytest.fixture
def nukki(url: str, monkeypatch: pytest.MonkeyPatch) -> Nukki:
    """Calls the command on a database of the test's own."""
    monkeypatch.setenv("NUKKI_DATABASE", url)
    return lambda *arguments: CliRunner().invoke(app, arguments, prog_name="nukki")


@pytest.fixture
def gate(url: str) -> Iterator[DatabaseGate]:
    opened: Engine = open_database(url)
    yield DatabaseGate(opened, time.time)
    opened.dispose()


def test_a_new_users_first_key_lets_it_in(nukki: Nukki, gate: DatabaseGate) -> None:
    assert nukki("users", "add", "anna", "--credits", "2.5").exit_code == 0
    key = nukki("keys", "create", "anna").stdout.strip()
    account = gate.admit({"x-api-key": key})
    assert (account.name, str(gate.balance(account).payg)) == ("anna", "2.5")


def test_a_key_goes_to_standard_output_alone(nukki: Nukki) -> None:
    nukki("users", "add", "anna")
    made = nukki("keys", "create", "anna", "--sandbox")
    assert made.stdout.startswith("nk_test_")
    assert len(made.stdout.splitlines()) == 1
    assert "only time" in made.stderr


def test_listed_keys_show_their_prefix_and_never_themselves(nukki: Nukki) -> None:
    nukki("users", "add", "anna")
    key = nukki("keys", "create", "anna", "--name", "shop", "--scope", "cut").stdout.strip()
    listed = nukki("keys", "list", "anna").stdout
    assert f"{key[:16]}..." in listed
    assert key not in listed
    assert json.loads(nukki("keys", "list", "--json").stdout)[0]["scopes"] == ["cut"]


def test_a_revoked_key_is_refused(nukki: Nukki, gate: DatabaseGate) -> None:
    nukki("users", "add", "anna")
    key = nukki("keys", "create", "anna").stdout.strip()
    assert nukki("keys", "revoke", key[:16]).exit_code == 0
    with pytest.raises(AuthFailedError):
        gate.admit({"x-api-key": key})
    assert "revoked" in nukki("keys", "list").stdout


def test_a_rotated_key_works_beside_the_old_one(nukki: Nukki, gate: DatabaseGate) -> None:
    nukki("users", "add", "anna")
    old = nukki("keys", "create", "anna").stdout.strip()
    new = nukki("keys", "rotate", old[:16], "--overlap", "1h").stdout.strip()
    assert gate.admit({"x-api-key": old}).id == gate.admit({"x-api-key": new}).id
    assert "expires" in nukki("keys", "list").stdout


def test_a_disabled_user_is_refused_until_it_is_enabled(nukki: Nukki, gate: DatabaseGate) -> None:
    nukki("users", "add", "anna")
    key = nukki("keys", "create", "anna").stdout.strip()
    nukki("users", "change", "anna", "--disable")
    with pytest.raises(AuthFailedError):
        gate.admit({"x-api-key": key})
    nukki("users", "change", "anna", "--enable")
    assert gate.admit({"x-api-key": key}).name == "anna"


def test_credits_and_plans_show_in_the_list(nukki: Nukki) -> None:
    nukki("users", "plans", "team", "--monthly", "500", "--per-minute", "70")
    nukki("users", "add", "anna", "--plan", "team")
    nukki("users", "change", "anna", "--credits", "0.25", "--enterprise", "10")
    (anna,) = json.loads(nukki("users", "list", "--json").stdout)
    assert (anna["plan"], anna["credits"]) == ("team", 510.25)
    assert "510.25" in nukki("users", "list").stdout


def test_changing_one_thing_of_a_plan_leaves_the_others(nukki: Nukki) -> None:
    nukki("users", "plans", "team", "--monthly", "500", "--expires")
    lines = nukki("users", "plans", "team", "--per-minute", "70").stdout.splitlines()
    (team,) = (line.split() for line in lines if line.startswith("team"))
    assert team == ["team", "500", "50", "70", "expires"]


def test_a_removed_user_is_gone(nukki: Nukki) -> None:
    nukki("users", "add", "anna")
    assert nukki("users", "remove", "anna").exit_code != 0  # nobody said yes
    assert nukki("users", "remove", "anna", "--yes").exit_code == 0
    assert json.loads(nukki("users", "list", "--json").stdout) == []


def test_usage_is_summed_by_account_and_told_call_by_call(nukki: Nukki, gate: DatabaseGate) -> None:
    nukki("users", "add", "anna")
    account = gate.admit({"x-api-key": nukki("keys", "create", "anna").stdout.strip()})
    gate.record(account, Usage(request_id="r1", door="/v1.0/removebg", status=200, megapixels=2.5))
    gate.record(account, Usage(request_id="r2", door="/v1.0/removebg", status=402))
    assert nukki("usage", "anna").stdout.splitlines()[1].split() == ["anna", "2", "1", "0", "2.5"]
    calls = json.loads(nukki("usage", "--calls", "5", "--json").stdout)
    assert {call["request"] for call in calls} == {"r1", "r2"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("users", "add", "anna", "--plan", "fre"), "did you mean free"),
        (("users", "add", "anna", "--credits", "many"), "expected a number like 200"),
        (("users", "change", "nobody"), "nukki users list"),
        (("keys", "create", "nobody"), "no user named 'nobody'"),
        (("keys", "revoke", "nk_live_00000000"), "nukki keys list"),
        (("usage", "--since", "soon"), "expected a span like 90d"),
        (("users", "plans", "No Good", "--monthly", "1"), "a-z, 0-9"),
        (("users", "list", "--database", "mysql://a:b@c/d"), "expected sqlite:///FILE"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(
    nukki: Nukki, arguments: tuple[str, ...], said: str
) -> None:
    result = nukki(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_usage_by_day_has_a_line_for_each(nukki: Nukki, gate: DatabaseGate) -> None:
    nukki("users", "add", "anna")
    account = gate.admit({"x-api-key": nukki("keys", "create", "anna").stdout.strip()})
    gate.record(account, Usage(request_id="r", door="/v2/cutouts", status=200))
    told = json.loads(nukki("usage", "anna", "--daily", "--since", "2d", "--json").stdout)
    assert [day["calls"] for day in told] == [0, 0, 1]
    assert told[-1]["day"] == time.strftime("%Y-%m-%d", time.gmtime())


def test_days_and_single_calls_are_not_asked_for_at_once(nukki: Nukki) -> None:
    refused = nukki("usage", "--daily", "--calls", "3")
    assert refused.exit_code == 2
    assert "choose one" in refused.stderr
