"""What a mean over some pictures says about others: intervals, differences, and flags.

All numbers are drawn from one seed, so that the same scores always give the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

SEED = 20240229
RESAMPLES = 2000
FLIPS = 10_000
LEVEL = 0.95
"""How often an interval made like this holds the true mean."""

CHUNK = 1000
"""Sign flips drawn at once: some MB for a thousand pictures."""


@dataclass(frozen=True)
class Interval:
    """A mean and how far it may be off.

    Attributes:
        mean: Over the pictures measured.
        low, high: The bounds of its 95 % bootstrap interval.
        n: How many pictures.
    """

    mean: float
    low: float
    high: float
    n: int


def bootstrap(values: Sequence[float] | Values) -> Interval:
    """The mean of some values with its percentile bootstrap interval (Efron 1979).

    Raises:
        ValueError: There are no values.
    """
    array = np.asarray(values, np.float64)
    if not array.size:
        raise ValueError("bootstrap: expected at least one value")
    means = _shares(array.size) @ array
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(array.mean()), float(low), float(high), array.size)


@lru_cache(maxsize=16)
def _shares(n: int) -> Values:
    """(RESAMPLES, n), how much each of n pictures weighs in each resample."""
    draws = np.random.default_rng(SEED).multinomial(n, np.full(n, 1 / n), size=RESAMPLES)
    return draws / n


@dataclass(frozen=True)
class Difference:
    """How two settings differ on the pictures that both were measured on.

    Attributes:
        mean: Of ours minus theirs.
        low, high: The bounds of its 95 % bootstrap interval.
        p: How often chance alone would give a mean this far from 0.
        n: How many pictures.
    """

    mean: float
    low: float
    high: float
    p: float
    n: int


def paired_difference(ours: Sequence[float], theirs: Sequence[float]) -> Difference:
    """The mean difference, its bootstrap interval, and its p by random sign flips (Fisher 1935).

    Args:
        ours, theirs: Values of the same pictures in the same order.

    Raises:
        ValueError: The lengths differ, or there are no values.
    """
    if len(ours) != len(theirs):
        raise ValueError(f"expected as many values on both sides, got {len(ours)}, {len(theirs)}")
    away = np.asarray(ours, np.float64) - np.asarray(theirs, np.float64)
    spread = bootstrap(away)
    return Difference(spread.mean, spread.low, spread.high, _sign_flip_p(away), spread.n)


def _sign_flip_p(away: Values) -> float:
    """Two-sided; the flip that was observed counts as one, so p is never 0."""
    away = away[away != 0]
    if not away.size:
        return 1.0
    rng = np.random.default_rng(SEED)
    least = abs(away.sum()) * (1 - 1e-12)  # sums of the same numbers in another order
    reached = 0
    for _ in range(FLIPS // CHUNK):
        signs = rng.integers(0, 2, size=(CHUNK, away.size), dtype=np.int8) * 2 - 1
        reached += int(np.count_nonzero(abs(signs @ away) >= least))
    return (reached + 1) / (FLIPS + 1)


def holm(p_values: Sequence[float]) -> list[float]:
    """The p values of several questions asked at once, corrected for their number (Holm 1979).

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    adjusted = [0.0] * len(p_values)
    worst = 0.0
    for rank, index in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        worst = max(worst, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = worst
    return adjusted


@dataclass(frozen=True)
class Roc:
    """How well a number tells the bad pictures from the good ones.

    Attributes:
        disturbed: Shares of good pictures that are flagged, for each threshold: 0 to 1.
        caught: Shares of bad pictures that are flagged.
        thresholds: Flagged is what lies under it.
        auc: The area under the curve: 0.5 is guessing, 1 is perfect.
        n_bad, n_good: How many pictures there are of each kind.
    """

    disturbed: tuple[float, ...]
    caught: tuple[float, ...]
    thresholds: tuple[float, ...]
    auc: float
    n_bad: int
    n_good: int

    @property
    def best(self) -> int:
        """Where caught minus falsely flagged is greatest (Youden 1950)."""
        return max(range(len(self.caught)), key=lambda i: self.caught[i] - self.disturbed[i])


def roc(confidence: Sequence[float], bad: Sequence[bool]) -> Roc | None:
    """How well low confidence flags the bad pictures; None unless there are both kinds."""
    values, is_bad = np.asarray(confidence, np.float64), np.asarray(bad, np.bool_)
    n_bad, n_good = int(is_bad.sum()), int((~is_bad).sum())
    if not (n_bad and n_good):
        return None
    thresholds = np.concatenate([np.unique(values), [np.inf]])
    caught = np.searchsorted(np.sort(values[is_bad]), thresholds, side="left") / n_bad
    disturbed = np.searchsorted(np.sort(values[~is_bad]), thresholds, side="left") / n_good
    auc = float((np.diff(disturbed) * (caught[1:] + caught[:-1]) / 2).sum())
    return Roc(
        tuple(map(float, disturbed)),
        tuple(map(float, caught)),
        tuple(map(float, thresholds)),
        auc,
        n_bad,
        n_good,
    )
