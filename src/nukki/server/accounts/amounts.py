"""Credits as people write them, and as whole thousandths in the database."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from nukki.core.errors import OptionError

MILLI = Decimal(1000)
MOST = Decimal(10**9)


def to_milli(credits: Decimal) -> int:
    """Thousandths, rounded up: nobody is charged less than was said.

    >>> to_milli(Decimal("0.25"))
    250
    """
    return int((credits * MILLI).to_integral_value("ROUND_CEILING"))


def from_milli(milli: int) -> Decimal:
    """Credits, without trailing zeros.

    >>> str(from_milli(250)), str(from_milli(200_000))
    ('0.25', '200')
    """
    credits = (Decimal(milli) / MILLI).normalize()
    return credits.quantize(Decimal(1)) if credits == credits.to_integral_value() else credits


def parse_credits(text: str | Decimal | float) -> Decimal:
    """Credits from text: 0 to a thousand million, thousandths at the finest.

    Raises:
        OptionError: It is not such a number.
    """
    try:
        credits = Decimal(str(text))
    except InvalidOperation:
        credits = Decimal("NaN")
    fits = credits.is_finite() and 0 <= credits <= MOST and credits * 1000 % 1 == 0
    if not fits:
        raise OptionError(f"credits: expected a number like 200 or 0.25, got {str(text)[:40]!r}")
    return credits
