"""Data sets opened, whichever way they are laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from nukki.core.errors import InputNotFoundError
from nukki.evaluate.layouts import Folders, TruthKind, expected, recognise
from nukki.evaluate.manifest import read_manifest
from nukki.evaluate.pairs import Dataset, Pair, Problem, by_stem

MANIFEST = "manifest.csv"


def open_dataset(path: str | Path, *, truth: TruthKind = "auto") -> Dataset:
    """The data set in a folder, or the one that a CSV manifest lists.

    A folder with a ``manifest.csv`` is read by it, others by the layout of their folders
    (`nukki.evaluate.layouts.LAYOUTS`).

    Args:
        path: A folder or a CSV file.
        truth: What the masks' grey means, where the data set does not say so.

    Raises:
        InputNotFoundError: There is nothing, or no layout fits.
        InputError: The manifest cannot be read.
    """
    root = Path(path)
    if root.is_file():
        return _settled(read_manifest(root), truth)
    if not root.is_dir():
        raise InputNotFoundError(f"{path}: no such folder or file; expected a data set")
    if (root / MANIFEST).is_file():
        return _settled(read_manifest(root / MANIFEST), truth)
    parts = recognise(root)
    if not parts:
        raise InputNotFoundError(
            f"{path}: no data set of a known layout; expected a {MANIFEST}, {expected()}"
        )
    return _settled(_joined(root, parts), truth)


def _settled(data: Dataset, truth: TruthKind) -> Dataset:
    if truth == "auto":
        return data
    pairs = (replace(p, truth=truth) if p.truth == "auto" else p for p in data.pairs)
    return replace(data, pairs=tuple(pairs))


def _joined(root: Path, parts: Sequence[Folders]) -> Dataset:
    pairs: list[Pair] = []
    problems: list[Problem] = []
    for part in parts:
        prefix = f"{part.star}/" if len(parts) > 1 else ""
        masks, trimaps = by_stem(part.masks), by_stem(part.trimaps) if part.trimaps else {}
        for stem, image in by_stem(part.images).items():
            if stem in masks:
                category = _category(part, stem)
                kind = part.layout.truth
                pair = Pair(prefix + stem, image, masks[stem], category, kind, trimaps.get(stem))
                pairs.append(pair)
            else:
                problems.append(Problem(prefix + stem, f"no mask in {part.masks}"))
    return Dataset(root, parts[0].layout.name, tuple(pairs), tuple(problems))


def _category(part: Folders, stem: str) -> str:
    fields = Path(stem).name.split("#")
    by_rule = {
        "": "",
        "folder": stem.rpartition("/")[0],
        "star": part.star,
        "hash-field": fields[1] if len(fields) > 2 else part.star,
    }
    return by_rule[part.layout.category]
