"""What stands in ``deploy/`` names settings, files and commands that exist."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from nukki.core.fields import describe
from nukki.server.settings import ENVIRONMENT, ServerSettings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
OTHERS = {"NUKKI_HOME"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The compose file's services."""
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    return found


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml", "nukki.service"])
def test_every_variable_is_a_setting(name: str) -> None:
    used = set(re.findall(r"\bNUKKI_[A-Z_]+\b", (DEPLOY / name).read_text()))
    known = {ENVIRONMENT + field.upper() for field in describe(ServerSettings)}
    assert used <= known | OTHERS


def copied() -> set[str]:
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.M)
    return {name.removeprefix("./") for line in lines for name in line.split()}


def test_what_the_image_copies_is_there() -> None:
    assert copied()
    assert all((ROOT / name).exists() for name in copied())


def test_docker_is_sent_what_the_image_copies_and_no_more() -> None:
    assert set(re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.M)) == copied()


def test_there_is_time_to_drain_requests_and_then_jobs(services: dict[str, Any]) -> None:
    drain_s = 2 * ServerSettings().drain_s
    assert int(services["nukki"]["stop_grace_period"].removesuffix("s")) > drain_s
    unit = (DEPLOY / "nukki.service").read_text()
    assert int(re.findall(r"TimeoutStopSec=(\d+)", unit)[0]) > drain_s


def test_networks_leave_memory_for_pictures(services: dict[str, Any]) -> None:
    told = services["nukki"]
    limit_gb = int(told["mem_limit"].removesuffix("g"))
    assert int(told["environment"]["NUKKI_MODEL_MEMORY_MB"]) <= limit_gb * 500
    unit = (DEPLOY / "nukki.service").read_text()
    (limit,), (networks,) = (
        re.findall(rf"{name}=(\d+)", unit) for name in ("MemoryMax", "NUKKI_MODEL_MEMORY_MB")
    )
    assert int(networks) <= int(limit) * 500


def test_only_the_proxy_has_a_port_and_only_on_this_machine(services: dict[str, Any]) -> None:
    ports = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert ports == {"proxy": ["127.0.0.1:7000:7000"]}


def test_the_proxy_lets_a_whole_batch_through() -> None:
    limit = re.findall(r"client_max_body_size (\d+)m", (DEPLOY / "nginx.conf").read_text())[0]
    assert int(limit) * 1_000_000 >= ServerSettings().longest_body("/v2/batches")


def test_no_password_stands_in_the_compose_file(services: dict[str, Any]) -> None:
    assert services["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES")


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not here")
    text = (DEPLOY / "nukki.service").read_text().replace("/opt/nukki/bin/nukki", "/bin/true")
    unit = tmp_path / "nukki.service"
    unit.write_text(text)
    command = [program, "verify", "--man=no", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "nukki.service" not in done.stderr.replace(str(unit), ""), done.stderr
    assert "Unknown" not in done.stderr
