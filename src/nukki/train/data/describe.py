"""What a prepared data set adds up to, in numbers: its manifest and its facts."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from nukki._version import __version__
from nukki.train.data.dataset import VERSION
from nukki.train.data.found import Left
from nukki.train.data.row import COLUMNS, SPLITS, Row

MEASURED = {
    "subject_share": "subject's share of the picture",
    "brightness": "mean brightness, 0 to 1",
    "sharpness": "sharpness (deviation of the Laplacian)",
    "megapixels": "megapixels as stored",
}
"""What is told of each split."""

SUBJECTS = ("one", "two", "three or more")
"""How many separate parts the subject of a picture has."""


def manifest(rows: Sequence[Row]) -> bytes:
    """``manifest.csv``."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row.as_text() for row in rows)
    return text.getvalue().encode("utf-8", "surrogateescape")


def facts(
    rows: Sequence[Row],
    left: Sequence[Left],
    *,
    settings: Mapping[str, Any],
    layout: str,
    content: str,
) -> dict[str, Any]:
    """``dataset.json``: how it was made, and what it adds up to.

    Args:
        rows: Its pictures.
        left: What was left out.
        settings: How it was made.
        layout: The source's layout.
        content: Hexadecimal digest of all its files.
    """
    return {
        "version": VERSION,
        "nukki": __version__,
        "layout": layout,
        "settings": settings,
        "content": content,
        "pictures": {split: sum(row.split == split for row in rows) for split in SPLITS},
        "groups": {split: len({r.group for r in rows if r.split == split}) for split in SPLITS},
        "kinds": dict(Counter(row.kind for row in rows)),
        "categories": by_category(rows),
        "subjects": by_subjects(rows),
        "statistics": {split: _spread([r for r in rows if r.split == split]) for split in SPLITS},
        "left_out": [{"name": entry.name, "reason": entry.reason} for entry in left],
    }


def as_json(held: Mapping[str, Any]) -> bytes:
    """JSON as it is written in files."""
    return (json.dumps(held, indent=1, ensure_ascii=True) + "\n").encode()


def by_category(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    """Pictures of each category in each split; "" is told as "(none)"."""
    counts: dict[str, dict[str, int]] = {}
    for row in sorted(rows, key=lambda row: row.category):
        category = counts.setdefault(row.category or "(none)", dict.fromkeys(SPLITS, 0))
        category[row.split] += 1
    return counts


def by_subjects(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    """Pictures with one subject, two, or more in each split."""
    counts: dict[str, dict[str, int]] = {label: dict.fromkeys(SPLITS, 0) for label in SUBJECTS}
    for row in rows:
        if row.subjects:
            counts[SUBJECTS[min(row.subjects, len(SUBJECTS)) - 1]][row.split] += 1
    return counts


def values_of(rows: Sequence[Row], name: str) -> list[float]:
    """One of `MEASURED` for each picture; of subjects only where there is a truth."""
    if name == "megapixels":
        return [row.height * row.width / 1e6 for row in rows]
    known = [row for row in rows if name != "subject_share" or row.kind != "unlabelled"]
    return [float(getattr(row, name)) for row in known]


def _spread(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    spread = {}
    for name in MEASURED:
        values = values_of(rows, name)
        if values:
            low, middle, high = np.percentile(values, (5, 50, 95))
            spread[name] = {
                "p5": round(float(low), 4),
                "median": round(float(middle), 4),
                "p95": round(float(high), 4),
            }
    return spread
