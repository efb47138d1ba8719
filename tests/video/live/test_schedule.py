"""When the network looks again."""

from __future__ import annotations

import numpy as np

from nukki.ops.guided import Bytes
from nukki.video.live.schedule import LONGEST, MAX_EVERY, Schedule


def thumb(value: int) -> Bytes:
    return np.full((18, 32), value, np.uint8)


def due(schedule: Schedule, values: list[int], interval_s: float = 0.01) -> list[bool]:
    return [schedule.is_due(thumb(value), n * interval_s) for n, value in enumerate(values)]


def test_a_quick_network_looks_at_every_frame_that_moves() -> None:
    schedule = Schedule(budget_s=0.033)
    schedule.took(mask_s=0.005, rest_s=0.01)
    assert due(schedule, [0, 50, 100, 150]) == [True] * 4


def test_a_slow_network_looks_at_every_few_frames() -> None:
    schedule = Schedule(budget_s=0.033)
    schedule.took(mask_s=0.04, rest_s=0.013)
    assert due(schedule, [0, 50, 100, 150, 200]) == [True, False, True, False, True]


def test_no_network_is_so_slow_that_a_mask_serves_more_than_a_few_frames() -> None:
    schedule = Schedule(budget_s=0.033)
    schedule.took(mask_s=9.0, rest_s=0.5)
    assert schedule.interval == MAX_EVERY


def test_a_mask_grows_old_where_frames_are_rare() -> None:
    schedule = Schedule(budget_s=0.033)
    schedule.took(mask_s=9.0, rest_s=0.5)
    assert due(schedule, [0, 50, 100], interval_s=0.15) == [True, True, True]


def test_what_was_asked_for_holds_whatever_the_time() -> None:
    schedule = Schedule(budget_s=0.033, every=3)
    assert due(schedule, [0, 50, 100, 150], interval_s=1) == [True, False, False, True]


def test_nothing_is_looked_at_again_while_nothing_moves() -> None:
    schedule = Schedule(budget_s=0.033)
    assert due(schedule, [80, 81, 79, 80]) == [True, False, False, False]
    assert schedule.spared == 3


def test_what_moves_in_one_corner_counts() -> None:
    schedule = Schedule(budget_s=0.033)
    schedule.is_due(thumb(80), 0.0)
    moved = thumb(80)
    moved[0, 0] = 100
    assert schedule.is_due(moved, 0.01)


def test_even_a_still_picture_is_looked_at_now_and_then() -> None:
    schedule = Schedule(budget_s=0.033)
    assert sum(due(schedule, [80] * (LONGEST + 5))) == 2
