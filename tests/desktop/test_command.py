"""``nukki desktop`` where there is no screen."""

from __future__ import annotations

import sys

import pytest
from click.testing import CliRunner

from nukki.cli import desktop
from nukki.core.errors import DeviceError


@pytest.mark.skipif(sys.platform != "linux", reason="others always have a screen")
def test_without_a_screen_it_names_the_other_way(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    done = CliRunner().invoke(desktop.command)
    assert isinstance(done.exception, DeviceError)
    assert "nukki studio" in str(done.exception)
