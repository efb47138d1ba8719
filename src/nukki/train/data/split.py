"""Which pictures are learned from, chosen by, and tested on."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nukki.core.errors import InputError, OptionError
from nukki.train.data.row import SPLITS, Split

SPLIT_NAMES: Mapping[str, Split] = {
    "train": "train", "training": "train",
    "validation": "validation", "val": "validation", "valid": "validation", "dev": "validation",
    "test": "test", "testing": "test",
}  # fmt: skip
"""What data sets call their splits."""


def split_named(name: str) -> Split | None:
    """The split that a data set calls so, None when it says nothing.

    Raises:
        InputError: It calls none so.
    """
    if not name:
        return None
    if name.casefold() not in SPLIT_NAMES:
        raise InputError(f"split: expected one of {', '.join(SPLITS)}, got {name!r}")
    return SPLIT_NAMES[name.casefold()]


@dataclass(frozen=True)
class Shares:
    """How much of a data set goes where; the parts add up to 1.

    Raises:
        OptionError: A part is negative, there is nothing to train on, or they add up to 0.
    """

    train: float = 0.7
    validation: float = 0.15
    test: float = 0.15

    def __post_init__(self) -> None:
        if min(self.train, self.validation, self.test) < 0 or self.train <= 0:
            raise OptionError(f"split: expected three shares like 70,15,15, got {self.as_text()}")

    @classmethod
    def parse(cls, text: str) -> Shares:
        """Shares from text like ``70,15,15``.

        >>> Shares.parse("80,10,10")
        Shares(train=0.8, validation=0.1, test=0.1)
        """
        try:
            train, validation, test = (float(part) for part in text.split(","))
            total = train + validation + test
            return cls(train / total, validation / total, test / total)
        except (ValueError, ZeroDivisionError) as error:
            raise OptionError(
                f"split: expected three shares like 70,15,15, got {text!r}"
            ) from error

    def as_text(self) -> str:
        """As it is written: ``70,15,15``."""
        return ",".join(f"{100 * getattr(self, split):g}" for split in SPLITS)


def split_groups(
    groups: Sequence[int],
    categories: Sequence[str],
    given: Sequence[str],
    *,
    shares: Shares,
    seed: int,
) -> list[Split | None]:
    """A split for each picture, whole groups at a time, each category by the same shares.

    Of each category, groups of several pictures are dealt out before pictures that stand alone,
    each to the split that still lacks most of its share of them: dealt out together, all clips
    would go to the largest share, and none would be tested on. Within like sizes the order follows
    from the seed. Where a picture's split was given, its group follows it; when a group was given
    several, the pictures of the others get None: they would leak.

    Args:
        groups: Each picture's group.
        categories: Each picture's category.
        given: Each picture's split as its source gives it, "" when it does not.
        shares: How much goes where.
        seed: Another seed, another split.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for index, group in enumerate(groups):
        members[group].append(index)
    chosen = {group: _given(pictures, given) for group, pictures in members.items()}
    free = {group: members[group] for group, split in chosen.items() if split is None}
    chosen |= _dealt(members, chosen, categories, shares, seed)
    _leave_none_empty(chosen, free, shares)
    return [
        split if given[index] in ("", split) else None
        for index, split in enumerate(chosen[group] for group in groups)
    ]


def _dealt(
    members: Mapping[int, Sequence[int]],
    chosen: Mapping[int, Split | None],
    categories: Sequence[str],
    shares: Shares,
    seed: int,
) -> dict[int, Split]:
    """Each group's split, by category; what rounding leaves over goes on to the next category."""
    strata: dict[str, list[int]] = defaultdict(list)
    for group, pictures in members.items():
        strata[Counter(categories[index] for index in pictures).most_common(1)[0][0]].append(group)
    dealt: dict[int, Split] = {}
    over: dict[Split, float] = dict.fromkeys(SPLITS, 0.0)
    for category in sorted(strata):
        for several in (True, False):
            part = [group for group in strata[category] if (len(members[group]) > 1) == several]
            total = sum(len(members[group]) for group in part)
            over = {split: getattr(shares, split) * total + over[split] for split in SPLITS}
            for group in sorted(part, key=lambda group: _turn(group, members, chosen, seed)):
                dealt[group] = chosen[group] or _most_lacking(over)
                over[dealt[group]] -= len(members[group])
        over = {split: max(-1.0, min(1.0, left)) for split, left in over.items()}
    return dealt


def _most_lacking(lacking: Mapping[Split, float]) -> Split:
    return max(SPLITS, key=lambda split: lacking[split])


def _turn(
    group: int, members: Mapping[int, Sequence[int]], chosen: Mapping[int, Split | None], seed: int
) -> tuple[bool, int, bytes]:
    """Where a group comes in the order: those given first, then the larger, then by chance."""
    shuffled = hashlib.sha256(f"{seed}:{group}".encode()).digest()
    return chosen[group] is None, -len(members[group]).bit_length(), shuffled


def _leave_none_empty(
    chosen: dict[int, Split | None], free: Mapping[int, Sequence[int]], shares: Shares
) -> None:
    """Move a smallest group to each split that got nothing, from the one that has most groups."""
    for empty in SPLITS:
        if getattr(shares, empty) == 0 or empty in chosen.values():
            continue
        held = Counter(chosen[group] for group in free)
        most = max(SPLITS, key=lambda split: held[split])
        if held[most] > 1:
            movable = [group for group in free if chosen[group] == most]
            chosen[min(movable, key=lambda group: len(free[group]))] = empty


def _given(pictures: Sequence[int], given: Sequence[str]) -> Split | None:
    """The split that most are given; of several alike the one furthest from training."""
    votes = Counter(given[index] for index in pictures if given[index])
    ordered: list[Split] = sorted(SPLITS, key=lambda split: (votes[split], SPLITS.index(split)))
    return ordered[-1] if votes else None
