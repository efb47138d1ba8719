"""Loaded networks are shared: once each, however many ask, and the oldest goes first."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from nukki.core.errors import EngineError
from nukki.engines import SessionOptions
from nukki.pipeline import sessions
from nukki.pipeline.gathering import GatheringSession
from nukki.pipeline.sessions import SessionPool

CPU = SessionOptions(device="cpu")
A, B, C = Path("a.onnx"), Path("b.onnx"), Path("c.onnx")


class Loader:
    """Stands in for the engine: remembers what was loaded, and may be slow or fail."""

    def __init__(self) -> None:
        self.loaded: list[str] = []
        self.failures = 0
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, path: Path, options: SessionOptions) -> Any:
        self.gate.wait(5)
        if self.failures:
            self.failures -= 1
            raise EngineError("refused")
        self.loaded.append(path.name)
        return object()


@pytest.fixture
def loader(monkeypatch: pytest.MonkeyPatch) -> Loader:
    stand_in = Loader()
    monkeypatch.setattr(sessions, "open_session", stand_in)
    return stand_in


def test_a_network_is_loaded_once_and_kept(loader: Loader) -> None:
    pool = SessionPool()
    assert pool.get(A, CPU) is pool.get(A, CPU)
    assert loader.loaded == ["a.onnx"]


@pytest.mark.parametrize(
    "other",
    [SessionOptions(device="cuda"), SessionOptions(device="cpu", threads=1)],
    ids=["device", "threads"],
)
def test_other_settings_are_another_session(other: SessionOptions, loader: Loader) -> None:
    pool = SessionPool()
    assert pool.get(A, CPU) is not pool.get(A, other)


def test_eight_threads_that_ask_at_once_load_once(loader: Loader) -> None:
    pool = SessionPool()
    loader.gate.clear()
    with ThreadPoolExecutor(8) as threads:
        waiting = [threads.submit(pool.get, A, CPU) for _ in range(8)]
        loader.gate.set()
        found = {id(each.result()) for each in waiting}
    assert loader.loaded == ["a.onnx"]
    assert len(found) == 1


def test_two_networks_load_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = threading.Barrier(2, timeout=5)  # breaks if one waits for the other to finish
    monkeypatch.setattr(sessions, "open_session", lambda path, options: meeting.wait() or path)
    pool = SessionPool()
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda path: pool.get(path, CPU), (A, B)))
    assert not meeting.broken


def test_the_one_unused_for_longest_goes_first(loader: Loader) -> None:
    pool = SessionPool(limit=2)
    kept = pool.get(A, CPU)
    pool.get(B, CPU)
    assert pool.get(A, CPU) is kept  # A is fresh again
    pool.get(C, CPU)  # B goes
    assert pool.get(A, CPU) is kept
    pool.get(B, CPU)
    assert loader.loaded == ["a.onnx", "b.onnx", "c.onnx", "b.onnx"]


def test_a_session_that_was_dropped_is_loaded_anew(loader: Loader) -> None:
    pool = SessionPool()
    pool.get(A, CPU)
    pool.clear()
    pool.get(A, CPU)
    assert loader.loaded == ["a.onnx", "a.onnx"]


def test_a_load_that_failed_is_tried_again(loader: Loader) -> None:
    pool = SessionPool()
    loader.failures = 1
    with pytest.raises(EngineError, match="refused"):
        pool.get(A, CPU)
    pool.get(A, CPU)
    assert loader.loaded == ["a.onnx"]


MEGA = 1_000_000


class Hungry:
    """Stands in for the engine and for the system: a network takes its working memory when it runs.

    Attributes:
        taken: What the process takes.
        working: What a run takes, by the name of the file.
    """

    def __init__(self, **working_mb: int) -> None:
        self.taken = 100 * MEGA
        self.working = working_mb
        self.opened: list[str] = []

    def __call__(self, path: Path, options: SessionOptions) -> Any:
        self.opened.append(path.stem)

        def run(inputs: Any, *, outputs: Any) -> Any:
            self.taken += self.working[path.stem] * MEGA
            return []

        return SimpleNamespace(
            engine="stand-in", device="cpu", run=run,
            inputs={"x": (1, 3, 4, 4)}, input_dtypes={"x": np.dtype(np.float32)},
        )  # fmt: skip


def hungry_pool(monkeypatch: pytest.MonkeyPatch, budget_mb: int) -> tuple[SessionPool, Hungry]:
    system = Hungry(a=300, b=300, c=300)
    monkeypatch.setattr(sessions, "open_session", system)
    monkeypatch.setattr(sessions, "resident_bytes", lambda: system.taken)
    pool = SessionPool()
    pool.serve(budget_bytes=budget_mb * MEGA)
    return pool, system


def test_a_server_keeps_networks_by_the_memory_that_they_work_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pool, system = hungry_pool(monkeypatch, 700)
    for path in (A, B, A, C, A, B):  # C drives out B, which was unused for longest
        pool.get(path, CPU)
    assert system.opened == ["a", "b", "c", "b"]


def test_one_network_stays_whatever_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    pool, system = hungry_pool(monkeypatch, 1)
    assert pool.get(A, CPU) is pool.get(A, CPU)
    assert system.opened == ["a"]


def test_a_server_shows_networks_several_pictures_and_counts_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pool, _ = hungry_pool(monkeypatch, 1000)
    session = pool.get(A, CPU)
    assert isinstance(session, GatheringSession)
    session.run({"x": np.zeros((1, 3, 4, 4), np.float32)}, outputs=[0])
    assert (pool.tally.runs, pool.tally.pictures) == (1, 1)
