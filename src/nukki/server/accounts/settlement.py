"""What an answer costs and what the history tells of it, written with the answer that is kept.

A request with an Idempotency-Key may be sent again after its server was killed. Were it charged
before its answer is kept, a death between the two would charge it twice: so both are one
transaction, and what comes before that only says what is to be written.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sqlalchemy import Connection, Engine

from nukki.server.accounts import history, quota
from nukki.server.accounts.gate import Usage


@dataclass(frozen=True)
class _Line:
    """One line of the history."""

    user_id: str
    key_id: str
    usage: Usage
    now: float

    def write(self, connection: Connection) -> None:
        history.record_within(connection, self.user_id, self.key_id, self.usage, now=self.now)


@dataclass
class Settlement:
    """What is to be written for one request."""

    _charges: dict[str, Decimal | None] = field(default_factory=dict)
    _lines: list[_Line] = field(default_factory=list)

    def charge(self, hold_id: str, credits: Decimal | None) -> None:
        """Charge a reservation, or less than it, as `quota.commit` does."""
        self._charges[hold_id] = credits

    def record(self, user_id: str, key_id: str, usage: Usage, *, now: float) -> None:
        """Add a line to the history, as `history.record` does."""
        self._lines.append(_Line(user_id, key_id, usage, now))

    def make(self, connection: Connection) -> None:
        """Write all of it, in the transaction that keeps the answer."""
        for hold_id, credits in self._charges.items():
            quota.commit_within(connection, hold_id, credits)
        for line in self._lines:
            line.write(connection)

    def give_up(self, engine: Engine) -> None:
        """There is no answer that is kept: give everything back, and tell of it at no cost."""
        with engine.begin() as connection:
            for hold_id in self._charges:
                quota.refund_within(connection, hold_id)
            for line in self._lines:
                free = replace(line.usage, credits=Decimal(0))
                replace(line, usage=free).write(connection)


_OPEN: ContextVar[Settlement | None] = ContextVar("settlement", default=None)


@contextmanager
def settled_together() -> Iterator[Settlement]:
    """Have charges and history of the request inside wait for `Settlement.make`."""
    made = Settlement()
    before = _OPEN.set(made)
    try:
        yield made
    finally:
        _OPEN.reset(before)


def waiting() -> Settlement | None:
    """Where charges are to be noted; None where they are to be made at once."""
    return _OPEN.get()
