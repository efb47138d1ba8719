"""``kill -9`` at any moment: the next run goes on, nothing is lost, repeated, or half there."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.bulk.conftest import digests
from tests.bulk.kill_program import STEPS

from nukki.bulk import Order, run

ROOT = Path(__file__).parents[2]
N_PHOTOS, N_KILLS = 240, 20
MOST_DELIVERED, LATEST_MS = 6, 15
"""A run is killed after it delivered some results, and a little later."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill -9")


def killed(order: Order, moments: Sequence[str]) -> Counter[str]:
    """Run and kill at these moments; how often each result took its name."""
    log = Path(f"{order.target}.log")
    program = [sys.executable, "-W", "ignore", "-m", "tests.bulk.kill_program"]
    command = [*program, order.source, order.target, str(log), *moments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.count("killed") >= len(moments) // 2, done.stdout
    return Counter(log.read_text().split()) if log.exists() else Counter()


def check_whole(order: Order, delivered: Counter[str]) -> None:
    """After one more run all is there, each once, as in a serial run; and nothing besides."""
    last = run(order)
    serial = replace(order, target=f"{order.target}-serial")
    run(serial)
    assert digests(Path(order.target)) == digests(Path(serial.target))
    delivered.update(name for entry in last.now for name in entry.outputs)
    assert set(delivered.values()) == {1}
    assert not list(Path(order.target).rglob("*.part"))
    assert run(order).now == []


def test_twenty_kills_at_random_lose_nothing(photos: Callable[[int], Path], order: Order) -> None:
    photos(N_PHOTOS)
    chance = random.Random(9)
    moments = [
        f"{chance.randrange(MOST_DELIVERED)}:{chance.randrange(LATEST_MS)}" for _ in range(N_KILLS)
    ]
    delivered = killed(order, moments)
    assert len(delivered) > N_KILLS
    check_whole(order, delivered)


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_in_the_middle_of_a_step_loses_nothing(
    photos: Callable[[int], Path], order: Order, step: str
) -> None:
    photos(8)
    check_whole(order, killed(order, [step, step]))
