"""Where weights are looked for."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from nukki import weights
from nukki.core.spec import WeightFile
from nukki.weights.places import rembg_candidates

FILE = WeightFile("net.onnx", rembg_names=("net.onnx",))
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the rule of Linux")


def test_nukki_home_is_the_home(home: Path) -> None:
    assert weights.cache_dir() == home / ".nukki"
    assert weights.data_dir() == home / ".nukki"


@linux_only
def test_without_it_fetched_files_go_to_the_cache_and_added_ones_to_the_data(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUKKI_HOME", "")
    assert weights.cache_dir() == home / ".cache" / "nukki"
    assert weights.data_dir() == home / ".local" / "share" / "nukki"


@linux_only
def test_the_xdg_variables_move_both(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUKKI_HOME")
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "c"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "d"))
    assert weights.cache_dir() == home / "c" / "nukki"
    assert weights.data_dir() == home / "d" / "nukki"


@pytest.mark.parametrize(
    ("platform", "cache", "data"),
    [
        ("darwin", "Library/Caches/nukki", "Library/Application Support/nukki"),
        ("win32", "local/nukki", "local/nukki"),
    ],
)
def test_other_systems_have_their_own_places(
    platform: str, cache: str, data: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NUKKI_HOME")
    monkeypatch.setenv("LOCALAPPDATA", str(home / "local"))
    monkeypatch.setattr(sys, "platform", platform)
    assert weights.cache_dir() == home / cache
    assert weights.data_dir() == home / data


def test_rembg_is_searched_new_layout_first_then_the_flat_one(home: Path) -> None:
    found = list(rembg_candidates(FILE))
    new, old = home / ".rembg/models/net/net.onnx", home / ".u2net/net.onnx"
    assert found.index(new) < found.index(old)


def test_rembg_s_variables_come_before_its_default(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REMBG_HOME", str(home / "r"))
    monkeypatch.setenv("U2NET_HOME", str(home / "u"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "x"))
    found = [path for path in rembg_candidates(FILE) if path.parent.name != "net"]
    assert [path.parent.relative_to(home).as_posix() for path in found] == [
        "u",
        "r",
        "x/rembg",
        ".rembg",
        "x/.u2net",
        ".u2net",
    ]


def test_a_file_rembg_does_not_know_is_not_searched_there() -> None:
    assert list(rembg_candidates(WeightFile("net.onnx"))) == []
