"""A server on loopback is open to every program and every user of the machine; a lock closes it."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, TypeAlias

COOKIE = "nukki-desktop"

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]


class Locked:
    """An ASGI application that answers only who brings the token as a cookie; others get 403.

    Args:
        app: What is behind the lock.
        token: Known to the window alone.
    """

    def __init__(self, app: App, token: str) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through, or refuse."""
        if scope["type"] == "http" and not self._fits(scope):
            head = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 403, "headers": head})
            text = b"This server belongs to a nukki window.\n"
            await send({"type": "http.response.body", "body": text})
            return
        await self._app(scope, receive, send)

    def _fits(self, scope: Scope) -> bool:
        for name, value in scope["headers"]:
            if name == b"cookie" and hmac.compare_digest(_token(value), self._token):
                return True
        return False


def _token(header: bytes) -> str:
    try:
        found = SimpleCookie(header.decode("ascii", "replace")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found and found.value.isascii() else ""
