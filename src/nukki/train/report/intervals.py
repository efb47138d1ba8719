"""Means of pictures that come in groups: ten frames of one clip say less than ten photos."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nukki.evaluate.statistics import (
    LEVEL,
    RESAMPLES,
    SEED,
    Difference,
    Interval,
    Values,
    bootstrap,
    paired_difference,
)


def grouped_interval(values: Sequence[float], groups: Sequence[str]) -> Interval:
    """The mean with its bootstrap interval, whole groups drawn (Davison and Hinkley 1997, 3.8).

    Args:
        values: One for each picture.
        groups: Each picture's group; where all differ, this is the ordinary bootstrap.

    Raises:
        ValueError: There are no values.
    """
    sums, counts = _by_group(values, groups)
    if sums.size == len(values):
        return bootstrap(values)
    draws = np.random.default_rng(SEED).multinomial(
        sums.size, np.full(sums.size, 1 / sums.size), size=RESAMPLES
    )
    means = (draws @ sums) / (draws @ counts)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(np.mean(values)), float(low), float(high), len(values))


def grouped_difference(
    ours: Sequence[float], theirs: Sequence[float], groups: Sequence[str]
) -> Difference:
    """The mean difference on the same pictures; signs are flipped a whole group at a time.

    ``n`` is the number of groups.
    """
    mine, counts = _by_group(ours, groups)
    yours, _ = _by_group(theirs, groups)
    scale = counts.size / counts.sum()  # so that the mean over groups is the mean over pictures
    return paired_difference(list(mine * scale), list(yours * scale))


def _by_group(values: Sequence[float], groups: Sequence[str]) -> tuple[Values, Values]:
    """The sum and the number of each group's values."""
    names = {name: at for at, name in enumerate(dict.fromkeys(groups))}
    at = np.array([names[group] for group in groups], np.intp)
    sums = np.bincount(at, np.asarray(values, np.float64))
    return sums.astype(np.float64), np.bincount(at).astype(np.float64)
