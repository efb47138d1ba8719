"""Which pictures are learned from, chosen by, and tested on."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nukki.core.errors import OptionError
from nukki.train.data.row import SPLITS, Split


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

    Groups come in an order that only their smallest picture's place and the seed decide, and each
    goes where its category lacks most. Where a picture's split was given, its group follows it;
    when a group was given several, the pictures of the others get None: they would leak.

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
    result: list[Split | None] = [None] * len(groups)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for group in sorted(members, key=lambda group: _shuffled(group, seed)):
        pictures = members[group]
        category = Counter(categories[index] for index in pictures).most_common(1)[0][0]
        chosen = _given(pictures, given) or _neediest(counts[category], shares, len(pictures))
        counts[category][chosen] += len(pictures)
        for index in pictures:
            if given[index] in ("", chosen):
                result[index] = chosen
    return result


def _shuffled(group: int, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}:{group}".encode()).digest()


def _given(pictures: Sequence[int], given: Sequence[str]) -> Split | None:
    """The split that most are given; of several alike the one furthest from training."""
    votes = Counter(given[index] for index in pictures if given[index])
    ordered: list[Split] = sorted(SPLITS, key=lambda split: (votes[split], SPLITS.index(split)))
    return ordered[-1] if votes else None


def _neediest(counts: Mapping[str, int], shares: Shares, coming: int) -> Split:
    """The split that would be furthest behind its share."""
    total = sum(counts.values()) + coming
    lacking = {split: getattr(shares, split) * total - counts.get(split, 0) for split in SPLITS}
    return max(SPLITS, key=lambda split: lacking[split])
