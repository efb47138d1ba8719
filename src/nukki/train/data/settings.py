"""How a data set is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nukki.train.data.duplicates import NEAR_BITS
from nukki.train.data.layouts import LAYOUTS
from nukki.train.data.split import Shares

AUTO = "auto"
"""Look which layout it is."""

LAYOUT_SUMMARIES: Mapping[str, str] = {name: layout.summary for name, layout in LAYOUTS.items()}
"""What can be asked for besides, and what it looks like."""


@dataclass(frozen=True)
class Settings:
    """How a data set is made.

    Attributes:
        layout: A name of `LAYOUTS`, or "auto" to look.
        classes: Only objects of these classes are subjects; all when empty.
        where: Only pictures whose columns have these values, ``column=value`` or
            ``column=one|other``.
        group_by: A column, or a pattern whose first group in a picture's name is its group.
        shares: How much goes to each split.
        seed: Another seed, another split.
        long_side_px: Larger pictures are stored at this size.
        near_bits: Fingerprints that differ in no more bits are near copies; -1 does not look.
        strict: A picture that is left out is an error.
        workers: Pictures read at a time; 0 takes as many as there are cores.
    """

    layout: str = AUTO
    classes: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    group_by: str = ""
    shares: Shares = Shares()
    seed: int = 0
    long_side_px: int = 512
    near_bits: int = NEAR_BITS
    strict: bool = False
    workers: int = 0
