"""Every route does what the API's description says, held against it by Schemathesis."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests.server.jobs.live import free_port, wait_for

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
            wait_for(lambda: _answers(url) or server.poll() is not None)
            yield url
        finally:
            server.terminate()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=5).is_success
    except httpx.TransportError:
        return False


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
