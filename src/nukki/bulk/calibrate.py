"""How many workers with how many threads each: tried on a few of the photos themselves."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from nukki import weights
from nukki.batch.crew import Shares, cores, side_by_side
from nukki.bulk.addresses import fetch
from nukki.bulk.photo import Task
from nukki.core.errors import InputError
from nukki.outlets import Maker, Recipe

CALIBRATED_FROM = 200
"""Photos from which a calibration takes less than it brings: it takes some seconds."""

ROUNDS = 3
"""How many of the sample's photos each worker gets in a trial."""

SAME = 1.03
"""Trials that differ by less are equal: then fewer workers, which take less memory."""


@dataclass(frozen=True)
class Trial:
    """What some shares brought.

    Attributes:
        shares: Workers and threads.
        rate: Photos a second.
    """

    shares: Shares
    rate: float


def candidates(n_cores: int) -> list[Shares]:
    """Ways to deal out cores, from the fewest workers to the most.

    The last has a worker more than there are cores: while one waits for a disk, another computes.

    >>> candidates(2)
    [Shares(workers=1, threads=2), Shares(workers=2, threads=1), Shares(workers=3, threads=1)]
    """
    workers = sorted({1, max(1, n_cores // 2), n_cores})
    dealt = [Shares(n, max(1, n_cores // n)) for n in workers]
    return [*dealt, Shares(n_cores + 1, 1)]


def calibrate(
    tasks: Sequence[Task], recipe: Recipe, *, progress: weights.Progress | None = None
) -> list[Trial]:
    """Trials of all candidates on photos of the set, the best first; nothing is written.

    Args:
        tasks: Photos, of which a few from everywhere in the set are tried.
        recipe: What is made of them.
        progress: Told how a download of weights goes.

    Raises:
        LicenceError, WeightsError, EngineError: The model cannot be used.
    """
    ways = candidates(cores())
    photos = _sample(tasks, recipe, count=ROUNDS * max(way.workers for way in ways))
    trials = [_tried(way, photos, recipe, progress) for way in ways]
    return best_first(trials)


def best_first(trials: Sequence[Trial]) -> list[Trial]:
    """The trial to choose, then the others: of those about as fast as the fastest, the smallest."""
    fastest = max(trial.rate for trial in trials)
    good = [trial for trial in trials if trial.rate * SAME >= fastest]
    chosen = min(good, key=lambda trial: trial.shares.workers)
    return [chosen, *(trial for trial in trials if trial is not chosen)]


def _sample(tasks: Sequence[Task], recipe: Recipe, *, count: int) -> list[bytes]:
    """Photos from everywhere in the set that can be read; the others are told of when their turn
    comes.
    """
    limit = recipe.products[0].options.max_megapixels
    step = max(1, len(tasks) // count)
    found = []
    for task in tasks[::step][:count]:
        try:
            found.append(fetch(task.photo.address, max_megapixels=limit))
        except InputError:
            continue
    return found


def _tried(
    shares: Shares, photos: Sequence[bytes], recipe: Recipe, progress: weights.Progress | None
) -> Trial:
    make = Maker(recipe, threads=shares.threads, progress=progress)
    make.load()

    def cut(photo: bytes) -> bool:
        try:
            make(photo)
        except Exception:  # noqa: BLE001 - told of when the photo's own turn comes
            return False
        return True

    begun = time.perf_counter()
    done = sum(side_by_side(photos, cut, workers=shares.workers))
    return Trial(shares, done / max(time.perf_counter() - begun, 1e-9))
