"""A set on a Ray cluster: an actor, a node and the driver die, and nothing is lost."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.bulk.conftest import digests
from tests.clusters import can_be_alone, folder_for_sockets

from nukki.bulk import Order, run
from nukki.bulk.on_ray import run_on_ray
from nukki.core.errors import MissingExtraError

ROOT = Path(__file__).parents[2]
N_PHOTOS, WITHIN_S = 200, 600

has_ray = importlib.util.find_spec("ray") is not None
has_moto = importlib.util.find_spec("moto") is not None
needs_ray = pytest.mark.skipif(not has_ray, reason="not installed: pip install 'nukki[cluster]'")


def alone(command: list[str], log: Path) -> int:
    """Run a command where only loopback is, and end whatever it leaves behind."""
    cut_off = ["unshare", "-n", "bash", "-c", 'ip link set lo up && exec "$@"', "bash", *command]
    environment = {**os.environ, "RAY_DISABLE_USAGE_STATS": "1", "PYTHONWARNINGS": "ignore"}
    with log.open("wb") as stream:
        process = subprocess.Popen(
            cut_off, cwd=ROOT, env=environment, stdout=stream, stderr=stream, start_new_session=True
        )
        try:
            return process.wait(WITHIN_S)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture
def short_folder() -> Iterator[Path]:
    with folder_for_sockets() as folder:
        yield folder


@needs_ray
@pytest.mark.long
@pytest.mark.skipif(not has_moto, reason="not installed: pip install 'moto[server]'")
@pytest.mark.skipif(
    os.environ.get("NUKKI_LONG_TESTS") != "1", reason="takes a minute: set NUKKI_LONG_TESTS=1"
)
def test_an_actor_a_node_and_the_driver_die_and_every_object_is_delivered(
    photos: Callable[[int], Path], order: Order, short_folder: Path
) -> None:
    if not can_be_alone():
        pytest.skip("a network of its own needs root, unshare and ip: Ray is not to be reachable")
    folder = photos(N_PHOTOS).parent
    log = folder / "log.txt"
    code = alone(
        [sys.executable, "-m", "tests.bulk.ray_program", str(folder), str(short_folder)], log
    )
    assert code == 0, log.read_text()[-3000:]
    told = json.loads((folder / "told.json").read_text())

    assert told["exit"] == 0, (folder / "driver.txt").read_text()[-3000:]
    assert told["died"]["driver"][0] < N_PHOTOS
    run(order)
    assert told["digests"] == digests(Path(order.target))
    assert {line["key"] for line in told["lines"]} == {f"{n:03}.png" for n in range(N_PHOTOS)}
    assert f"{N_PHOTOS} of {N_PHOTOS} photos need nothing more" in told["third"]


@pytest.mark.skipif(has_ray, reason="Ray is installed")
def test_without_ray_it_says_what_to_install(photos: Callable[[int], Path], order: Order) -> None:
    photos(1)
    with pytest.raises(MissingExtraError, match=r"nukki\[cluster\]"):
        run_on_ray(replace(order))
