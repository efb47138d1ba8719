"""Several photos in one run of the network, where there is a GPU."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nukki.bulk import Order, gpu, run
from nukki.pipeline.gathering import GPU_PICTURES
from nukki.pipeline.sessions import SessionPool


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> SessionPool:
    """A pool of this test's own, on a machine that says it has a GPU."""
    own = SessionPool()
    monkeypatch.setattr(gpu, "POOL", own)
    monkeypatch.setattr(gpu, "devices", lambda: {"cuda": "onnxruntime", "cpu": "onnxruntime"})
    return own


@pytest.mark.parametrize(
    ("device", "gathered"), [("auto", True), ("cuda", True), ("cpu", False), ("rocm", False)]
)
def test_only_networks_on_a_gpu_are_shown_several(
    pool: SessionPool, device: str, gathered: bool
) -> None:
    assert gpu.gathers_on_gpu(device) is gathered
    assert (pool._together is not None) is gathered


def test_without_a_gpu_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu, "devices", lambda: {"cpu": "onnxruntime"})
    assert not gpu.gathers_on_gpu("auto")


def test_with_a_gpu_more_photos_are_under_way_than_go_into_a_run(
    photos: Callable[[int], Path], order: Order, pool: SessionPool
) -> None:
    photos(2)
    shares = run(order).shares
    assert shares is not None
    assert shares.workers >= 2 * GPU_PICTURES
