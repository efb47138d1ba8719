"""A request that is sent again with its Idempotency-Key is answered, not done again."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import anyio.to_thread
import pytest
from fastapi import FastAPI, Request, Response
from httpx import Response as Reply
from sqlalchemy import Engine, update
from starlette.types import ASGIApp, Receive, Scope, Send
from tests.server.asgi import client_of
from tests.server.databases import NOON, Clock

from nukki.core.errors import NukkiError
from nukki.server.accounts import answers
from nukki.server.accounts.answers import Begun, Kept, KeyInUseError, KeyReusedError
from nukki.server.accounts.database_gate import DatabaseGate
from nukki.server.accounts.gate import Account
from nukki.server.accounts.models import Answer
from nukki.server.faults import fault_of, problem
from nukki.server.idempotency import AFTER_DEADLINE_S, PIECE_BYTES, Idempotency, request_digest

Post = Callable[..., Reply]
ONE = answers.Request("anna", "k1", "digest")
DEADLINE_S = 60.0


@dataclass
class Door:
    """A door that counts what was done, and can be told what to answer and when."""

    done: list[bytes] = field(default_factory=list)
    status: int = 200
    release: Event = field(default_factory=Event)
    entered: Event = field(default_factory=Event)

    async def answer(self, request: Request) -> Response:
        self.done.append(await request.body())
        self.entered.set()
        await anyio.to_thread.run_sync(self.release.wait, 10)
        headers = {"X-Credits-Charged": "1"}
        return Response(b"picture %d" % len(self.done), self.status, headers, "image/png")


@dataclass(frozen=True)
class Telling:
    """As the edge does: errors become answers."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except NukkiError as error:
            await problem(fault_of(error))(scope, receive, send)


@pytest.fixture
def door() -> Door:
    made = Door()
    made.release.set()
    return made


@pytest.fixture
def post(
    gate: DatabaseGate, clock: Clock, door: Door, make_account: Callable[..., Account],
    key_of: Callable[..., str],
) -> Iterator[Post]:  # fmt: skip
    """Posts with anna's API key and an idempotency key."""
    app = FastAPI()
    app.add_api_route("/v1.0/removebg", door.answer, methods=["POST"])
    outer = Telling(Idempotency(app, gate.engine, gate, clock, DEADLINE_S))
    anna = key_of(make_account("anna"))

    with client_of(outer) as client:

        def send(key: str | None = "k1", *, api_key: str = anna, **request: Any) -> Reply:
            headers = {"X-Api-Key": api_key} | ({"Idempotency-Key": key} if key else {})
            body = request or {"content": b"photo"}
            return client.post("/v1.0/removebg", headers=headers, **body)

        yield send


def test_the_same_request_is_done_once_and_answered_twice(post: Post, door: Door) -> None:
    first, second = post(), post()
    assert first.content == second.content == b"picture 1"
    assert (len(door.done), second.headers["x-credits-charged"]) == (1, "1")
    assert second.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers


def test_without_the_header_everything_is_done(post: Post, door: Door) -> None:
    post(None)
    post(None)
    assert len(door.done) == 2


def test_another_request_with_the_key_is_refused(post: Post, door: Door) -> None:
    post()
    assert post(content=b"another photo").status_code == 422
    assert len(door.done) == 1


def test_two_accounts_may_use_the_same_key(
    post: Post, door: Door, make_account: Callable[..., Account], key_of: Callable[..., str]
) -> None:
    post()
    post(api_key=key_of(make_account("bert")))
    assert len(door.done) == 2


def test_a_form_with_another_boundary_is_the_same_request(post: Post, door: Door) -> None:
    post(files={"image_file": b"photo"})
    assert post(files={"image_file": b"photo"}).status_code == 200
    assert len(door.done) == 1


def test_while_the_first_is_under_way_the_second_is_told_to_wait(post: Post, door: Door) -> None:
    door.release.clear()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(post)
        assert door.entered.wait(10)
        second = post()
        door.release.set()
        assert first.result().status_code == 200
    assert (second.status_code, second.headers["retry-after"], len(door.done)) == (409, "1", 1)


@pytest.mark.parametrize("status", [402, 403, 429, 500, 503])
def test_what_was_refused_for_now_may_be_asked_again(post: Post, door: Door, status: int) -> None:
    door.status = status
    assert post().status_code == status
    door.status = 200
    assert post().status_code == 200
    assert len(door.done) == 2


def test_a_final_refusal_is_kept(post: Post, door: Door) -> None:
    door.status = 400
    assert (post().status_code, post().status_code) == (400, 400)
    assert len(door.done) == 1


