"""Rooms that need an extra are tested where it is installed, and named where it is not."""

from __future__ import annotations

import importlib

import pytest


@pytest.mark.parametrize(("room", "package"), [("server", "fastapi")])
def test_a_room_is_tested_where_its_extra_is_installed(room: str, package: str) -> None:
    pytest.importorskip(package, reason=f"tests/{room} needs: pip install 'nukki[{room}]'")
    assert importlib.import_module(f"nukki.{room}").__doc__
