"""``nukki studio`` starts a server of this machine alone, and opens the browser there."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest
from click.testing import CliRunner

from nukki.cli import studio
from nukki.server import running
from nukki.server.settings import ServerSettings


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[ServerSettings]:
    """What the server was told; it ends at once."""
    told: list[ServerSettings] = []
    monkeypatch.setattr(running, "serve", told.append)
    return told


def test_it_listens_on_this_machine_without_keys(served: list[ServerSettings]) -> None:
    done = CliRunner().invoke(studio.command, ["--no-browser", "-m", "u2net"])
    assert done.exit_code == 0, done.output
    (settings,) = served
    assert (settings.host, settings.no_auth, settings.model) == ("127.0.0.1", True, "u2net")
    assert f"http://127.0.0.1:{settings.port}/" in done.output


def test_a_folder_of_recipes_may_be_offered(served: list[ServerSettings]) -> None:
    CliRunner().invoke(studio.command, ["--no-browser", "--recipes", "shop"])
    assert served[0].recipes == "shop"


def test_a_port_may_be_chosen(served: list[ServerSettings]) -> None:
    CliRunner().invoke(studio.command, ["--no-browser", "--port", "7123"])
    assert served[0].port == 7123


def test_the_browser_opens_once_somebody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr("webbrowser.open", shown.append)
    port = studio.free_port()
    waiting: Any = threading.Thread(target=studio.open_when_ready, args=("there", port))
    waiting.start()
    assert shown == []
    with socket.create_server(("127.0.0.1", port)):
        waiting.join(10)
    assert shown == ["there"]
