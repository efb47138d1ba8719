"""The gate whose accounts, credits and rates are in a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Engine, select

from nukki.server.accounts import history, keys, quota, rate, settlement
from nukki.server.accounts.amounts import from_milli
from nukki.server.accounts.database import READS
from nukki.server.accounts.gate import (
    WRONG_KEYS_PER_MINUTE,
    Account,
    AuthFailedError,
    Balance,
    ChargeKind,
    Clock,
    FreeOfCharge,
    RateLimitedError,
    RateState,
    Reservation,
    Scope,
    ScopeError,
    Usage,
    rate_cost,
)
from nukki.server.accounts.models import Plan


@dataclass(frozen=True)
class HeldCredits:
    """A reservation in the database."""

    engine: Engine
    id: str
    worth: Decimal

    def commit(self, credits: Decimal | None = None) -> Decimal:
        """Charge it, now or with the answer; what is charged."""
        later = settlement.waiting()
        if later is None:
            return quota.commit(self.engine, self.id, credits)
        later.charge(self.id, credits)
        return self.worth if credits is None else min(self.worth, credits)

    def refund(self) -> None:
        """Give it back."""
        quota.refund(self.engine, self.id)


@dataclass(frozen=True)
class DatabaseGate:
    """Accounts in a database; nothing is cached, so that a revoked key is refused at once.

    Attributes:
        engine: As `open_database` gives it.
        clock: Unix seconds.
        wrong_keys_per_minute: How many an address may send.
    """

    engine: Engine
    clock: Clock
    wrong_keys_per_minute: int = WRONG_KEYS_PER_MINUTE

    def admit(
        self, headers: Mapping[str, str], *, scope: Scope = "cut", address: str = ""
    ) -> Account:
        """Who is asking.

        Raises:
            AuthFailedError: No key came, or none that is valid.
            ScopeError: The key does not allow this.
            RateLimitedError: Too many wrong keys came from this address.
        """
        text = _key_in(headers)
        if not text:
            raise AuthFailedError("Missing API Key")
        found = None if self._barred(address) else keys.find(self.engine, text, now=self.clock())
        if found is None:
            self._count_wrong_key(address)
            raise AuthFailedError("API Key invalid")
        if scope not in found.scopes:
            raise ScopeError(f"the API key does not allow {scope!r}; use one with this scope")
        return Account(found.user_id, found.user_name, found.plan, found.sandbox, found.key_id)

    def spend_rate(self, account: Account, megapixels: float) -> RateState:
        """Count against the account's minute.

        Raises:
            RateLimitedError: There is not that much left.
        """
        limit = self._per_minute(account)
        cost = rate_cost(megapixels)
        return rate.spend(self.engine, f"user:{account.id}", cost, limit=limit, now=self.clock())

    def reserve(self, account: Account, credits: Decimal, *, kind: ChargeKind) -> Reservation:
        """Put credits aside; a sandbox key never pays.

        Raises:
            InsufficientCreditsError: There are not that many.
        """
        if account.sandbox:
            return FreeOfCharge()
        taken = quota.reserve(self.engine, account.id, credits, kind=kind, now=self.clock())
        return HeldCredits(self.engine, taken.id, from_milli(taken.total))

    def balance(self, account: Account) -> Balance:
        """What is left."""
        return quota.balance(self.engine, account.id, now=self.clock())

    def record(self, account: Account, usage: Usage) -> None:
        """Add a call to the history, now or with the answer."""
        now, later = self.clock(), settlement.waiting()
        if later is None:
            history.record(self.engine, account.id, account.key_id, usage, now=now)
        else:
            later.record(account.id, account.key_id, usage, now=now)

    def _per_minute(self, account: Account) -> int:
        with self.engine.connect().execution_options(**READS) as connection:
            limit = connection.scalar(select(Plan.per_minute).where(Plan.name == account.plan))
        return limit or 1

    def _barred(self, address: str) -> bool:
        if not address:
            return False
        now, limit = self.clock(), self.wrong_keys_per_minute
        state = rate.look(self.engine, f"wrong keys:{address}", limit=limit, now=now)
        if state.remaining > 0:
            return False
        raise RateLimitedError(
            "too many wrong API keys came from this address; wait and try again",
            state=state,
            retry_after_s=int(state.reset_unix - now),
        )

    def _count_wrong_key(self, address: str) -> None:
        if address:
            limit = self.wrong_keys_per_minute
            name = f"wrong keys:{address}"
            rate.spend(self.engine, name, 1, limit=limit, now=self.clock())


def _key_in(headers: Mapping[str, str]) -> str:
    key = headers.get("x-api-key", "").strip()
    if key:
        return key
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
