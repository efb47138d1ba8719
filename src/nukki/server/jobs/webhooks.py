"""Webhooks as https://www.standardwebhooks.com describes them.

    webhook-id         the same for every try of one message: receivers count it once
    webhook-timestamp  Unix seconds of this try
    webhook-signature  "v1," + base64(HMAC-SHA256(secret, "id.timestamp.body")), one for each secret

The address is a stranger's: it is dialled like those of pictures, public addresses only, and
redirects are not followed.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import anyio
import httpcore
import httpx

from nukki.core.errors import InputError, OptionError
from nukki.server.fetch import guarded_client

DELAYS_S = (0.0, 5.0, 30.0, 120.0, 600.0, 1800.0)
"""Before each try; results are gone an hour after the job, so that later ones would be idle."""

TIMEOUT_S = 15.0
LONGEST_URL = 2000
GONE = 410
"""A receiver's wish to be left alone."""


@dataclass(frozen=True)
class Message:
    """What is told."""

    id: str
    url: str
    body: str


def sign(secrets: Sequence[str], message_id: str, timestamp: int, body: str) -> str:
    """The signatures of a message, the newest secret's first.

    >>> sign(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek",
    ...      1614265330, '{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return " ".join(f"v1,{_mac(secret, signed)}" for secret in secrets)


def make_message(message_id: str, url: str, kind: str, at: str, data: Mapping[str, Any]) -> Message:
    """A message of a kind ("batch.finished") with what it is about."""
    body = json.dumps({"type": kind, "timestamp": at, "data": data}, separators=(",", ":"))
    return Message(message_id, url, body)


def check_url(url: str) -> str:
    """The address, when it is one that webhooks are sent to.

    Raises:
        OptionError: It is not http or https, has a user name in it, or is too long.
    """
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise _no_address() from error
    no_host = not parsed.host or "%" in parsed.host  # httpx quotes what no host name holds
    wrong = parsed.scheme not in {"http", "https"} or no_host or parsed.userinfo
    if wrong or len(url) > LONGEST_URL:
        raise _no_address()
    return url


def deliver(message: Message, secrets: Sequence[str], *, now: float, loopback: bool) -> bool:
    """Send a message once; whether there is nothing left to do.

    Args:
        message: What is told, and to whom.
        secrets: What it is signed with.
        now: Unix seconds.
        loopback: Allow this machine itself, for tests.
    """
    timestamp = int(now)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": message.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(secrets, message.id, timestamp, message.body),
    }
    try:
        status = asyncio.run(_post(message, headers, loopback))
    except (httpx.HTTPError, httpcore.NetworkError, httpcore.ProtocolError, TimeoutError):
        return False
    except InputError:  # the address leads inside; it may lead elsewhere at the next try
        return False
    return 200 <= status < 300 or status == GONE


async def _post(message: Message, headers: Mapping[str, str], loopback: bool) -> int:
    with anyio.fail_after(TIMEOUT_S):
        async with guarded_client(httpx.Timeout(TIMEOUT_S), loopback=loopback) as client:
            content = message.body.encode()
            async with client.stream(
                "POST", message.url, content=content, headers=dict(headers)
            ) as answer:  # its body is not read: it may never end
                return answer.status_code


def _mac(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def _no_address() -> OptionError:
    return OptionError("webhook_url: expected an http or https address without a user name in it")
