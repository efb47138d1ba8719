"""COCO: one JSON file with polygons or run lengths of every object.

Source: Lin et al., "Microsoft COCO: Common Objects in Context", ECCV 2014. Run lengths go down the
columns, beginning with background; as text they are packed in groups of five bits, each count but
the first two as the difference to the one two before it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nukki.core.arrays import Mask
from nukki.core.errors import InputError, UnknownNameError
from nukki.ops.polygons import fill_polygons
from nukki.train.data.found import Drawn, Found, Left
from nukki.train.data.layouts.layout import Finding, Layout, Request, pictures_below

Annotation = Mapping[str, Any]


def fits(request: Request) -> bool:
    """A COCO file, or a folder that holds one."""
    return _file_of(request) is not None


def find(request: Request) -> Finding:
    """Pictures that have objects of the chosen classes; all their objects are one subject."""
    path = _file_of(request)
    if path is None:
        raise InputError(f"{request.root}: expected a COCO file there")
    held = _read(path)
    wanted = _wanted(held, request.classes)
    objects: dict[Any, list[Annotation]] = defaultdict(list)
    for annotation in held["annotations"]:
        if annotation.get("category_id") in wanted:
            objects[annotation.get("image_id")].append(annotation)
    files = _photos(request, path)
    for picture in held["images"]:
        yield _found(picture, objects.get(picture.get("id"), []), files)


def _found(
    picture: Mapping[str, Any], objects: Sequence[Annotation], files: Mapping[str, Path]
) -> Found | Left:
    name = str(picture.get("file_name", picture.get("id")))
    image = files.get(name) or files.get(Path(name).name)
    if image is None:
        return Left(name, "its photo is not there")
    if not objects:
        return Left(name, "no object of the chosen classes")
    size_hw = int(picture["height"]), int(picture["width"])
    return Found(name, image, Drawn(lambda _: union(objects, size_hw)), "binary")


def union(objects: Sequence[Annotation], size_hw: tuple[int, int]) -> Mask:
    """(H, W) bool, where any of the objects is."""
    mask = np.zeros(size_hw, np.bool_)
    for thing in objects:
        mask |= _drawn(thing["segmentation"], size_hw)
    return mask


def _drawn(segmentation: Any, size_hw: tuple[int, int]) -> Mask:
    if isinstance(segmentation, list):
        rings = [np.asarray(ring, np.float64).reshape(-1, 2) for ring in segmentation]
        mask = np.zeros(size_hw, np.bool_)
        for ring in rings:
            mask |= fill_polygons(size_hw, [ring])
        return mask
    counts = segmentation["counts"]
    runs = unpacked(counts) if isinstance(counts, str) else list(counts)
    height, width = segmentation["size"]
    return from_runs(runs, (int(height), int(width)))


def unpacked(text: str) -> list[int]:
    """Run lengths from their text.

    >>> unpacked("52203")  # 5, 2, 2, 0 + 2, 3 + 2
    [5, 2, 2, 2, 5]
    """
    runs: list[int] = []
    value = shift = 0
    for letter in text:
        bits = ord(letter) - 48
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits & 0x20:
            continue
        if bits & 0x10:
            value -= 1 << shift
        runs.append(value + (runs[-2] if len(runs) > 2 else 0))
        value = shift = 0
    return runs


def from_runs(runs: Sequence[int], size_hw: tuple[int, int]) -> Mask:
    """(H, W) bool of run lengths down the columns, background first.

    >>> from_runs([1, 2, 1], (2, 2)).astype(int).tolist()
    [[0, 1], [1, 0]]
    """
    if sum(runs) != size_hw[0] * size_hw[1] or min(runs, default=0) < 0:
        raise ValueError(f"run lengths add up to {sum(runs)}, not to {size_hw[0]}x{size_hw[1]}")
    values = np.arange(len(runs)) % 2 == 1
    flat = np.repeat(values, np.asarray(runs, np.int64))
    return np.ascontiguousarray(flat.reshape(size_hw[1], size_hw[0]).T)


def _file_of(request: Request) -> Path | None:
    root = request.root
    candidates = [root] if root.suffix == ".json" else _json_files(root)
    return next((path for path in candidates if path.is_file() and _looks_like(path)), None)


def _json_files(root: Path) -> list[Path]:
    return [*sorted(root.glob("*.json")), *sorted(root.glob("annotations/*.json"))]


def _looks_like(path: Path) -> bool:
    try:
        held = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(held, dict) and {"images", "annotations"} <= set(held)


def _read(path: Path) -> Mapping[str, Any]:
    held = json.loads(path.read_bytes())
    if not all(isinstance(held[key], list) for key in ("images", "annotations")):
        raise InputError(f"{path}: expected lists of images and annotations")
    read: Mapping[str, Any] = held
    return read


def _wanted(held: Mapping[str, Any], classes: Sequence[str]) -> set[Any]:
    known = {entry["name"]: entry["id"] for entry in held.get("categories", [])}
    for name in classes:
        if name not in known:
            raise UnknownNameError("class", name, known)
    if classes:
        return {known[name] for name in classes}
    return {annotation.get("category_id") for annotation in held["annotations"]}


def _photos(request: Request, path: Path) -> Mapping[str, Path]:
    """Photos by path below their folder and by name alone."""
    folder = request.masks or path.parent
    if path.parent.name == "annotations" and request.masks is None:
        folder = path.parent.parent
    files = pictures_below(folder)
    return {**{file.name: file for file in files.values()}, **files}


LAYOUT = Layout("coco", "a COCO JSON file beside its pictures, or FILE.json PHOTOS", fits, find,
                True)  # fmt: skip
