"""Supervisely: img/ with one JSON file for each picture in ann/.

Source: Supervisely's JSON format; polygons have an exterior and interiors, bitmaps are PNG files,
zlib-packed, in base64, with their upper left corner.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nukki import codecs
from nukki.core.arrays import Mask
from nukki.core.errors import InputError
from nukki.ops.polygons import fill_polygons
from nukki.train.data.eight_bits import own_alpha
from nukki.train.data.found import Drawn, Found, Left
from nukki.train.data.layouts.layout import Finding, Layout, Request, pictures_below


def fits(request: Request) -> bool:
    """A folder with img/ and ann/, or with such folders in it."""
    return request.masks is None and request.root.is_dir() and bool(_parts(request.root))


def find(request: Request) -> Finding:
    """Pictures of every part; objects of the chosen classes are the subject."""
    for part in _parts(request.root):
        prefix = "" if part == request.root else f"{part.relative_to(request.root).as_posix()}/"
        for place, image in pictures_below(part / "img").items():
            notes = _notes(part, place)
            if notes is None:
                yield Left(prefix + place, "no annotation in ann/")
                continue
            yield _found(prefix + place, image, notes, request.classes)


def _parts(root: Path) -> list[Path]:
    found = [path.parent for path in sorted(root.glob("**/ann")) if path.is_dir()]
    return [part for part in found if (part / "img").is_dir()]


def _notes(part: Path, place: str) -> Path | None:
    names = (f"{place}.json", f"{Path(place).with_suffix('')}.json")
    return next((part / "ann" / name for name in names if (part / "ann" / name).is_file()), None)


def _found(name: str, image: Path, notes: Path, classes: tuple[str, ...]) -> Found | Left:
    try:
        held = json.loads(notes.read_bytes())
        objects = [
            thing for thing in held["objects"] if not classes or thing["classTitle"] in classes
        ]
        size_hw = int(held["size"]["height"]), int(held["size"]["width"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        return Left(name, f"its annotation cannot be read: {error}")
    if not objects:
        return Left(name, "no object of the chosen classes")
    category = str(objects[0].get("classTitle", ""))
    draw = Drawn(lambda _: union(objects, size_hw))
    return Found(name, image, draw, "binary", {"category": category})


def union(objects: list[Mapping[str, Any]], size_hw: tuple[int, int]) -> Mask:
    """(H, W) bool, where any of the objects is."""
    mask = np.zeros(size_hw, np.bool_)
    for thing in objects:
        shape = thing.get("geometryType") or ("bitmap" if thing.get("bitmap") else "polygon")
        if shape == "polygon":
            points = thing["points"]
            rings = [np.asarray(points["exterior"], np.float64)]
            rings += [np.asarray(ring, np.float64) for ring in points.get("interior", [])]
            mask |= fill_polygons(size_hw, rings)
        elif shape == "bitmap":
            _stamp(mask, thing["bitmap"])
        else:
            raise ValueError(f"a {shape} has no area")
    return mask


def _stamp(mask: Mask, bitmap: Mapping[str, Any]) -> None:
    """Set what a packed PNG covers; it may reach over the edge."""
    try:
        picture = codecs.read(zlib.decompress(base64.b64decode(bitmap["data"])))
    except (zlib.error, InputError) as error:
        raise ValueError(f"a bitmap is broken: {error}") from error
    alpha = own_alpha(picture)
    covered = alpha > 0 if alpha.min() < 255 else picture.pixels.max(axis=2) > 0
    left, top = (int(value) for value in bitmap["origin"])
    target = mask[top : top + covered.shape[0], left : left + covered.shape[1]]
    target |= covered[: target.shape[0], : target.shape[1]]


LAYOUT = Layout("supervisely", "img/ with ann/*.json (Supervisely)", fits, find, True)
