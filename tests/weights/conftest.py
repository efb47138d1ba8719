"""Every test here has a home of its own and meets no cache of the user's."""

from __future__ import annotations

from pathlib import Path

import pytest

FOREIGN = (
    "U2NET_HOME",
    "REMBG_HOME",
    "XDG_DATA_HOME",
    "XDG_CACHE_HOME",
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's home folder, empty; nukki's own is ``.nukki`` in it."""
    folder = tmp_path / "home"
    folder.mkdir()
    for variable in FOREIGN:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    monkeypatch.setenv("NUKKI_HOME", str(folder / ".nukki"))
    return folder
