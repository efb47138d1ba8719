"""What pytest leaves out where an extra is not installed."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent

LOOP = (
    "answers", "appearance", "batches", "checkpoint", "conductor", "device", "ema", "initial",
    "loop", "module", "opening", "optimizer", "preview", "render", "state", "tensorboard",
    "validation", "warp",
)  # fmt: skip
"""Modules of training that need PyTorch, beside others in their room that do not."""

NEEDED = {
    **{f"train/{name}.py": "torch" for name in LOOP},
    "train/loop": "torch",
    "train/search.py": "optuna",
    "train/tune.py": "optuna",
    "train/tune_report.py": "optuna",
    "server": "fastapi",
    "studio": "fastapi",
    "desktop": "PySide6",
    "train/networks": "torch",
    "train/losses": "torch",
    "train/export": "torch",
    "train/examination": "torch",
    "train/prompts": "torch",
    "video": "av",
}
"""Rooms whose modules cannot be imported without a package of their extra."""

EXTRAS = {
    "fastapi": "server",
    "torch": "train",
    "optuna": "train",
    "av": "video",
    "PySide6": "desktop",
}

ABSENT = {room: EXTRAS[package] for room, package in NEEDED.items() if find_spec(package) is None}
"""The extra of each room that cannot be tested here."""

SCRIPTS = (
    ROOT / "src/nukki/server/accounts/migrations",
    ROOT / "tests/desktop/drive.py",
)
"""What Alembic or a test runs; it cannot be imported otherwise."""


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out the modules of rooms whose extra is not installed, and scripts."""
    left_out = [*(ROOT / "src/nukki" / room for room in ABSENT), *SCRIPTS]
    return True if any(collection_path.is_relative_to(left) for left in left_out) else None


class Absent(pytest.File):
    """Tests that are skipped without being imported."""

    def collect(self) -> Iterable[pytest.Item]:
        """No tests, but a word on what to install."""
        pytest.skip(f"needs: pip install 'nukki[{_extra_of(self.path)}]'")


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Skip the tests of rooms whose extra is not installed; their helpers hold none."""
    found = yield
    if not _extra_of(file_path):
        return found
    return [Absent.from_parent(parent, path=file_path)] * file_path.match("test_*.py")


def pytest_plugin_registered(manager: pytest.PytestPluginManager) -> None:
    """Stand in for the conftest files of such rooms: pytest imports no name that it has already.

    It imports those beside a test that is named on its command line before it asks any hook.
    """
    for room in ABSENT:
        for file in (ROOT / "tests" / room).rglob("conftest.py"):
            if not manager.hasplugin(str(file)):
                manager.register(object(), name=str(file))


def _extra_of(path: Path) -> str:
    """What a test's room needs; "" when it is there."""
    here = (extra for room, extra in ABSENT.items() if path.is_relative_to(ROOT / "tests" / room))
    return next(here, "")
