"""The graph that an engine reads, of weights that are published without one.

    <cache>/graphs/<name>-<digest>.onnx

The published file is what is fetched, verified and kept; its graph is made when it is first run,
and again when it is gone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from nukki.core.errors import WeightsError
from nukki.core.spec import WeightFile
from nukki.weights.digest import file_digest
from nukki.weights.lock import locked
from nukki.weights.places import cache_dir


def graph(file: WeightFile, path: Path) -> Path:
    """What an engine reads of the weights at ``path``: they themselves, or the graph made of them.

    Args:
        file: What the weights are.
        path: Where they lie: `nukki.weights.locate`'s answer, or a file of the user's own.

    Raises:
        WeightsError: They are another network's, or the graph cannot be kept.
    """
    if not file.convert or path.suffix.lower() == ".onnx":
        return path
    try:
        made = _folder() / f"{Path(file.name).stem}-{file_digest(path)[:16]}.onnx"
        with locked(cache_dir() / "locks" / f"{made.name}.lock"):
            if not made.is_file():
                _make(file, path, made)
    except OSError as error:
        raise WeightsError(
            f"cannot keep the graph of {file.name}: {error.strerror or error}; free some space in "
            f"{_folder()}, or set NUKKI_HOME to a folder that can be written"
        ) from error
    return made


def graphs_of(file: WeightFile) -> Iterator[Path]:
    """The graphs that were made of a file."""
    if file.convert:
        yield from _folder().glob(f"{Path(file.name).stem}-*.onnx")


def _make(file: WeightFile, path: Path, made: Path) -> None:
    from nukki.weights.convert import CONVERSIONS  # would slow every start

    made.parent.mkdir(parents=True, exist_ok=True)
    part = made.with_name(f".{made.name}.{os.getpid()}")
    try:
        part.write_bytes(CONVERSIONS[file.convert](path))
        part.replace(made)
    finally:
        part.unlink(missing_ok=True)


def _folder() -> Path:
    return cache_dir() / "graphs"
