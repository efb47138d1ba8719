"""``POST /improve``: at most a hundred pictures a day and account.

remove.bg learns from what is sent there. Here nothing is learnt and nothing kept: the call exists
so that clients which make it go on working.
"""

from __future__ import annotations

import threading
from collections import Counter
from math import ceil

from starlette.datastructures import State

from nukki.server.accounts.gate import RateLimitedError, RateState

PER_DAY = 100
DAY_S = 86_400


class DailyLimit:
    """Counts calls by account; begins anew at midnight UTC."""

    def __init__(self) -> None:
        self._day = 0
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def count(self, account: str, now: float) -> None:
        """Count one call.

        Raises:
            RateLimitedError: The day's are used up.
        """
        day = int(now // DAY_S)
        with self._lock:
            if day != self._day:
                self._day, self._counts = day, Counter()
            self._counts[account] += 1
            over = self._counts[account] > PER_DAY
        if over:
            reset = (day + 1) * DAY_S
            raise RateLimitedError(
                f"expected at most {PER_DAY} pictures a day",
                state=RateState(PER_DAY, 0, reset),
                retry_after_s=ceil(reset - now),
            )


def check_daily(state: State, account: str, now: float) -> None:
    """Count one call of an account against the application's limit."""
    limit: DailyLimit = state.improve_limit
    limit.count(account, now)
