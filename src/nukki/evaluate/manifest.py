"""A data set listed in a CSV file.

Columns, in any order: ``image`` and ``mask`` (paths relative to the file), or ``stem`` (the name of
the pictures in im/ and gt/, or images/ and masks/, beside the file). When there: ``category``,
``alpha_or_binary``, ``trimap``. Other columns are ignored.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from nukki.core.errors import InputError
from nukki.evaluate.layouts import TruthKind, recognise
from nukki.evaluate.pairs import Dataset, Pair, Problem, by_stem

KINDS: Mapping[str, TruthKind] = {
    "": "auto", "auto": "auto", "binary": "binary", "alpha": "alpha", "labels": "labels",
}  # fmt: skip


def read_manifest(path: Path) -> Dataset:
    """The pairs that a manifest lists; a line that leads to no pictures is a problem.

    Raises:
        InputError: It is not CSV in UTF-8, or lacks the columns.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            reader = csv.DictReader(stream)
            rows = [{k: (v or "").strip() for k, v in row.items() if k} for row in reader]
            columns = set(reader.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: expected a CSV file in UTF-8; {error}") from error
    if not ("stem" in columns or {"image", "mask"} <= columns):
        raise InputError(
            f"{path}: expected the columns image and mask, or stem; "
            f"got {', '.join(sorted(columns)) or 'none'}"
        )
    beside = _beside(path.parent) if "stem" in columns else {}
    found = [_pair(row, path.parent, beside) for row in rows]
    return Dataset(
        path.parent,
        "manifest",
        tuple(entry for entry in found if isinstance(entry, Pair)),
        tuple(entry for entry in found if isinstance(entry, Problem)),
    )


Beside = Mapping[str, Mapping[str, Path]]
"""Pictures by column and stem."""


def _pair(row: Mapping[str, str], folder: Path, beside: Beside) -> Pair | Problem:
    name = row.get("stem") or Path(row.get("image", "")).with_suffix("").as_posix()
    image, mask, trimap = (
        _find(row, column, folder, beside) for column in ("image", "mask", "trimap")
    )
    kind = KINDS.get(row.get("alpha_or_binary", "").lower())
    if kind is None:
        return Problem(name, f"alpha_or_binary: expected one of {', '.join(filter(None, KINDS))}")
    if image is None:
        return Problem(name, f"its photo is not there: {row.get('image') or name}")
    if mask is None:
        return Problem(name, f"its mask is not there: {row.get('mask') or name}")
    return Pair(name, image, mask, row.get("category", ""), kind, trimap)


def _find(row: Mapping[str, str], column: str, folder: Path, beside: Beside) -> Path | None:
    if given := row.get(column):
        path = folder / given
        return path if path.is_file() else None
    return beside.get(column, {}).get(row.get("stem", ""))


def _beside(folder: Path) -> Beside:
    parts = recognise(folder)
    if not parts:
        return {}
    first = parts[0]
    return {
        "image": by_stem(first.images),
        "mask": by_stem(first.masks),
        "trimap": by_stem(first.trimaps) if first.trimaps else {},
    }
