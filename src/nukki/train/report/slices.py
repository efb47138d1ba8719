"""The test pictures in parts that have something in common: where is a network weak?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nukki.evaluate.statistics import Interval
from nukki.train.data.row import Row
from nukki.train.report.examined import Examined, count_groups, group_of, summarise

SMALL, LARGE = 0.1, 0.35
"""Shares of the picture between which a subject is of medium size."""

FEWEST_TO_PART = 9
"""With fewer pictures thirds hold one or two each."""

APART = 1.1
"""Thirds mean something when the upper bound is at least so many times the lower."""

MOST_NAMED = 12
"""Categories or groups that are shown."""

Value = Callable[[Row], float]
Names = tuple[str, str, str]


@dataclass(frozen=True)
class Slice:
    """Pictures that have something in common.

    Attributes:
        by: What it is parted by: ``size``, ``brightness``, ...
        label: For people: "small (under 10 %)".
        name: The part's short name: ``small``.
        pictures: Those in it, one at least.
    """

    by: str
    label: str
    name: str
    pictures: tuple[Examined, ...]

    @cached_property
    def overall(self) -> Mapping[str, Interval]:
        """The means over its pictures."""
        return summarise(self.pictures)

    @property
    def iou(self) -> Interval:
        """The mean overlap."""
        return self.overall["iou"]

    @property
    def n(self) -> int:
        """How many pictures."""
        return len(self.pictures)

    @property
    def groups(self) -> int:
        """How many of them are independent."""
        return count_groups(self.pictures)


TITLES = {
    "size": "Subject's share of the picture",
    "brightness": "Brightness",
    "sharpness": "Sharpness",
    "resolution": "Resolution",
    "subjects": "Number of subjects",
    "category": "Category",
    "kind": "Kind of truth",
    "group": "Weakest groups",
}
"""What pictures are parted by, in the order of the page."""

THIRDS: Mapping[str, tuple[Value, Names, str, float]] = {
    "brightness": (lambda row: row.brightness, ("dark", "medium", "bright"), "", 1),
    "sharpness": (lambda row: row.sharpness, ("soft", "medium", "sharp"), "", 1),
    "resolution": (lambda row: row.height * row.width, ("low", "medium", "high"), " MP", 1e-6),
}
"""Parted in thirds: what, the thirds' names, the unit and what a value is multiplied by."""


def slices(pictures: Sequence[Examined]) -> Mapping[str, tuple[Slice, ...]]:
    """Every way to part the pictures that gives at least two parts, by the keys of `TITLES`."""
    parted = {
        "size": _parted(pictures, "size", lambda picture: _size(picture.row)),
        **{by: tuple(_thirds(pictures, by)) for by in THIRDS},
        "subjects": _parted(pictures, "subjects", lambda picture: _subjects(picture.row)),
        "category": _named(pictures, "category", lambda picture: picture.row.category or "(none)"),
        "kind": _named(pictures, "kind", lambda picture: picture.row.kind),
        "group": _weakest_groups(pictures),
    }
    return {by: parts for by, parts in parted.items() if len(parts) > 1}


Part = tuple[int, str, str]
"""Its place in the order, its short name, its label."""


def _parted(
    pictures: Sequence[Examined], by: str, part_of: Callable[[Examined], Part | None]
) -> tuple[Slice, ...]:
    members: dict[Part, list[Examined]] = {}
    for picture in pictures:
        part = part_of(picture)
        if part is not None:
            members.setdefault(part, []).append(picture)
    return tuple(
        Slice(by, label, name, tuple(inside))
        for (_, name, label), inside in sorted(members.items())
    )


def _size(row: Row) -> Part:
    if row.subject_share < SMALL:
        return 0, "small", f"small (under {SMALL:.0%})"
    if row.subject_share < LARGE:
        return 1, "medium", f"medium ({SMALL:.0%} to {LARGE:.0%})"
    return 2, "large", f"large ({LARGE:.0%} and over)"


def _subjects(row: Row) -> Part | None:
    if not row.subjects:
        return None
    return (0, "one", "one") if row.subjects == 1 else (1, "many", "two or more")


def _thirds(pictures: Sequence[Examined], by: str) -> Iterator[Slice]:
    value, names, unit, factor = THIRDS[by]
    values = np.array([value(picture.row) * factor for picture in pictures])
    if len(pictures) < FEWEST_TO_PART or not values.any():
        return
    low, high = np.quantile(values, [1 / 3, 2 / 3])
    if high < low * APART or high == low:
        return
    labels = (
        f"{names[0]} (under {low:.3g}{unit})",
        f"{names[1]} (to {high:.3g}{unit})",
        f"{names[2]} ({high:.3g}{unit} and over)",
    )
    third = np.searchsorted([low, high], values, side="right")
    for at, (name, label) in enumerate(zip(names, labels, strict=True)):
        inside = tuple(p for p, where in zip(pictures, third, strict=True) if where == at)
        if inside:
            yield Slice(by, label, name, inside)


def _named(
    pictures: Sequence[Examined], by: str, name_of: Callable[[Examined], str]
) -> tuple[Slice, ...]:
    """The largest parts by name; the others are left out."""
    counts = Counter(map(name_of, pictures))
    largest = sorted(name for name, _ in counts.most_common(MOST_NAMED))
    inside = {name: tuple(p for p in pictures if name_of(p) == name) for name in largest}
    return tuple(Slice(by, name, name, inside[name]) for name in largest)


def _weakest_groups(pictures: Sequence[Examined]) -> tuple[Slice, ...]:
    """Groups of several pictures, the weakest first."""
    counts = Counter(map(group_of, pictures))
    several = [name for name, count in counts.items() if count > 1]
    parts = [
        Slice("group", name, name, tuple(p for p in pictures if group_of(p) == name))
        for name in several
    ]
    parts.sort(key=lambda part: sum(picture.iou for picture in part.pictures) / part.n)
    return tuple(parts[:MOST_NAMED])
