"""Workers and threads are chosen by trials."""

from __future__ import annotations

from nukki.batch.crew import Shares
from nukki.bulk.calibrate import Trial, best_first, candidates


def test_every_way_to_deal_out_the_cores_is_tried_once() -> None:
    ways = candidates(8)
    assert ways == [Shares(1, 8), Shares(4, 2), Shares(8, 1), Shares(9, 1)]


def test_one_core_is_dealt_out_too() -> None:
    assert candidates(1) == [Shares(1, 1), Shares(2, 1)]


def test_the_fastest_is_chosen() -> None:
    slow, fast = Trial(Shares(1, 2), 1.0), Trial(Shares(2, 1), 2.0)
    assert best_first([slow, fast]) == [fast, slow]


def test_of_equally_fast_ones_the_fewest_workers_are_chosen() -> None:
    few, many = Trial(Shares(1, 2), 0.99), Trial(Shares(3, 1), 1.0)
    assert best_first([few, many])[0] is few
