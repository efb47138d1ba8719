"""Accounts and a judge of foregrounds that a test can look into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from nukki.core.spec import Subject
from nukki.core.values import Cutout
from nukki.server.accounts.gate import (
    Account,
    AuthFailedError,
    Balance,
    ChargeKind,
    InsufficientCreditsError,
    RateLimitedError,
    RateState,
    Scope,
    Usage,
    rate_cost,
)

KEY, SANDBOX_KEY = "test-key", "sandbox-key"


@dataclass
class Held:
    """Credits put aside."""

    gate: CountingGate
    credits: Decimal
    settled: bool = False

    def commit(self, credits: Decimal | None = None) -> Decimal:
        self.settled = True
        self.gate.charged.append(self.credits)
        return self.credits

    def refund(self) -> None:
        if not self.settled:
            self.settled = True
            self.gate.credits += self.credits


@dataclass
class CountingGate:
    """One account, whose credits and rate are plain numbers."""

    credits: Decimal = Decimal(10)
    rate_left: int = 500
    charged: list[Decimal] = field(default_factory=list)
    history: list[Usage] = field(default_factory=list)

    def admit(
        self, headers: Mapping[str, str], *, scope: Scope = "cut", address: str = ""
    ) -> Account:
        key = headers.get("x-api-key") or headers.get("authorization", "").removeprefix("Bearer ")
        if not key:
            raise AuthFailedError("Missing API Key")
        if key not in (KEY, SANDBOX_KEY):
            raise AuthFailedError("API Key invalid")
        return Account("account", sandbox=key == SANDBOX_KEY)

    def spend_rate(self, account: Account, megapixels: float) -> RateState:
        state = RateState(500, self.rate_left - rate_cost(megapixels), 1_700_000_060)
        if state.remaining < 0:
            state = RateState(500, self.rate_left, 1_700_000_060)
            raise RateLimitedError("too much in one minute", state=state, retry_after_s=17)
        self.rate_left = state.remaining
        return state

    def reserve(self, account: Account, credits: Decimal, *, kind: ChargeKind) -> Held:
        if credits > self.credits:
            raise InsufficientCreditsError("You have too few credits; top up your balance.")
        self.credits -= credits
        return Held(self, credits)

    def balance(self, account: Account) -> Balance:
        return Balance(self.credits, Decimal("2.5"), self.credits - Decimal("2.5"), free_calls=50)

    def record(self, account: Account, usage: Usage) -> None:
        self.history.append(usage)


@dataclass
class FixedKinds:
    """Whatever it is, it is this."""

    kind: str = "product"

    def __call__(self, cutout: Cutout, *, segments: Subject) -> str:
        return self.kind
