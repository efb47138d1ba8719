"""Pictures listed in a CSV or JSON-lines file.

Columns or keys: ``image`` and ``mask`` (paths relative to the file; no mask: unlabelled; also
``file``, ``photo``, ``path`` and ``truth``, ``matte``), or ``stem``, the name of pictures in im/
and gt/, or images/ and masks/, beside the file. When there:
``kind`` or ``alpha_or_binary``, ``category``, ``group``, ``split``, ``weight``; any other column
can be chosen by (``--where``) or grouped by.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nukki.core.errors import InputError
from nukki.evaluate.layouts import recognise
from nukki.train.data.found import Found, Left, MaskFile
from nukki.train.data.layouts.layout import Finding, Layout, Request, by_stem

NAMES = ("manifest.csv", "manifest.jsonl")

KINDS = ("", "auto", "binary", "alpha", "labels", "cutout", "unlabelled")

IMAGE = ("image", "file", "photo", "path")
"""What lists call the column of photos, ..."""

MASK = ("mask", "truth", "matte")
"""... and that of masks."""

Line = Mapping[str, str]


def fits(request: Request) -> bool:
    """The list itself, or a folder that holds one."""
    return request.masks is None and _list_of(request.root) is not None


def find(request: Request) -> Finding:
    """What each line leads to."""
    path = _list_of(request.root)
    if path is None:
        raise InputError(f"{request.root}: expected {' or '.join(NAMES)} there")
    lines = _read(path)
    _check_columns(path, lines)
    beside = _beside(path.parent) if any("stem" in line for line in lines) else ({}, {})
    for line in lines:
        yield _found(line, path.parent, beside)


def _list_of(root: Path) -> Path | None:
    if root.is_file() and root.suffix.lower() in (".csv", ".jsonl"):
        return root
    return next((root / name for name in NAMES if (root / name).is_file()), None)


def _read(path: Path) -> list[Line]:
    try:
        text = path.read_text("utf-8-sig")
        if path.suffix.lower() == ".csv":
            rows: list[Any] = list(csv.DictReader(text.splitlines()))
        else:
            rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        return [
            {str(k): "" if v is None else str(v).strip() for k, v in row.items() if k}
            for row in rows
        ]
    except (OSError, ValueError, AttributeError, csv.Error) as error:
        raise InputError(f"{path}: expected CSV or JSON lines in UTF-8; {error}") from error


def _check_columns(path: Path, lines: list[Line]) -> None:
    columns = set(lines[0]) if lines else set()
    if lines and not columns & {"stem", *IMAGE}:
        raise InputError(
            f"{path}: expected the column image (and mask), or stem; "
            f"got {', '.join(sorted(columns)) or 'none'}"
        )


def _beside(folder: Path) -> tuple[Mapping[str, Path], Mapping[str, Path]]:
    parts = recognise(folder)
    return (by_stem(parts[0].images), by_stem(parts[0].masks)) if parts else ({}, {})


def _found(
    line: Line, folder: Path, beside: tuple[Mapping[str, Path], Mapping[str, Path]]
) -> Found | Left:
    stem = line.get("stem", "")
    photo, truth = _told(line, IMAGE), _told(line, MASK)
    name = line.get("name") or stem or Path(photo).with_suffix("").as_posix()
    image = _file(photo, folder) or beside[0].get(stem)
    mask = _file(truth, folder) or beside[1].get(stem)
    kind = (line.get("kind") or line.get("alpha_or_binary") or "").lower()
    if kind not in KINDS:
        return Left(name, f"kind: expected one of {', '.join(filter(None, KINDS))}, got {kind!r}")
    if image is None:
        return Left(name, f"its photo is not there: {photo or name}")
    if mask is None and (truth or kind in ("binary", "alpha", "labels")):
        return Left(name, f"its mask is not there: {truth or name}")
    if mask is None:
        return Found(name, image, None, kind or "unlabelled", line)
    says = MaskFile(mask, labels=kind == "labels")
    return Found(name, image, says, _KIND.get(kind, kind), line)


_KIND = {"auto": "", "labels": "binary"}


def _told(line: Line, columns: tuple[str, ...]) -> str:
    return next((line[column] for column in columns if line.get(column)), "")


def _file(given: str, folder: Path) -> Path | None:
    path = folder / given if given else None
    return path if path is not None and path.is_file() else None


LAYOUT = Layout(
    "manifest", "a CSV or JSON-lines file with the columns image and mask, or stem", fits, find
)
