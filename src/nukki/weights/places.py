"""Where files live: nukki's own folders, and the caches of rembg."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from nukki.core.spec import WeightFile


def cache_dir() -> Path:
    """The folder of what can be fetched again: ``$NUKKI_HOME``, else the platform's cache folder.

    It need not exist. An empty variable counts as unset.
    """
    return _from_env("NUKKI_HOME") or _platform_dir(
        linux=("XDG_CACHE_HOME", ".cache"), mac="Library/Caches"
    )


def data_dir() -> Path:
    """The folder of what cannot be fetched again: ``$NUKKI_HOME``, else the platform's data folder.

    User models live here, so that emptying the cache does not lose them. It need not exist.
    """
    return _from_env("NUKKI_HOME") or _platform_dir(
        linux=("XDG_DATA_HOME", ".local/share"), mac="Library/Application Support"
    )


def weights_dir() -> Path:
    """Where fetched and imported weight files lie."""
    return cache_dir() / "weights"


def user_models_dir() -> Path:
    """Where each model that the user added has its folder."""
    return data_dir() / "models"


def rembg_candidates(file: WeightFile) -> Iterator[Path]:
    """Paths at which rembg's caches may hold the file, in the order rembg itself looks.

    They need not exist. Each folder may hold ``models/<name>/<file>`` (since rembg 2.0.79), the
    older flat ``<file>``, or both.
    """
    for home in _rembg_homes():
        for name in file.rembg_names:
            yield home / "models" / name.removesuffix(".onnx") / name
            yield home / name
            yield from sorted(home.glob(f"models/*/{name}"))


def _rembg_homes() -> tuple[Path, ...]:
    data = _from_env("XDG_DATA_HOME")
    homes = (
        _from_env("U2NET_HOME"),
        _from_env("REMBG_HOME"),
        data / "rembg" if data else None,
        Path.home() / ".rembg",
        data / ".u2net" if data else None,
        Path.home() / ".u2net",
    )
    return tuple(home for home in homes if home is not None)


def _from_env(variable: str) -> Path | None:
    value = os.environ.get(variable, "")
    return Path(value).expanduser() if value else None


def _platform_dir(*, linux: tuple[str, str], mac: str) -> Path:
    if sys.platform == "darwin":
        return Path.home() / mac / "nukki"
    if sys.platform == "win32":
        return (_from_env("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "nukki"
    variable, fallback = linux
    return (_from_env(variable) or Path.home() / fallback) / "nukki"
