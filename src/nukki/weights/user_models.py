"""Models that the user added: a spec and a graph in a folder of their own.

    <data folder>/models/<name>/spec.json    what `nukki.weights.spec_json` writes
    <data folder>/models/<name>/<name>.onnx  the graph, whose digest the spec holds

A graph of TensorFlow Lite ends in ``.tflite`` instead. Such a folder may be moved to another
machine as it is.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from pathlib import Path

from nukki.core.errors import OptionError, UnknownNameError, WeightsError
from nukki.core.spec import ModelSpec, PathSource, WeightFile
from nukki.weights.digest import file_digest
from nukki.weights.places import user_models_dir
from nukki.weights.spec_json import check, from_json, to_json

SPEC_FILE = "spec.json"
SUFFIXES = (".onnx", ".tflite")
"""Of a graph's file, by which its engine is found; any other is taken for the first."""


def user_specs() -> tuple[ModelSpec, ...]:
    """The models the user added, by name; their weights name the path of their graph.

    Raises:
        OptionError: A spec file is broken; the message names it.
    """
    return tuple(_read(path) for path in sorted(user_models_dir().glob(f"[!.]*/{SPEC_FILE}")))


def add_user_model(spec: ModelSpec, path: Path) -> ModelSpec:
    """Keep a copy of a graph with its description; the spec as `user_specs` will give it.

    Args:
        spec: What the graph is and how it is fed; its ``weights`` are replaced.
        path: The graph, in one file: ONNX, or TensorFlow Lite when it ends in ``.tflite``.

    Raises:
        OptionError: The name is taken by another user model, or the spec cannot be used.
        WeightsError: The graph cannot be read, or its copy not written.
    """
    check(spec)
    if spec.preprocess is None:
        raise OptionError(f"model {spec.name}: its input must be described (size, mean, std)")
    folder = user_models_dir() / spec.name
    if folder.exists():
        raise OptionError(
            f"model {spec.name!r} was added before; remove it first, or choose another name"
        )
    draft = folder.with_name(f".{spec.name}.{os.getpid()}")
    try:
        _write(spec, path, draft)
        draft.rename(folder)
    except OSError as error:
        raise WeightsError(
            f"cannot add {error.filename or path}: {error.strerror or error}"
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return _read(folder / SPEC_FILE)


def remove_user_model(name: str) -> None:
    """Delete a model that the user added.

    Raises:
        UnknownNameError: There is none of that name.
        WeightsError: It may not be deleted.
    """
    known = {path.parent.name: path.parent for path in user_models_dir().glob(f"*/{SPEC_FILE}")}
    if name not in known:
        raise UnknownNameError("added model", name, known)
    try:
        shutil.rmtree(known[name])
    except OSError as error:
        raise WeightsError(f"cannot remove {known[name]}: {error.strerror or error}") from error


def _write(spec: ModelSpec, path: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    suffix = path.suffix.lower()
    graph = folder / f"{spec.name}{suffix if suffix in SUFFIXES else SUFFIXES[0]}"
    shutil.copyfile(path, graph)
    file = WeightFile(graph.name, sha256=file_digest(graph), size=graph.stat().st_size)
    kept = to_json(dataclasses.replace(spec, weights=(file,)))
    (folder / SPEC_FILE).write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


def _read(path: Path) -> ModelSpec:
    try:
        spec = from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, OptionError) as error:
        raise OptionError(f"{path}: {error}; correct the file or remove its folder") from error
    if spec.name != path.parent.name:
        raise OptionError(f"{path}: it names the model {spec.name!r}; rename one or the other")
    placed = tuple(_placed(file, path.parent) for file in spec.weights)
    return dataclasses.replace(spec, weights=placed)


def _placed(file: WeightFile, folder: Path) -> WeightFile:
    """The file with its path in the folder as the first source; a path outside is not followed."""
    here = PathSource(str(folder / Path(file.name).name))
    return dataclasses.replace(file, sources=(here, *file.sources))
