"""The facts ``nukki doctor`` tells, as JSON values."""

from __future__ import annotations

import importlib.util
import io
import os
import platform
import shutil
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from nukki import codecs, weights
from nukki._version import __version__
from nukki.codecs.limits import SizeLimit
from nukki.core.errors import MissingExtraError, NukkiError
from nukki.core.options import DEFAULT_MODEL, Options
from nukki.core.values import Image
from nukki.engines import ENGINES, devices
from nukki.pipeline import build, find_model, shelf

PACKAGES = (
    "numpy",
    "pillow",
    "opencv-python-headless",
    "onnxruntime",
    "openvino",
    "ai-edge-litert",
    "torch",
    "torchvision",
    "tokenizers",
    "pillow-heif",
    "av",
    "imageio-ffmpeg",
)
PROBE_SIDE = 512
PROBE_RUNS = 3


def examine() -> dict[str, Any]:
    """Everything that is told."""
    return {
        "nukki": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": os.cpu_count(),
        "packages": {name: _version(name) for name in PACKAGES},
        "engines": [
            {"name": engine.name, "devices": list(engine.devices()), "missing": engine.missing()}
            for engine in ENGINES.values()
        ],
        "folders": [_folder("cache", weights.cache_dir()), _folder("models", weights.data_dir())],
        "weights": [spec.name for spec in shelf().values() if spec.weights and _is_here(spec.name)],
        "clients": {name: _client(name) for name in ("pip", "npm")},
        "formats": _formats(),
        "model": DEFAULT_MODEL,
        "probe": list(_probe()),
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _folder(use: str, path: Path) -> dict[str, Any]:
    """A folder need not exist, if the nearest one above it can be written."""
    there = next(place for place in (path, *path.parents) if place.exists())
    writable = there.is_dir() and os.access(there, os.W_OK)
    return {"use": use, "path": str(path), "exists": path.exists(), "writable": writable}


def _is_here(model: str) -> bool:
    return all(weights.find(file) for file in find_model(model).weights)


def _client(name: str) -> str | None:
    """Where a package client is; pip may be a module without a command."""
    found = shutil.which(name)
    if found is None and name == "pip" and importlib.util.find_spec("pip"):
        return "python -m pip"
    return found


def _formats() -> dict[str, Any]:
    entries = list(codecs.FORMATS.values())
    lacking = {entry.name: why for entry in entries if (why := _lacks(entry))}
    return {
        "read": [entry.name for entry in entries if entry.can_read and entry.name not in lacking],
        "write": [entry.name for entry in entries if entry.can_write],
        "missing": lacking,
    }


def _lacks(entry: codecs.Format) -> str:
    """What must be installed before a format can be read, "" for nothing."""
    if entry.open is None:
        return ""
    try:
        entry.open(io.BytesIO(), SizeLimit())
    except MissingExtraError as error:
        return str(error)
    except NukkiError:
        return ""  # it looked for a picture and found none: its package is there
    return ""


def _probe() -> Iterator[dict[str, Any]]:
    """The default model on every device, when its weights are here; nothing is fetched."""
    if not _is_here(DEFAULT_MODEL):
        return
    for device, engine in devices().items():
        try:
            timed = _time(device)
        except NukkiError as error:
            timed = {"error": str(error)}
        yield {"device": device, "engine": engine, **timed}


def _time(device: str) -> dict[str, Any]:
    """Seconds to load, and the least milliseconds of a few runs on a drawn picture."""
    picture = _drawn()
    begun = time.perf_counter()
    remover = build(Options(model=DEFAULT_MODEL, device=device, offline=True))
    remover.load()
    loaded = time.perf_counter()
    times = [_elapsed(remover.matte, picture) for _ in range(PROBE_RUNS)]
    return {"load_s": round(loaded - begun, 3), "run_ms": round(min(times) * 1000, 1)}


def _elapsed(work: Any, picture: Image) -> float:
    begun = time.perf_counter()
    work(picture)
    return time.perf_counter() - begun


def _drawn() -> Image:
    """A bright disc on a dark ground."""
    y, x = np.mgrid[:PROBE_SIDE, :PROBE_SIDE] - PROBE_SIDE / 2
    disc = np.hypot(y, x) < PROBE_SIDE / 3
    grey = np.where(disc, 220, 30).astype(np.uint8)
    return Image(np.repeat(grey[:, :, None], 3, axis=2))
