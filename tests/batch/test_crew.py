"""Workers side by side."""

from __future__ import annotations

import threading

import pytest

from nukki.batch import crew
from nukki.batch.crew import Shares, deal, meanwhile, side_by_side


@pytest.mark.parametrize(
    ("n_pictures", "jobs", "shares"),
    [
        (1, 0, Shares(1, 8)),
        (2, 0, Shares(2, 4)),
        (3, 0, Shares(3, 2)),
        (100, 0, Shares(8, 1)),
        (100, 2, Shares(2, 4)),
        (100, 16, Shares(16, 1)),
        (0, 0, Shares(1, 8)),
    ],
)
def test_cores_are_dealt_out_once(
    monkeypatch: pytest.MonkeyPatch, n_pictures: int, jobs: int, shares: Shares
) -> None:
    monkeypatch.setattr(crew, "cores", lambda: 8)
    assert deal(n_pictures, jobs) == shares


@pytest.mark.parametrize("workers", [1, 3])
def test_every_task_gives_its_result(workers: int) -> None:
    assert sorted(side_by_side(range(10), lambda n: n * n, workers=workers)) == [
        n * n for n in range(10)
    ]


def test_no_more_tasks_run_at_once_than_there_are_workers() -> None:
    meeting = threading.Barrier(3)  # breaks unless three tasks are under way together
    results = list(side_by_side(range(9), lambda n: meeting.wait(timeout=20), workers=3))
    assert len(results) == 9


@pytest.mark.parametrize("workers", [1, 3])
def test_what_a_task_raises_is_raised(workers: int) -> None:
    with pytest.raises(ZeroDivisionError):
        list(side_by_side([1, 0], lambda n: 1 // n, workers=workers))


def test_closing_lets_running_tasks_end_and_starts_no_more() -> None:
    ended: list[int] = []
    go_on = threading.Event()

    def work(n: int) -> int:
        if n > 0:
            go_on.wait(timeout=20)
        ended.append(n)
        return n

    results = side_by_side(range(100), work, workers=2)
    assert next(results) == 0
    threading.Timer(0.05, go_on.set).start()
    results.close()
    assert 2 <= len(ended) <= 3


def test_work_goes_on_meanwhile_and_its_result_is_waited_for() -> None:
    go_on = threading.Event()
    result = meanwhile(lambda: go_on.wait(timeout=20))
    go_on.set()
    assert result()


def test_what_goes_wrong_meanwhile_is_raised_to_who_asks() -> None:
    result = meanwhile(lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        result()
