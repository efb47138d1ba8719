"""``Idempotency-Key``: a POST that is sent again gets its first answer, and is charged once.

The official Ruby client sends a POST again when its answer is late; others do on any lost
connection. Kept are answers that are final; what was refused for now (402, 403, 408, 409, 429,
503, ...) may be asked again with the same key.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from tempfile import SpooledTemporaryFile
from typing import IO

import anyio
from sqlalchemy import Engine
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nukki.core.errors import NukkiError
from nukki.server.accounts import answers
from nukki.server.accounts.answers import Begun, Kept, KeyInUseError
from nukki.server.accounts.gate import Clock, Gate
from nukki.server.accounts.gate import Scope as Right
from nukki.server.accounts.settlement import Settlement, settled_together
from nukki.server.faults import ApiError
from nukki.server.work import in_thread

HEADER = "idempotency-key"
LONGEST_KEY = 255
REPEATABLE = frozenset({401, 402, 403, 408, 409, 425, 429})
LASTING_PATHS = ("/v2/jobs", "/v2/batches")
"""Their answers hold no picture and are kept as long as their keys."""

SECRET_PATHS = ("/keys", "/rotate")
"""Their answers hold what is shown once and stored as a digest only: they are not kept."""

AFTER_DEADLINE_S = 15.0
"""A request whose process died may be taken over this long after it would have been given up."""

IN_MEMORY = 4_000_000
PIECE_BYTES = 256 * 1024
"""A batch's body is longer than memory should hold: it is kept in a file meanwhile."""

NOT_KEPT = frozenset({"x-request-id", "date", "connection", "content-length"})
RIGHTS: tuple[Right, ...] = ("cut", "jobs", "account", "admin")

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)


@dataclass(frozen=True)
class Idempotency:
    """The layer between the edge and the doors.

    Attributes:
        app: What is inside.
        engine: Where answers are kept.
        gate: Who may ask: a key is its account's own.
        clock: Unix seconds.
        deadline_s: When a request is given up that works on one picture.
    """

    app: ASGIApp
    engine: Engine
    gate: Gate
    clock: Clock
    deadline_s: float

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        key = Headers(scope=scope).get(HEADER) if scope["type"] == "http" else None
        if key is None or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        owner = await in_thread(self._owner, scope)
        if owner is None:  # the door says in its own words what is wrong with the API key
            await self.app(scope, receive, send)
            return
        checked = _checked(key)
        with SpooledTemporaryFile(IN_MEMORY) as body:
            await _read(receive, body)
            digest = await in_thread(request_digest, scope, body)
            await self._once(answers.Request(owner, checked, digest), scope, body, send)

    async def _once(
        self, request: answers.Request, scope: Scope, body: IO[bytes], send: Send
    ) -> None:
        found = await in_thread(self._begin, request, scope["path"])
        if isinstance(found, Kept):
            await _replay(found, scope, send)
            return
        with settled_together() as costs:
            right = _Right(self.engine, request, found, costs, scope["path"])
            sender = _Keeping(send, right.settle)
            try:
                await self.app(scope, _replaying(body), sender)
            finally:
                if not sender.settled:
                    with anyio.CancelScope(shield=True):
                        await in_thread(right.give_up)

    def _owner(self, scope: Scope) -> str | None:
        """Whose key it is; None when nobody may ask."""
        for right in RIGHTS:
            try:
                return self.gate.admit(Headers(scope=scope), scope=right).id
            except NukkiError:
                continue
        return None

    def _begin(self, request: answers.Request, path: str) -> Begun | Kept:
        has_deadline = not path.startswith(LASTING_PATHS)
        gone_s = self.deadline_s + AFTER_DEADLINE_S if has_deadline else answers.GONE_S
        try:
            return answers.begin(self.engine, request, now=self.clock(), gone_s=gone_s)
        except KeyInUseError as error:
            headers = {"Retry-After": "1"}
            raise ApiError(
                409, "idempotency_key_in_use", "Request in progress", str(error), headers=headers
            ) from error
        except answers.KeyReusedError as error:
            raise ApiError(
                422, "idempotency_key_reused", "Idempotency key reused", str(error)
            ) from error


