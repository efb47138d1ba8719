"""What a prepared data set adds up to: its manifest, its facts, and pages to look at."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from nukki._version import __version__
from nukki.codecs.atomic import write_whole
from nukki.evaluate import svg
from nukki.evaluate.page import STYLE
from nukki.train.data.dataset import VERSION, Dataset
from nukki.train.data.found import Left
from nukki.train.data.row import COLUMNS, SPLITS, Row
from nukki.train.data.sheet import contact_sheet

SHEET = "contact.jpg"
PAGE = "statistics.html"

MEASURED = {
    "subject_share": "subject's share of the picture",
    "brightness": "mean brightness, 0 to 1",
    "sharpness": "sharpness (deviation of the Laplacian)",
    "megapixels": "megapixels as stored",
}
"""What is told of each split."""

CAPTION = (
    '<p class="quiet">The outline of each mask in red; above pictures to train on, then for '
    "validation, then for the test.</p>"
)

BINS = 10

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
        "subjects": _by_subjects(rows),
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


def _by_subjects(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    """Pictures with one subject, two, or more in each split."""
    counts: dict[str, dict[str, int]] = {label: dict.fromkeys(SPLITS, 0) for label in SUBJECTS}
    for row in rows:
        if row.subjects:
            counts[SUBJECTS[min(row.subjects, len(SUBJECTS)) - 1]][row.split] += 1
    return counts


def illustrate(dataset: Dataset, left: Sequence[Left]) -> None:
    """Write the contact sheet and the page of statistics into the data set.

    Raises:
        OutputError: They cannot be written.
    """
    write_whole(dataset.path / SHEET, contact_sheet(dataset))
    write_whole(dataset.path / PAGE, page(dataset, left).encode("utf-8", "xmlcharrefreplace"))


def page(dataset: Dataset, left: Sequence[Left]) -> str:
    """The page of statistics."""
    parts = [
        f"<h1>{escape(dataset.path.name)}: what there is to learn from</h1>",
        _counted(dataset),
        _table("Separate subjects in a picture", "subjects", _by_subjects(dataset.all_rows)),
        "<h2>What the pictures are like</h2>",
        *(_histogram(dataset, name, title) for name, title in MEASURED.items()),
        f"<h2>A look at it</h2>{CAPTION}",
        f'<p><img src="{SHEET}" alt="contact sheet" style="max-width:100%"></p>',
        _left_out(left),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(dataset.path.name)}</title><style>{STYLE}</style></head>"
        f"<body>{''.join(parts)}</body></html>\n"
    )


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


def _counted(dataset: Dataset) -> str:
    counts = by_category(dataset.all_rows)
    counts["all"] = {split: len(dataset.rows(split)) for split in SPLITS}
    grouped = {split: Counter(row.group for row in dataset.rows(split)) for split in SPLITS}
    counts["groups"] = {split: len(groups) for split, groups in grouped.items()}
    counts["largest group"] = {
        split: max(groups.values(), default=0) for split, groups in grouped.items()
    }
    grounds: dict[str, int] = {split: len(dataset.backgrounds(split)) for split in SPLITS}
    if any(grounds.values()):
        counts["backgrounds"] = grounds
    return _table("Pictures", "category", counts) + (
        '<p class="quiet">Near copies, and pictures of one person or clip, are one group; no group '
        "is on two sides.</p>"
    )


def _table(title: str, first: str, counts: Mapping[str, Mapping[str, int]]) -> str:
    head = "".join(f"<th>{split}</th>" for split in SPLITS)
    rows = "".join(
        f"<tr{' class=all' if name == 'all' else ''}><td>{escape(name)}</td>"
        + "".join(f"<td>{by_split[split]}</td>" for split in SPLITS)
        + "</tr>"
        for name, by_split in counts.items()
    )
    return (
        f"<h2>{escape(title)}</h2><table><thead><tr><th>{escape(first)}</th>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _histogram(dataset: Dataset, name: str, title: str) -> str:
    """Each split's shares of pictures by a measure, over the same bins."""
    values = {split: values_of(dataset.rows(split), name) for split in SPLITS}
    everything = [value for part in values.values() for value in part]
    if not everything:
        return ""
    edges = np.linspace(min(everything), max(everything) + 1e-9, BINS + 1)
    middles = (edges[1:] + edges[:-1]) / 2
    drawn = [
        svg.Line(split, tuple(zip(middles.tolist(), _shares(part, edges), strict=True)))
        for split, part in values.items()
        if part
    ]
    chart = svg.lines(drawn, x_title=title, y_title="share of pictures")
    return f"<h3>{escape(title[0].upper() + title[1:])}</h3>{chart}"


def _shares(values: Sequence[float], edges: Any) -> list[float]:
    counts, _ = np.histogram(values, edges)
    return [float(share) for share in counts / len(values)]


def _left_out(left: Sequence[Left]) -> str:
    if not left:
        return "<h2>Left out</h2><p>Nothing.</p>"
    lines = "".join(f"<li>{escape(entry.name)}: {escape(entry.reason)}</li>" for entry in left)
    return f"<h2>Left out: {len(left)}</h2><ul>{lines}</ul>"
