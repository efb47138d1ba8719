"""What pytest leaves out where an extra is not installed; a test in tests/house says so."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parent

LOOP = (
    "appearance", "batches", "checkpoint", "conductor", "device", "ema", "initial", "loop",
    "module", "preview", "render", "state", "tensorboard", "validation", "warp",
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
    "train/networks": "torch",
    "train/losses": "torch",
    "train/export": "torch",
    "train/examination": "torch",
    "video": "av",
}
"""Rooms whose modules cannot be imported without a package of their extra."""

ABSENT = tuple(
    folder / room
    for room, package in NEEDED.items()
    if find_spec(package) is None
    for folder in (ROOT / "src" / "nukki", ROOT / "tests")
)


SCRIPTS = (ROOT / "src/nukki/server/accounts/migrations",)
"""What Alembic runs; it cannot be imported otherwise."""


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out the modules and tests of rooms whose extra is not installed, and scripts."""
    return (
        True if any(collection_path.is_relative_to(left) for left in (*ABSENT, *SCRIPTS)) else None
    )
