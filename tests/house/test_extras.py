"""Rooms that need an extra are tested where it is installed, and named where it is not."""

from __future__ import annotations

import importlib

import pytest


@pytest.mark.parametrize(
    ("room", "package"),
    [
        ("server", "fastapi"),
        ("train.loop", "torch"),
        ("train.networks", "torch"),
        ("train.losses", "torch"),
        ("train.export", "torch"),
        ("train.examination", "torch"),
        ("train.prompts", "torch"),
        ("video", "av"),
    ],
)
def test_a_room_is_tested_where_its_extra_is_installed(room: str, package: str) -> None:
    extra, _, _ = room.partition(".")
    pytest.importorskip(package, reason=f"tests of {room} need: pip install 'nukki[{extra}]'")
    assert importlib.import_module(f"nukki.{room}").__doc__
