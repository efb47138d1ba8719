"""Calendar months in UTC, counted from the day an account began."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime

DAY_S = 86_400.0
TWO_YEARS_S = 2 * 365 * DAY_S


def months_since(start_unix: float, now_unix: float) -> int:
    """How many whole months lie between the two; a month ends on the day it began, or its last.

    >>> months_since(datetime(2026, 1, 31, tzinfo=UTC).timestamp(),
    ...              datetime(2026, 2, 28, tzinfo=UTC).timestamp())
    1
    """
    start, now = _date(start_unix), _date(now_unix)
    months = (now.year - start.year) * 12 + now.month - start.month
    return months if after_months(start_unix, months) <= now_unix else months - 1


def after_months(start_unix: float, months: int) -> float:
    """The same day and time of day, so many months later; the month's last day where it is shorter.

    >>> _date(after_months(datetime(2026, 1, 31, tzinfo=UTC).timestamp(), 1)).day
    28
    """
    start = _date(start_unix)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last)).timestamp()


def _date(unix: float) -> datetime:
    return datetime.fromtimestamp(unix, UTC)
