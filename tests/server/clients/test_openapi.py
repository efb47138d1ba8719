"""Every route does what the API's description says, held against it by Schemathesis."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests.server.jobs.live import free_port, wait_for

from nukki.server.accounts import keys, users
from nukki.server.accounts.database import open_database
from nukki.server.pages.openapi import OPEN

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
EXAMPLES = "12"
SEED = "1"
AT_MOST_S = 75
"""Routes are called again and again until then: about seven thousand calls."""


@pytest.fixture(scope="session")
def schemathesis(clients_folder: Path) -> Path:
    """The program, in an environment of its own: it brings another web framework along."""
    folder = clients_folder / "schemathesis"
    program = folder / "bin" / "schemathesis"
    if not program.exists():
        venv.create(folder, with_pip=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, "schemathesis>=4.3,<5"], check=True)
    return program


@contextmanager
def served(folder: Path, *flags: str) -> Iterator[str]:
    """A server in a process of its own, for as long as the block runs."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", "nukki", "serve", "--model", "tiny", "--preset", "fast"]
    command += ["--port", str(port), "--storage", str(folder / "storage")]
    command += ["--database", f"sqlite:///{folder / 'server.sqlite'}", *flags]
    with (folder / "log").open("w") as log, subprocess.Popen(command, stderr=log) as server:
        try:
            wait_for(lambda: _answers(url) or server.poll() is not None, within_s=120)
            yield url
        finally:
            server.terminate()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=5).is_success
    except httpx.TransportError:
        return False


def mighty_key(folder: Path) -> str:
    """A key that may do everything, of an account on which nothing is counted."""
    engine = open_database(f"sqlite:///{folder / 'server.sqlite'}")
    boss = users.add_user(engine, "boss", plan="unlimited", now=time.time())
    made = keys.issue(engine, boss.id, now=time.time(), scopes=keys.SCOPES)
    engine.dispose()
    return made.text


def check(program: Path, url: str, folder: Path, *flags: str) -> None:
    """Call every route as it is described, and as it is not."""
    command = [str(program), "run", f"{url}/openapi.json", "--checks", ",".join(CHECKS)]
    command += ["--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES]
    command += ["--seed", SEED, "--no-shrink", "--continue-on-failure"]
    command += ["--generation-database", "none", "--max-time", str(AT_MOST_S), *flags]
    environment = os.environ | {"NO_COLOR": "1"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_every_route_answers_as_described(
    schemathesis: Path, tiny_model: str, tmp_path: Path
) -> None:
    with served(tmp_path, "--no-auth") as url:
        check(schemathesis, url, tmp_path)
    assert '"status": 500' not in (tmp_path / "log").read_text()


def test_every_route_answers_as_described_where_keys_are_needed(
    schemathesis: Path, tiny_model: str, tmp_path: Path
) -> None:
    key = mighty_key(tmp_path)
    with served(tmp_path, "--wrong-keys-per-minute", "100000") as url:  # many are tried
        check(schemathesis, url, tmp_path, "--header", f"X-Api-Key: {key}")
    assert '"status": 500' not in (tmp_path / "log").read_text()


def test_only_open_routes_answer_without_a_key(tiny_model: str, tmp_path: Path) -> None:
    with served(tmp_path) as url:
        paths = httpx.get(f"{url}/openapi.json").json()["paths"]
        plain = [path for path, verbs in paths.items() if "get" in verbs and "{" not in path]
        told = {path: httpx.get(url + path).status_code for path in plain}
    assert {path for path, status in told.items() if status == 200} == OPEN
    assert set(told.values()) == {200, 401, 403}
