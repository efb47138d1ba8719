"""Who may import whom: the rooms' numbers, and which third-party names live where."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "nukki"

LEVEL = {
    "core": 0,
    "ops": 1,
    "codecs": 2,
    "engines": 2,
    "models": 2,
    "weights": 2,
    "stages": 3,
    "pipeline": 4,
    "batch": 5,
    "evaluate": 5,
    "outlets": 5,
    "video": 5,
    "bulk": 6,
    "library": 6,
    "rembg": 6,
    "train": 6,
    "cli": 6,
    "server": 7,
    "desktop": 8,
}

LEAVES = {"bulk", "train", "server", "desktop"}
"""Rooms that only the command line imports, and only inside the bodies of commands.

Their settings are plain values, of which flags are made when a command is declared.
"""

ONLY_IN = {
    "cv2": {"ops", "codecs"},
    "skimage": {"ops"},
    "PIL": {"codecs", "rembg"},
    "pillow_heif": {"codecs"},
    "onnxruntime": {"engines", "train"},  # training quantises with it; only engines run graphs
    "openvino": {"engines"},
    "ai_edge_litert": {"engines"},
    "tokenizers": {"engines"},
    "torchvision": {"engines"},
    "torch": {"engines", "train"},
    "lightning": {"train"},
    "torchmetrics": {"train"},
    "kornia": {"train"},
    "optuna": {"train"},
    "tensorboard": {"train"},
    "av": {"video"},
    "imageio_ffmpeg": {"video"},
    "urllib": {"weights"},
    "subprocess": {"video", "weights"},
    "fastapi": {"server"},
    "starlette": {"server"},
    "uvicorn": {"server"},
    "httpx": {"server"},
    "httpcore": {"server"},
    "anyio": {"server"},
    "sqlalchemy": {"server"},
    "alembic": {"server"},
    "prometheus_client": {"server"},
    "dbos": {"server"},
    "fsspec": {"bulk", "server"},
    "ray": {"bulk", "server"},
    "pyarrow": {"bulk"},
    "pyspark": {"bulk"},
    "yaml": {"outlets"},
    "PySide6": {"desktop"},
    "click": {"cli"},
    "rich": {"cli"},
}

HEAVY = ("onnxruntime", "torch", "cv2", "PIL", "av", "fastapi", "matplotlib", "numpy")

MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE or path.stem in LEVEL
)


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_rooms_below_its_own(path: Path) -> None:
    room = room_of(path)
    rooms = {name.split(".")[1] for name in imported_names(path) if name.startswith("nukki.")}
    others = {other for other in rooms if other in LEVEL and other != room}
    others -= LEAVES if room == "cli" else set()
    assert not {other for other in others if LEVEL[other] >= LEVEL[room]}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_leaf_is_imported_only_inside_functions(path: Path) -> None:
    tree = ast.parse(path.read_text())
    modules = (node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom))
    at_import = {name for name in modules if not name.endswith(".settings")}
    leaves = {name.split(".")[1] for name in at_import if name.startswith("nukki.")} & LEAVES
    assert not leaves - {room_of(path)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_the_third_parties_of_its_room(path: Path) -> None:
    room = room_of(path)
    tops = {name.split(".")[0] for name in imported_names(path)}
    assert not {top for top in tops if top in ONLY_IN and room not in ONLY_IN[top]}


def test_importing_nukki_pulls_in_nothing_heavy() -> None:
    script = f"import sys, nukki; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
