"""How the studio's files are served, and that their types hold."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from nukki.server.studio import TYPES, assets


def test_the_front_page_is_the_studio_under_a_policy_without_exceptions(address: str) -> None:
    response = httpx.get(f"{address}/")
    policy = response.headers["content-security-policy"]
    assert "<studio-board" in response.text
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_every_asset_is_served_as_what_it_is(address: str) -> None:
    for path in assets():
        response = httpx.get(f"{address}/studio/{path}")
        assert response.status_code == 200
        assert response.headers["content-type"] == TYPES[f".{path.rpartition('.')[2]}"]


def test_a_file_that_has_not_changed_is_not_sent_again(address: str) -> None:
    tag = httpx.get(f"{address}/studio/main.js").headers["etag"]
    response = httpx.get(f"{address}/studio/main.js", headers={"If-None-Match": tag})
    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize("path", ["../app.py", "%2e%2e/app.py", "nothing.js", "", "words/"])
def test_nothing_else_is_served(address: str, path: str) -> None:
    assert httpx.get(f"{address}/studio/{path}").status_code in (404, 405)


def test_no_file_is_longer_than_a_page_of_the_house() -> None:
    code = {path: asset for path, asset in assets().items() if path.endswith(".js")}
    assert {path for path, asset in code.items() if asset.data.count(b"\n") > 300} == set()


@pytest.mark.browser
def test_the_types_of_all_modules_hold(node_tools: Path) -> None:
    command: list[Any] = [node_tools / ".bin" / "tsc", "-p", Path(__file__).parent]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert done.returncode == 0
