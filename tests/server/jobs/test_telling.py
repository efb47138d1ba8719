"""Progress by events, and webhooks when it is over."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from nukki.server.accounts import users
from nukki.server.accounts.gate import Account
from nukki.server.jobs import store, webhooks
from nukki.server.jobs.events import Progress

from .conftest import JobsServer
from .live import Caller, Receiver, wait_for


def events_of(caller: Caller, path: str, **headers: str) -> list[tuple[str, dict[str, Any]]]:
    """All events until the stream ends."""
    with caller.client.stream("GET", path, headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        return list(parsed(answer))


def parsed(answer: httpx.Response) -> Iterator[tuple[str, dict[str, Any]]]:
    name = ""
    for line in answer.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def test_a_server_that_ends_sends_its_listeners_away(server: JobsServer, caller: Caller) -> None:
    server.cut.held.clear()
    told = caller.batch(b"one").json()
    work = server.app.state.service.work
    with caller.client.stream("GET", told["links"]["events"]) as events:
        lines = events.iter_lines()
        assert next(lines) == "event: progress"
        work.close()
        assert "event: end" not in list(lines)
    work.draining = False
    server.cut.held.set()


def test_events_tell_each_picture_and_the_end(server: JobsServer, caller: Caller) -> None:
    batch = caller.batch(b"one", b"bad", b"three").json()
    events = events_of(caller, batch["links"]["events"])
    items = [data for name, data in events if name == "item"]
    assert sorted((item["number"], item["state"]) for item in items) == [
        (0, "done"), (1, "failed"), (2, "done"),
    ]  # fmt: skip
    assert events[-1][0] == "end"
    assert (events[-1][1]["state"], events[-1][1]["failed"]) == ("done", 1)


def test_a_picture_that_is_kept_after_one_that_was_settled_later_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    late, early = (
        SimpleNamespace(number=number, attempt=0, state="done", settled_at=at)
        for number, at in ((1, 6.0), (0, 5.0))
    )
    kept = [late]
    monkeypatch.setattr(store, "list_items", lambda *_: kept)
    jobs: Any = SimpleNamespace(engine=None)
    progress = Progress(jobs, "id")
    assert progress._newly_settled() == [late]
    kept.append(early)
    assert progress._newly_settled() == [early]


def test_a_listener_that_comes_back_is_not_told_twice(caller: Caller) -> None:
    told = caller.ended(caller.batch(b"one", b"two", b"three"))
    events = events_of(caller, told["links"]["events"], **{"Last-Event-ID": "2"})
    assert [name for name, _ in events] == ["item", "progress", "end"]


@pytest.fixture
def secret(server: JobsServer, anna: Account) -> str:
    return users.webhook_secrets(server.engine, anna.id)[0]


def test_a_finished_batch_is_told_once_and_signed(
    server: JobsServer, caller: Caller, receiver: Receiver, secret: str
) -> None:
    batch = caller.batch(b"one", b"bad", webhook_url=receiver.url()).json()
    (call,) = wait_for(lambda: receiver.calls)
    body = json.loads(call.body)
    assert (body["type"], body["data"]["id"]) == ("batch.finished", batch["id"])
    assert (body["data"]["done"], body["data"]["failed"]) == (1, 1)
    signed = f"{call.headers['webhook-id']}.{call.headers['webhook-timestamp']}.".encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.digest(key, signed + call.body, hashlib.sha256)
    assert call.headers["webhook-signature"] == f"v1,{base64.b64encode(mac).decode()}"
    assert int(call.headers["webhook-timestamp"]) == int(server.clock.now)


def test_a_receiver_that_fails_is_tried_again_with_the_same_id(
    server: JobsServer, caller: Caller, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(server.jobs.settings.__dict__, "webhook_delays_s", (0.0, 0.1, 0.1))
    receiver.statuses += [500, 500, 204]
    caller.ended(caller.batch(b"one", webhook_url=receiver.url()))
    calls = wait_for(lambda: receiver.calls if len(receiver.calls) == 3 else None)
    assert len({call.headers["webhook-id"] for call in calls}) == 1


def test_a_retried_batch_is_told_again_under_another_id(
    server: JobsServer, caller: Caller, receiver: Receiver
) -> None:
    told = caller.ended(caller.batch(b"bad", webhook_url=receiver.url()))
    caller.ended(caller.client.post(told["links"]["retry"]))
    calls = wait_for(lambda: receiver.calls if len(receiver.calls) == 2 else None)
    assert len({call.headers["webhook-id"] for call in calls}) == 2


MESSAGE = webhooks.make_message("msg_1", "http://127.0.0.1:1/", "batch.finished", "", {})
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_a_webhook_is_not_sent_to_this_machine_itself(receiver: Receiver) -> None:
    message = webhooks.make_message("msg_1", receiver.url(), "batch.finished", "", {})
    assert not webhooks.deliver(message, [SECRET], now=0.0, loopback=False)
    assert receiver.calls == []


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.elsewhere = receiver.url("/elsewhere")
    message = webhooks.make_message("msg_1", receiver.url(), "batch.finished", "", {})
    assert not webhooks.deliver(message, [SECRET], now=0.0, loopback=True)
    assert [call.path for call in receiver.calls] == ["/hook"]


def test_a_receiver_that_says_gone_is_left_alone(receiver: Receiver) -> None:
    receiver.statuses += [410]
    message = webhooks.make_message("msg_1", receiver.url(), "batch.finished", "", {})
    assert webhooks.deliver(message, [SECRET], now=0.0, loopback=True)


def test_a_receiver_that_is_not_there_is_no_error() -> None:
    assert not webhooks.deliver(MESSAGE, [SECRET], now=0.0, loopback=True)


def test_two_secrets_make_two_signatures() -> None:
    signatures = webhooks.sign([SECRET, webhooks_secret()], "msg_1", 0, "{}").split(" ")
    assert len(set(signatures)) == 2
    assert all(signature.startswith("v1,") for signature in signatures)


def webhooks_secret() -> str:
    return users.new_secret()
