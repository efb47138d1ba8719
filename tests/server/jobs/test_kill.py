"""``kill -9`` in the middle of a batch: nothing is lost, nothing is delivered or charged twice."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from nukki.server.accounts import history, keys, quota, users
from nukki.server.jobs import store

from .live import Caller, Receiver, free_port, wait_for

PROGRAM = Path(__file__).with_name("program.py")
CREDITS = 1000


@dataclass(frozen=True)
class Running:
    """A server in a process of its own."""

    process: subprocess.Popen[bytes]
    url: str

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)


@contextmanager
def running(url: str, folder: Path, port: int) -> Iterator[Running]:
    with program(url, folder, str(port), folder / f"log-{port}.txt") as process:
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: answers(address), within_s=60)
        yield Running(process, address)


@contextmanager
def working(url: str, folder: Path, number: int) -> Iterator[Running]:
    """A worker without a door."""
    log = folder / f"log-worker-{number}.txt"
    with program(url, folder, "none", log) as process:
        wait_for(lambda: "working on jobs" in log.read_text(), within_s=60)
        yield Running(process, "")


@contextmanager
def program(url: str, folder: Path, port: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    root = str(Path(__file__).parents[3])
    command = [sys.executable, str(PROGRAM), url, str(folder), port]
    with log.open("ab") as stream:
        process = subprocess.Popen(command, stderr=stream, stdout=stream, cwd=root, env=os.environ)
    try:
        yield process
    finally:
        process.kill()
        process.wait(30)


def done_by(worker: Running, folder: Path) -> int:
    """How many pictures a worker has cut."""
    log = folder / f"done-{worker.process.pid}.txt"
    return len(log.read_text().splitlines()) if log.exists() else 0


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


@dataclass(frozen=True)
class Anna:
    """An account with a key."""

    engine: Engine
    id: str
    key: str

    @contextmanager
    def at(self, url: str) -> Iterator[Caller]:
        with httpx.Client(base_url=url, headers={"X-Api-Key": self.key}, timeout=120) as client:
            yield Caller(client)

    def submit(self, url: str, n_pictures: int, webhook_url: str) -> dict[str, Any]:
        with self.at(url) as caller:
            pictures = [b"picture %d" % number for number in range(n_pictures)]
            submitted = caller.batch(*pictures, webhook_url=webhook_url)
            assert submitted.status_code == 202, submitted.text
            return dict(submitted.json())

    def progress(self, url: str, batch: dict[str, Any], n_done: int) -> None:
        with self.at(url) as caller:
            caller.until(batch["links"]["self"], lambda told: told["done"] >= n_done)


@pytest.fixture
def anna(engine: Engine, tiny_model: str) -> Anna:
    now = time.time()
    made = users.add_user(engine, "anna", plan="free", now=now)
    users.buy(engine, made, Decimal(CREDITS), now=now)
    return Anna(engine, made.id, keys.issue(engine, made.id, now=now).text)


def check_all_once(
    anna: Anna, url: str, batch: dict[str, Any], n_pictures: int, within_s: float
) -> None:
    """All pictures are there, and each was delivered, recorded and charged once."""
    with anna.at(url) as caller:
        here = batch["links"]["self"]
        told = caller.until(here, lambda told: told["finished_at"], within_s=within_s)
        assert (told["state"], told["done"], told["failed"]) == ("done", n_pictures, 0)
        data = caller.client.get(told["links"]["result"]).content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        contents = Counter(archive.read(name) for name in archive.namelist())
    assert contents == Counter(b"cut picture %d" % number for number in range(n_pictures))
    calls = history.list_calls(anna.engine, user_id=anna.id, limit=10_000)
    assert len({call.usage.request_id for call in calls}) == len(calls) == n_pictures
    left = quota.balance(anna.engine, anna.id, now=time.time()).total
    assert left == CREDITS - n_pictures


def check_told_once(receiver: Receiver) -> None:
    wait_for(lambda: receiver.calls)
    time.sleep(1.0)
    assert len({call.headers["webhook-id"] for call in receiver.calls}) == 1


def test_forty_pictures_survive_the_death_of_their_server(
    database_url: str, anna: Anna, tmp_path: Path, receiver: Receiver
) -> None:
    port = free_port()
    with running(database_url, tmp_path, port) as first:
        batch = anna.submit(first.url, 40, receiver.url())
        anna.progress(first.url, batch, 8)
        first.kill()
    with running(database_url, tmp_path, port) as second:
        check_all_once(anna, second.url, batch, 40, within_s=60)
        check_told_once(receiver)


@pytest.mark.long
@pytest.mark.skipif(
    os.environ.get("NUKKI_LONG_TESTS") != "1", reason="takes minutes: set NUKKI_LONG_TESTS=1"
)
def test_two_hundred_pictures_survive_three_deaths(
    database_url: str, anna: Anna, tmp_path: Path, receiver: Receiver
) -> None:
    port = free_port()
    batch: dict[str, Any] = {}
    for n_done in (20, 80, 140):
        with running(database_url, tmp_path, port) as server:
            batch = batch or anna.submit(server.url, 200, receiver.url())
            anna.progress(server.url, batch, n_done)
            server.kill()
    with running(database_url, tmp_path, port) as last:
        check_all_once(anna, last.url, batch, 200, within_s=120)
        check_told_once(receiver)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_replica_takes_over_what_a_killed_one_left(
    database_url: str, anna: Anna, tmp_path: Path, receiver: Receiver
) -> None:
    with (
        running(database_url, tmp_path, free_port()) as first,
        running(database_url, tmp_path, free_port()) as second,
    ):
        batch = anna.submit(first.url, 40, receiver.url())
        anna.progress(second.url, batch, 8)
        first.kill()
        check_all_once(anna, second.url, batch, 40, within_s=90)
        check_told_once(receiver)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_workers_without_a_door_share_the_work_and_one_that_is_killed_loses_nothing(
    database_url: str, anna: Anna, tmp_path: Path, receiver: Receiver
) -> None:
    with (
        running(database_url, tmp_path, free_port()) as server,
        working(database_url, tmp_path, 1) as first,
        working(database_url, tmp_path, 2) as second,
    ):
        batch = anna.submit(server.url, 80, receiver.url())
        wait_for(lambda: done_by(first, tmp_path) >= 3 and done_by(second, tmp_path) >= 3)
        first.kill()
        check_all_once(anna, server.url, batch, 80, within_s=90)
        check_told_once(receiver)
        assert done_by(second, tmp_path) > 3


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_worker_finishes_what_a_killed_server_had_taken(
    database_url: str, anna: Anna, tmp_path: Path, receiver: Receiver
) -> None:
    with working(database_url, tmp_path, 1) as worker:
        with running(database_url, tmp_path, free_port()) as server:
            batch = anna.submit(server.url, 30, receiver.url())
            anna.progress(server.url, batch, 6)
            server.kill()
        wait_for(lambda: not store.unfinished(anna.engine), within_s=90)
        assert done_by(worker, tmp_path) > 0
        with running(database_url, tmp_path, free_port()) as again:
            check_all_once(anna, again.url, batch, 30, within_s=60)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_worker_that_is_told_to_end_ends_what_it_has_begun(
    database_url: str, anna: Anna, tmp_path: Path, receiver: Receiver
) -> None:
    with (
        running(database_url, tmp_path, free_port()) as server,
        working(database_url, tmp_path, 1) as worker,
    ):
        batch = anna.submit(server.url, 40, receiver.url())
        wait_for(lambda: done_by(worker, tmp_path) >= 2)
        worker.process.send_signal(signal.SIGTERM)
        assert worker.process.wait(30) == 0
        check_all_once(anna, server.url, batch, 40, within_s=60)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_recipes_outputs_are_all_there_once_though_a_worker_is_killed(
    database_url: str, anna: Anna, tmp_path: Path, photo_bytes: bytes
) -> None:
    recipe = {"model": "tiny", "outputs": {"a": {"size": 12}, "b": {"size": 6}}}
    files: list[tuple[str, Any]] = [("files", (f"{n}.png", photo_bytes)) for n in range(40)]
    files.append(("recipe_file", ("two.json", json.dumps(recipe))))
    with (
        running(database_url, tmp_path, free_port()) as server,
        working(database_url, tmp_path, 1) as worker,
        anna.at(server.url) as caller,
    ):
        told = caller.client.post("/v2/batches", files=files).json()
        caller.until(told["links"]["self"], lambda told: told["done"] >= 4)
        worker.kill()
        here = told["links"]["self"]
        told = caller.until(here, lambda told: told["finished_at"], within_s=90)
        data = caller.client.get(told["links"]["result"]).content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
    assert (told["done"], told["failed"]) == (40, 0)
    assert sorted(names) == sorted(f"{n}-{output}.png" for n in range(40) for output in "ab")
    assert quota.balance(anna.engine, anna.id, now=time.time()).total == CREDITS - 10