@dataclass(frozen=True)
class _Right:
    """The right to answer one request, and what that costs."""

    engine: Engine
    request: answers.Request
    begun: Begun
    costs: Settlement
    path: str

    async def settle(self, kept: Kept) -> None:
        """Keep an answer that is final, and charge it; forget any other."""
        await in_thread(self._settle, kept)

    def _settle(self, kept: Kept) -> None:
        if kept.status >= 500 or kept.status in REPEATABLE:
            self.give_up()
            return
        if kept.status < 300 and self.path.endswith(SECRET_PATHS):
            kept = replace(kept, body=None)
        lasting = self.path.startswith(LASTING_PATHS)
        is_ours = answers.finish(
            self.engine, self.request, self.begun, kept, lasting=lasting, settlement=self.costs
        )
        if not is_ours:  # another process has taken the request over, and charges it
            self.costs.give_up(self.engine)

    def give_up(self) -> None:
        """Leave the key free, and charge nothing."""
        answers.abandon(self.engine, self.request, self.begun)
        self.costs.give_up(self.engine)


@dataclass
class _Keeping:
    """Sends an answer on, once it is kept: who asks again must find it."""

    send: Send
    settle: Callable[[Kept], Awaitable[None]]
    settled: bool = False
    _start: Message = field(default_factory=dict)
    _body: bytearray = field(default_factory=bytearray)

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        await self.settle(Kept(self._start["status"], self._headers(), bytes(self._body)))
        self.settled = True
        await self.send(self._start)
        await self.send({"type": "http.response.body", "body": bytes(self._body)})

    def _headers(self) -> list[tuple[str, str]]:
        pairs = Headers(raw=self._start["headers"]).items()
        return [(name, value) for name, value in pairs if name not in NOT_KEPT]


def request_digest(scope: Scope, body: IO[bytes]) -> str:
    """What two sendings of the same request share: all but a form's random boundary."""
    kind = Headers(scope=scope).get("content-type", "")
    boundary = _BOUNDARY.search(kind)
    if boundary:
        kind = kind.partition(";")[0]
    head = (scope["method"], scope["path"], scope["query_string"].decode("latin-1"), kind)
    digest = hashlib.sha256("\n".join(head).encode())
    left_out = boundary[1].encode("latin-1", "replace") if boundary else b""
    for piece in _without(body, left_out):
        digest.update(piece)
    return digest.hexdigest()


def _without(body: IO[bytes], left_out: bytes) -> Iterator[bytes]:
    """The body in pieces, a line end wherever ``left_out`` stood, across pieces, too."""
    body.seek(0)
    rest = b""
    while piece := body.read(PIECE_BYTES):
        rest += piece
        if not left_out:
            yield rest
            rest = b""
            continue
        *whole, rest = rest.split(left_out)
        yield b"".join(part + b"\n" for part in whole)
        known = max(0, len(rest) - len(left_out) + 1)
        yield rest[:known]
        rest = rest[known:]
    yield rest


def _checked(key: str) -> str:
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise ApiError(
            400,
            "invalid_idempotency_key",
            "Invalid Idempotency-Key",
            f"expected 1 to {LONGEST_KEY} printable characters",
        )
    return key


async def _read(receive: Receive, body: IO[bytes]) -> None:
    """The whole body; the edge has limited its length and pace."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        await in_thread(body.write, message.get("body", b""))
        if not message.get("more_body", False):
            return


def _replaying(body: IO[bytes]) -> Receive:
    """The body once more, for the doors."""
    body.seek(0)
    ended = False

    async def receive() -> Message:
        nonlocal ended
        if ended:
            await anyio.sleep_forever()
        piece = await in_thread(body.read, PIECE_BYTES)
        ended = len(piece) < PIECE_BYTES
        return {"type": "http.request", "body": piece, "more_body": not ended}

    return receive


async def _replay(kept: Kept, scope: Scope, send: Send) -> None:
    if kept.body is None:
        raise ApiError(
            410,
            "result_deleted",
            "Result deleted",
            "this request was answered, and its result has been deleted since; nothing was "
            "charged again; use a new Idempotency-Key",
        )
    response = Response(kept.body, status_code=kept.status, headers=dict(kept.headers))
    response.headers["Idempotent-Replayed"] = "true"

    async def nothing() -> Message:
        return {"type": "http.disconnect"}

    await response(scope, nothing, send)
