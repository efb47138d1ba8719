"""Servers of other settings than the usual: without accounts, with small limits, gone and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.server.databases import NOON

from nukki.server.jobs.sweep import ORPHAN_S, TURN_S, Sweep

from .conftest import JobsServer, started
from .live import Caller


def test_without_accounts_jobs_work_and_cost_nothing(tiny_model: str, tmp_path: Path) -> None:
    with started(tmp_path, tiny_model, no_auth=True) as server:
        caller = server.caller(None)
        told = caller.ended(caller.batch(b"one"))
        assert (told["done"], told["items"][0]["credits_charged"]) == (1, 0)
        refused = caller.batch(b"one", webhook_url="http://example.org/")
        assert "without accounts" in refused.json()["detail"]


def test_limits_are_kept(tiny_model: str, tmp_path: Path) -> None:
    with started(tmp_path, tiny_model, max_batch=3, max_upload_mb=0.001) as server:
        caller = server.caller(server.account())
        assert caller.batch(*[b"x"] * 4).json()["code"] == "too_many_images"
        server.jobs.settings.__dict__["max_open"] = 2
        assert caller.batch(*[b"x"] * 3).status_code == 429
        told = caller.ended(caller.batch(b"x", b"x" * 2000))
        assert [item["state"] for item in told["items"]] == ["done", "failed"]
        assert told["items"][1]["error"]["detail"] == "it exceeds 0.001 MB"


def test_a_server_that_is_stopped_goes_on_when_it_is_back(tiny_model: str, tmp_path: Path) -> None:
    with started(tmp_path, tiny_model, port=0) as server:
        server.cut.held.clear()
        anna = server.account()
        batch = server.caller(anna).batch(*[b"%d" % number for number in range(6)])
    with started(tmp_path, tiny_model, port=0) as server:
        caller = server.caller(anna)
        assert caller.ended(batch)["done"] == 6
        assert server.credits(anna) == 94


def swept(server: JobsServer, after_s: float) -> None:
    server.clock.now = NOON + after_s
    Sweep(server.jobs).once()


def test_everything_of_a_job_is_deleted_within_the_hour(tiny_model: str, tmp_path: Path) -> None:
    with started(tmp_path, tiny_model) as server:
        caller = server.caller(server.account())
        told = caller.ended(caller.batch(b"one", b"bad"))
        swept(server, 3600 - TURN_S - 1)
        assert server.kept(told)
        swept(server, 3600 - TURN_S)
        assert not list((tmp_path / "pictures").rglob("*"))
        assert caller.client.get(told["links"]["self"]).status_code == 410
        assert caller.client.get(told["links"]["result"]).status_code == 410
        swept(server, 3600 - TURN_S + 86_400)
        assert caller.client.get(told["links"]["self"]).status_code == 404


def test_what_a_gone_request_left_is_deleted(tiny_model: str, tmp_path: Path) -> None:
    with started(tmp_path, tiny_model) as server:
        server.jobs.storage.write("orphan/in/0", b"picture")
        sweep = Sweep(server.jobs)
        sweep.once()
        assert server.jobs.storage.trees() == ["orphan"]
        server.clock.now += ORPHAN_S
        sweep.once()
        assert server.jobs.storage.trees() == []


def test_a_job_that_was_kept_but_not_begun_is_begun_by_the_sweep(
    tiny_home: Path, tiny_model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with started(tmp_path, tiny_model) as server:
        anna = server.account()
        caller: Caller = server.caller(anna)
        monkeypatch.setattr(server.jobs.durable, "open_job", lambda *_: None)
        batch = caller.batch(b"one")
        monkeypatch.undo()
        monkeypatch.setenv("NUKKI_HOME", str(tiny_home))
        swept(server, TURN_S)
        assert caller.ended(batch)["done"] == 1


def test_a_job_that_never_ends_is_given_up_after_a_day(tiny_model: str, tmp_path: Path) -> None:
    with started(tmp_path, tiny_model) as server:
        anna = server.account()
        caller = server.caller(anna)
        server.cut.held.clear()
        batch = caller.batch(b"one")
        swept(server, 86_400)
        assert caller.ended(batch)["state"] == "cancelled"
        assert server.credits(anna) == 100
