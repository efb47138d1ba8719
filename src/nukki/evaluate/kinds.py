"""What a row of scores can be about: a photo, or a clip; and what is measured and shown of it."""

from __future__ import annotations

from dataclasses import dataclass

from nukki.core.registry import Registry
from nukki.evaluate.clips import CLIP_MEASURES
from nukki.evaluate.score import MEASURES, Measure


@dataclass(frozen=True)
class Kind:
    """What rows are about.

    Attributes:
        name: What one of them is called.
        timed: What a time in seconds is of.
        parts: What tables have a line for each of.
        measures: All there are.
        by_category: Those that a page draws as bars.
        against_time: Those that it draws against time.
    """

    name: str
    timed: str
    parts: str
    measures: Registry[Measure]
    by_category: tuple[str, ...]
    against_time: tuple[str, ...]


KINDS: Registry[Kind] = Registry(
    "kind of rows",
    (
        Kind(
            "photo",
            "photo",
            "category",
            MEASURES,
            by_category=("iou", "boundary_f", "band_mae"),
            against_time=("s_measure", "boundary_f", "band_mae"),
        ),
        Kind(
            "clip",
            "frame",
            "clip",
            CLIP_MEASURES,
            by_category=("mad", "dtssd"),
            against_time=("mad", "dtssd"),
        ),
    ),
)