def test_after_its_picture_is_deleted_the_request_is_not_done_again(
    post: Post, door: Door, gate: DatabaseGate, clock: Clock
) -> None:
    post()
    answers.forget(gate.engine, now=clock.now + 3600, pictures_after_s=3600)
    assert post().status_code == 410
    assert len(door.done) == 1


def test_a_key_is_remembered_for_a_day(
    post: Post, door: Door, gate: DatabaseGate, clock: Clock
) -> None:
    post()
    clock.now += 86_400
    answers.forget(gate.engine, now=clock.now, pictures_after_s=3600)
    post()
    assert len(door.done) == 2


@pytest.mark.parametrize("key", ["x" * 256])
def test_a_key_that_is_too_long_is_refused(post: Post, door: Door, key: str) -> None:
    assert post(key).status_code == 400
    assert door.done == []


def test_a_wrong_api_key_is_left_to_the_door(post: Post, door: Door) -> None:
    post(api_key="wrong")
    post(api_key="wrong")
    assert len(door.done) == 2


def test_of_many_at_once_one_begins(engine: Engine) -> None:
    def attempt(_: int) -> bool:
        try:
            return isinstance(answers.begin(engine, ONE, now=NOON), Begun)
        except KeyInUseError:
            return False

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(attempt, range(32))).count(True) == 1


def test_a_request_whose_process_is_gone_begins_anew(engine: Engine) -> None:
    old = answers.begin(engine, ONE, now=NOON)
    new = answers.begin(engine, ONE, now=NOON + answers.GONE_S)
    assert isinstance(old, Begun)
    assert isinstance(new, Begun)
    answers.finish(engine, ONE, old, Kept(200, [], b"late"), lasting=False)
    with pytest.raises(KeyInUseError):
        answers.begin(engine, ONE, now=NOON + answers.GONE_S)


def lose_process(engine: Engine, door: Door, post: Post) -> None:
    """Leave behind what a process leaves that was killed over a request."""
    post()
    with engine.begin() as connection:
        connection.execute(update(Answer).values(status=None, body=None, token="gone"))
    door.done.clear()


def test_a_request_whose_process_was_killed_is_taken_over_after_its_deadline(
    engine: Engine, door: Door, post: Post, clock: Clock
) -> None:
    lose_process(engine, door, post)
    clock.now += DEADLINE_S
    assert post().status_code == 409
    clock.now += AFTER_DEADLINE_S
    assert (post().status_code, len(door.done)) == (200, 1)


def test_an_abandoned_request_leaves_its_key_free(engine: Engine) -> None:
    begun = answers.begin(engine, ONE, now=NOON)
    assert isinstance(begun, Begun)
    answers.abandon(engine, ONE, begun)
    assert isinstance(answers.begin(engine, ONE, now=NOON), Begun)


def test_an_answer_without_a_picture_outlives_the_pictures(engine: Engine) -> None:
    begun = answers.begin(engine, ONE, now=NOON)
    assert isinstance(begun, Begun)
    answers.finish(engine, ONE, begun, Kept(202, [("location", "/v2/jobs/1")], b"{}"), lasting=True)
    answers.forget(engine, now=NOON + 3600, pictures_after_s=3600)
    assert answers.begin(engine, ONE, now=NOON + 3600) == Kept(
        202, [("location", "/v2/jobs/1")], b"{}"
    )


def test_the_same_key_with_another_digest_is_refused(engine: Engine) -> None:
    answers.begin(engine, ONE, now=NOON)
    with pytest.raises(KeyReusedError):
        answers.begin(engine, answers.Request("anna", "k1", "other"), now=NOON)


@pytest.mark.parametrize("part", ["path", "method", "query_string"])
def test_a_request_to_somewhere_else_is_another_request(part: str) -> None:
    scope = {"type": "http", "method": "POST", "path": "/a", "query_string": b"", "headers": []}
    other = scope | {part: b"x" if part == "query_string" else "x"}
    assert request_digest(scope, io.BytesIO(b"body")) != request_digest(other, io.BytesIO(b"body"))


def form(boundary: str, data: bytes) -> str:
    """The digest of a body that holds a boundary twice."""
    headers = [(b"content-type", f"multipart/form-data; boundary={boundary}".encode())]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
    return request_digest(scope, io.BytesIO(boundary.encode() + data + boundary.encode()))


@pytest.mark.parametrize("length", [0, 1, PIECE_BYTES - 20, PIECE_BYTES - 9, PIECE_BYTES * 2])
def test_a_boundary_counts_nowhere_even_across_pieces(length: int) -> None:
    assert form("first-boundary", bytes(length)) == form("another", bytes(length))
    assert form("first-boundary", bytes(length)) != form("another", bytes(length + 1))
