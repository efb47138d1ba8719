"""COCO: one JSON file with polygons or run lengths of every object.

Source: Lin et al., "Microsoft COCO: Common Objects in Context", ECCV 2014. Run lengths go down the
columns, beginning with background; as text they are packed in groups of five bits, each count but
the first two as the difference to the one two before it.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nukki.core.arrays import Mask
from nukki.core.errors import InputError, UnknownNameError
from nukki.ops.polygons import fill_polygons
from nukki.train.data.found import Drawn, Found, Left
from nukki.train.data.layouts.layout import Finding, Layout, Request, pictures_below
from nukki.train.data.split import SPLIT_NAMES

Annotation = Mapping[str, Any]

NOTES = "annotations"
"""The folder that COCO itself keeps its files in, beside those of the pictures."""


def fits(request: Request) -> bool:
    """A COCO file, or a folder that holds some."""
    return bool(_files_of(request))


def find(request: Request) -> Finding:
    """Pictures that have objects of the chosen classes; all their objects are one subject."""
    paths = _files_of(request)
    if not paths:
        raise InputError(f"{request.root}: expected a COCO file there")
    for path in paths:
        yield from _found_in(path, request)


def _found_in(path: Path, request: Request) -> Finding:
    held = _read(path)
    names = {entry["id"]: str(entry["name"]) for entry in held.get("categories", [])}
    wanted = _wanted(names, held, request.classes)
    objects: dict[Any, list[Annotation]] = defaultdict(list)
    for annotation in held["annotations"]:
        if annotation.get("category_id") in wanted:
            objects[annotation.get("image_id")].append(annotation)
    files = _photos(request, path)
    part = path.parent.name if path.parent not in (request.root, request.root / NOTES) else ""
    for picture in held["images"]:
        yield _found(picture, objects.get(picture.get("id"), []), files, names, part)


def _found(
    picture: Mapping[str, Any],
    objects: Sequence[Annotation],
    files: Mapping[str, Path],
    names: Mapping[Any, str],
    part: str,
) -> Found | Left:
    place = str(picture.get("file_name", picture.get("id")))
    name = f"{part}/{place}" if part in SPLIT_NAMES else place
    image = files.get(place) or files.get(Path(place).name)
    if image is None:
        return Left(name, "its photo is not there")
    if not objects:
        return Left(name, "no object of the chosen classes")
    most, _ = Counter(names.get(thing.get("category_id"), "") for thing in objects).most_common(1)[
        0
    ]
    columns = {"category": most, "split": part if part in SPLIT_NAMES else ""}
    return Found(name, image, Drawn(lambda size_hw: union(objects, size_hw)), "binary", columns)


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


def _files_of(request: Request) -> list[Path]:
    root = request.root
    if root.suffix == ".json":
        return [root] if root.is_file() and _looks_like(root) else []
    places = ("*.json", f"{NOTES}/*.json", *(f"{part}/*.json" for part in SPLIT_NAMES))
    return [path for place in places for path in sorted(root.glob(place)) if _looks_like(path)]


def _looks_like(path: Path) -> bool:
    """Without parsing: such files have hundreds of megabytes; those of captions have no shapes."""
    try:
        data = path.read_bytes()
    except OSError:
        return False
    return all(f'"{key}"'.encode() in data for key in ("images", "annotations", "segmentation"))


def _read(path: Path) -> Mapping[str, Any]:
    try:
        held = json.loads(path.read_bytes())
        lists = [held[key] for key in ("images", "annotations")]
        lists.append(held.get("categories", []))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise InputError(f"{path}: expected a COCO file; {error}") from error
    if not all(isinstance(part, list) and all(isinstance(e, dict) for e in part) for part in lists):
        raise InputError(f"{path}: expected lists of images, annotations and categories")
    if not all({"id", "name"} <= set(entry) for entry in lists[2]):
        raise InputError(f"{path}: expected an id and a name of each category")
    read: Mapping[str, Any] = held
    return read


def _wanted(names: Mapping[Any, str], held: Mapping[str, Any], classes: Sequence[str]) -> set[Any]:
    known = {name: number for number, name in names.items()}
    for name in classes:
        if name not in known:
            raise UnknownNameError("class", name, known)
    if classes:
        return {known[name] for name in classes}
    return {annotation.get("category_id") for annotation in held["annotations"]}


def _photos(request: Request, path: Path) -> Mapping[str, Path]:
    """Photos by path below their folder and by name alone."""
    folder = request.masks or path.parent
    if path.parent.name == NOTES and request.masks is None:
        folder = path.parent.parent
    files = pictures_below(folder)
    return {**{file.name: file for file in files.values()}, **files}


LAYOUT = Layout("coco", "a COCO JSON file beside its pictures, or FILE.json PHOTOS", fits, find,
                True)  # fmt: skip
