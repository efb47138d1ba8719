"""A PostgreSQL of the tests' own: a fresh cluster in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

DEBIAN = Path("/usr/lib/postgresql")
ORDINARY_USER = "postgres"
"""PostgreSQL refuses to run as root; Debian's package makes this user."""


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL, and the folder of its socket."""

    port: int
    folder: Path

    def new_database(self) -> str:
        """The URL of an empty database."""
        import psycopg

        name = f"nukki_{uuid.uuid4().hex}"
        url = f"host=127.0.0.1 port={self.port} user=nukki dbname=postgres"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return f"postgresql://nukki@127.0.0.1:{self.port}/{name}"

    def local(self, url: str) -> str:
        """The URL of one of its databases for who cannot reach this machine's ports."""
        name = url.rpartition("/")[2]
        return f"postgresql://nukki@/{name}?host={self.folder}&port={self.port}"


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A cluster for as long as the block runs; the test is skipped where there is none."""
    programs = _programs()
    pytest.importorskip("psycopg", reason="the driver psycopg is not installed")
    folder = Path(tempfile.mkdtemp(prefix="nukki-pg-"))
    port = _free_port()
    try:
        _hand_over(folder)
        data = str(folder / "data")
        _run(programs / "initdb", "-D", data, "-U", "nukki", "-A", "trust", "--no-sync")
        settings = (
            f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
            " -c max_connections=200"
        )
        control = programs / "pg_ctl"
        _run(control, "-D", data, "-o", settings, "-l", str(folder / "log"), "-w", "start")
        try:
            yield Cluster(port, folder)
        finally:
            _run(control, "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = sorted(DEBIAN.glob("*/bin"), key=lambda path: int(path.parent.name))
    if found:
        return found[-1]
    elsewhere = shutil.which("initdb")
    if elsewhere is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    return Path(elsewhere).parent


def _hand_over(folder: Path) -> None:
    if os.geteuid() != 0:
        return
    if shutil.which("runuser") is None:
        pytest.skip("PostgreSQL refuses root, and there is no runuser to become someone else")
    shutil.chown(folder, ORDINARY_USER, ORDINARY_USER)


def _run(program: Path, *arguments: str) -> None:
    become = ["runuser", "-u", ORDINARY_USER, "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*become, str(program), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{program.name}: {done.stdout}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
