"""Sizes of results and what they cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from nukki.server.accounts.gate import ChargeKind

PREVIEW_MP, FULL_MP, PNG_MP = 0.25, 25.0, 10.0
PREVIEW_CREDITS, FULL_CREDITS = Decimal("0.25"), Decimal(1)

SIZES: Mapping[str, float] = {
    "preview": PREVIEW_MP,
    "full": FULL_MP,
    "50MP": 50.0,
    "auto": FULL_MP,
    "medium": 1.5,
    "hd": 4.0,
}
"""Largest result in megapixels; larger pictures are shrunk, not refused."""


@dataclass(frozen=True)
class Charge:
    """What one result may be and costs.

    Attributes:
        kind: Previews may be free.
        credits: Its price.
        megapixels: Its largest size.
    """

    kind: ChargeKind
    credits: Decimal
    megapixels: float


PREVIEW = Charge("preview", PREVIEW_CREDITS, PREVIEW_MP)


def charge_for(size: str, *, input_mp: float, format_name: str) -> Charge:
    """The charge of a result of that size.

    A picture that is no larger than a preview is one, when the size is ``auto``.
    """
    if size == "preview" or (size == "auto" and input_mp <= PREVIEW_MP):
        return PREVIEW
    limit = SIZES[size]
    return Charge("full", FULL_CREDITS, min(limit, PNG_MP) if format_name == "png" else limit)


def shown(credits: Decimal) -> str:
    """As clients read it: ``1``, ``0.25``, ``0``; some cannot take ``1.0``.

    >>> shown(Decimal("1.00")), shown(Decimal("0.25")), shown(Decimal(0)), shown(Decimal(100))
    ('1', '0.25', '0', '100')
    """
    return f"{credits.normalize():f}"
