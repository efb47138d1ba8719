"""One thing that the numbers say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["good", "weak", "note"]

GOOD_IOU, FAILED_IOU = 0.9, 0.5
"""A mask that overlaps more is good; one that overlaps less missed its subject."""


@dataclass(frozen=True)
class Finding:
    """One thing that was found.

    Attributes:
        kind: Whether it is good, weak, or just so.
        says: What the numbers say.
        advice: What to try; "" when there is nothing to do.
    """

    kind: Kind
    says: str
    advice: str = ""


Found = Iterator[Finding]
