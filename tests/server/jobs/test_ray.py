"""Replicas on a Ray cluster, one of them killed under load: nothing is lost or charged twice."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from tests.clusters import can_be_alone, folder_for_sockets
from tests.server.conftest import drawn, encoded
from tests.server.jobs.ray_program import N_PHOTOS, N_PICTURES
from tests.server.networks import add_slow_model
from tests.server.postgres import Cluster

from nukki.core.errors import MissingExtraError, OptionError, UnknownNameError
from nukki.server import cluster as clusters
from nukki.server.accounts import history, keys, quota, users
from nukki.server.accounts.database import open_database
from nukki.server.cluster import Scale, check_shared, deployment
from nukki.server.settings import ServerSettings

ROOT = Path(__file__).parents[3]
CREDITS = 1000
SHARED = ServerSettings(database="postgresql://nukki@db/nukki", storage="s3://pictures")

has_ray = importlib.util.find_spec("ray") is not None
without_ray = pytest.mark.skipif(has_ray, reason="Ray is installed")


@pytest.fixture
def short_folder() -> Iterator[Path]:
    with folder_for_sockets() as folder:
        yield folder


@pytest.fixture
def slow_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home with a network that takes its time, and several pictures at once."""
    monkeypatch.setenv("NUKKI_HOME", str(tmp_path / "home"))
    add_slow_model(tmp_path)


@pytest.fixture
def database(cluster: Cluster) -> Iterator[tuple[Engine, str]]:
    """A database, and its URL for who cannot reach this machine's ports."""
    url = cluster.new_database()
    engine = open_database(url)
    yield engine, cluster.local(url)
    engine.dispose()


def run_alone(command: list[str], log: Path) -> int:
    """Run a command where only loopback is, and end whatever it leaves behind."""
    alone = ["unshare", "-n", "bash", "-c", 'ip link set lo up && exec "$@"', "bash", *command]
    environment = {**os.environ, "RAY_DISABLE_USAGE_STATS": "1", "PYTHONWARNINGS": "ignore"}
    with log.open("wb") as stream:
        process = subprocess.Popen(
            alone, cwd=ROOT, env=environment, stdout=stream, stderr=stream, start_new_session=True
        )
        try:
            return process.wait(600)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.skipif(not has_ray, reason="Ray is not installed: pip install 'nukki[ray]'")
@pytest.mark.long
@pytest.mark.skipif(
    os.environ.get("NUKKI_LONG_TESTS") != "1", reason="takes a minute: set NUKKI_LONG_TESTS=1"
)
def test_a_killed_replica_on_ray_loses_nothing(
    database: tuple[Engine, str], slow_home: None, short_folder: Path
) -> None:
    if not can_be_alone():
        pytest.skip("a network of its own needs root, unshare and ip: Ray is not to be reachable")
    engine, url = database
    now = time.time()
    anna = users.add_user(engine, "anna", plan="free", now=now)
    users.buy(engine, anna, Decimal(CREDITS), now=now)
    key = keys.issue(engine, anna.id, now=now).text

    (short_folder / "photo.png").write_bytes(encoded(drawn()))
    log = short_folder / "log.txt"
    program = [sys.executable, "-m", "tests.server.jobs.ray_program"]
    code = run_alone([*program, url, str(short_folder), key], log)
    assert code == 0, log.read_text()[-4000:]
    told = json.loads((short_folder / "told.json").read_text())

    assert told["batch"] == {"state": "done", "done": N_PICTURES, "failed": 0}
    assert sorted(told["contents"]) == sorted(f"cut picture {n}" for n in range(N_PICTURES))
    assert told["replaced"]
    assert set(told["load"]["results"].values()) == {"80x60"}
    assert len(told["load"]["results"]) == N_PHOTOS, told["load"]["answers"]
    assert any(pictures > runs for runs, pictures in told["networks"]), told["networks"]
    check_charged_once(engine, anna.id)


def check_charged_once(engine: Engine, user_id: str) -> None:
    calls = history.list_calls(engine, user_id=user_id, limit=10_000)
    paid = [call for call in calls if call.usage.status == 200]
    assert len({call.usage.request_id for call in paid}) == len(paid) == N_PICTURES + N_PHOTOS
    later = time.time() + quota.LAPSE_S  # what the killed one had put aside is given back by then
    quota.lapse(engine, now=later)
    assert quota.balance(engine, user_id, now=later).total == CREDITS - len(paid)


@without_ray
def test_without_ray_it_says_what_to_install() -> None:
    with pytest.raises(MissingExtraError, match=r"nukki\[ray\]"):
        deployment(SHARED, Scale())


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"storage": "s3://pictures"}, "share one database"),
        ({"database": "sqlite:///a.sqlite", "storage": "s3://pictures"}, "share one database"),
        ({"database": "postgresql://nukki@db/nukki"}, "share one storage"),
        ({"no_auth": True}, "let everyone in"),
    ],
)
def test_replicas_that_share_too_little_are_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(OptionError, match=said):
        check_shared(ServerSettings(**settings))


def test_what_replicas_need_to_share_is_enough() -> None:
    check_shared(SHARED)


@pytest.mark.parametrize(
    "numbers", [{"min_replicas": 0}, {"min_replicas": 5}, {"requests_per_replica": 0.0}]
)
def test_a_scale_that_makes_no_sense_is_refused(numbers: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match="expected"):
        Scale(**numbers)


def test_an_argument_of_serve_run_that_does_not_exist_is_told() -> None:
    with pytest.raises(UnknownNameError, match="max_replicas"):
        clusters.app({"max_replica": "3"})
