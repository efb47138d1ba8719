"""What the doors ask of the accounts: who is it, may they, what is left.

    admit ─▶ spend_rate ─▶ reserve ─▶ (the work) ─▶ commit, or refund ─▶ record

Every method is synchronous and may wait for a database: doors call it in a thread. `OpenGate` lets
everyone in, for a private machine (``nukki serve --no-auth``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil
from typing import Literal, Protocol, TypeAlias

from nukki.core.errors import NukkiError

Clock: TypeAlias = Callable[[], float]
"""Unix seconds; tests bring one that they can move."""

Scope: TypeAlias = Literal["cut", "account", "jobs", "admin"]
"""What a key may be used for."""

ChargeKind: TypeAlias = Literal["preview", "full"]
"""A preview may be free; anything larger never is."""

RATE_WINDOW_S = 60.0
"""A window opens at an account's first call, and closes this much later."""


WRONG_KEYS_PER_MINUTE = 60
"""From one address; the next ones are refused without a look at the key."""


class AuthFailedError(NukkiError):
    """No key came, or none that is valid now."""

    exit_code = 77
    http_status = 403


class ScopeError(AuthFailedError):
    """The key is valid, but not for what was asked."""


class InsufficientCreditsError(NukkiError):
    """The account has fewer credits left than this costs."""

    exit_code = 77
    http_status = 402


class RateLimitedError(NukkiError):
    """More was asked in a minute than the account's limit allows.

    Args:
        message: One line.
        state: The limit and when it is open again; sent as headers.
        retry_after_s: Whole seconds to wait, at least 1.
    """

    exit_code = 75
    http_status = 429

    def __init__(self, message: str, *, state: RateState, retry_after_s: int) -> None:
        self.state = state
        self.retry_after_s = max(1, retry_after_s)
        super().__init__(message)


@dataclass(frozen=True)
class Account:
    """Who is asking.

    Attributes:
        id: Of the account; idempotency keys and jobs belong to it.
        name: For people; never logged with a request.
        plan: The plan's name.
        sandbox: The key is a sandbox key: results are free and carry a watermark.
        key_id: Of the key that was used, "" without one.
    """

    id: str
    name: str = ""
    plan: str = ""
    sandbox: bool = False
    key_id: str = ""


@dataclass(frozen=True)
class RateState:
    """Megapixels per minute: the limit, what is left, and when it is whole again (Unix seconds)."""

    limit: int
    remaining: int
    reset_unix: int


@dataclass(frozen=True)
class Balance:
    """What is left of an account's credits, as ``GET /account`` tells."""

    total: Decimal = Decimal(0)
    subscription: Decimal = Decimal(0)
    payg: Decimal = Decimal(0)
    enterprise: Decimal = Decimal(0)
    free_calls: int = 0


@dataclass(frozen=True, kw_only=True)
class Usage:
    """One call, for the account's history; nothing of the picture itself.

    Attributes:
        request_id: As the answer's X-Request-ID had it.
        door: The path without parameters ("/v1.0/removebg").
        status: HTTP status of the answer.
        credits: What was charged.
        megapixels: Of the input; 0 when it was never known.
        size: What was asked for ("preview", "full", ...).
        kind: What was found in the picture ("person", "other"), or "".
        duration_s: From the request's head to the answer.
    """

    request_id: str
    door: str
    status: int
    credits: Decimal = Decimal(0)
    megapixels: float = 0.0
    size: str = ""
    kind: str = ""
    duration_s: float = 0.0


class Reservation(Protocol):
    """Credits put aside for one piece of work; once it is settled, both methods do nothing."""

    def commit(self, credits: Decimal | None = None) -> Decimal:
        """Charge ``credits`` (None: all that was put aside; never more), give the rest back.

        Returns:
            What was charged: 0 for a free preview.
        """

    def refund(self) -> None:
        """Charge nothing."""


class Gate(Protocol):
    """Accounts, as the doors see them."""

    def admit(
        self, headers: Mapping[str, str], *, scope: Scope = "cut", address: str = ""
    ) -> Account:
        """Who is asking, by X-Api-Key or Authorization: Bearer.

        Args:
            headers: The request's, by lower-case name.
            scope: What the key must allow.
            address: The client's, for limits on wrong keys.

        Raises:
            AuthFailedError: No key ("Missing API Key"), or none that is valid ("API Key invalid").
            ScopeError: The key does not allow this.
            RateLimitedError: Too many wrong keys came from this address.
        """

    def spend_rate(self, account: Account, megapixels: float) -> RateState:
        """Count max(1, ceil(megapixels)) against the account's minute.

        Raises:
            RateLimitedError: There is not that much left; nothing was counted.
        """

    def reserve(self, account: Account, credits: Decimal, *, kind: ChargeKind) -> Reservation:
        """Put credits aside, in one atomic step.

        Raises:
            InsufficientCreditsError: There are not that many; nothing was put aside.
        """

    def balance(self, account: Account) -> Balance:
        """What is left."""

    def record(self, account: Account, usage: Usage) -> None:
        """Add a call to the account's history."""


def rate_cost(megapixels: float) -> int:
    """What one call counts against the minute.

    >>> rate_cost(0.24), rate_cost(1.92), rate_cost(4.0)
    (1, 2, 4)
    """
    return max(1, ceil(megapixels))


class FreeOfCharge:
    """A reservation where nothing costs anything."""

    def commit(self, credits: Decimal | None = None) -> Decimal:
        """Charges nothing."""
        return Decimal(0)

    def refund(self) -> None:
        """Nothing was put aside."""


@dataclass
class OpenGate:
    """Everyone comes in and nothing is charged.

    Attributes:
        per_minute: Megapixels per minute, for all together; beyond what a machine can do.
        clock: Unix seconds.
    """

    clock: Clock
    per_minute: int = 1_000_000
    _opened: float = 0.0
    _spent: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def admit(
        self, headers: Mapping[str, str], *, scope: Scope = "cut", address: str = ""
    ) -> Account:
        """The one account there is."""
        return Account(id="local", name="local", plan="open")

    def spend_rate(self, account: Account, megapixels: float) -> RateState:
        """Count against the one window there is.

        Raises:
            RateLimitedError: The minute is used up.
        """
        cost = rate_cost(megapixels)
        with self._lock:
            now = self.clock()
            if now >= self._opened + RATE_WINDOW_S:
                self._opened, self._spent = now, 0
            reset = self._opened + RATE_WINDOW_S
            refused = self._spent + cost > self.per_minute and self._spent > 0
            self._spent += 0 if refused else cost
            state = RateState(self.per_minute, max(0, self.per_minute - self._spent), ceil(reset))
        if refused:
            raise RateLimitedError(
                f"expected at most {self.per_minute} megapixels a minute; wait and try again",
                state=state,
                retry_after_s=ceil(reset - now),
            )
        return state

    def reserve(self, account: Account, credits: Decimal, *, kind: ChargeKind) -> Reservation:
        """Nothing is put aside."""
        return FreeOfCharge()

    def balance(self, account: Account) -> Balance:
        """Nothing is counted: zeros."""
        return Balance()

    def record(self, account: Account, usage: Usage) -> None:
        """There is no history."""
