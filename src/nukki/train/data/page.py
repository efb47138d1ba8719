"""Pages to look at a prepared data set on: its statistics, and the sheet of its pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from nukki.codecs.atomic import write_whole
from nukki.evaluate import svg
from nukki.evaluate.document import cell, document, row, table, write_document
from nukki.train.data.dataset import Dataset
from nukki.train.data.describe import MEASURED, by_category, by_subjects, values_of
from nukki.train.data.found import Left
from nukki.train.data.row import SPLITS
from nukki.train.data.sheet import contact_sheet

SHEET = "contact.jpg"
PAGE = "statistics.html"

CAPTION = (
    '<p class="quiet">The outline of each mask in red; above pictures to train on, then for '
    "validation, then for the test.</p>"
)

BINS = 10


def illustrate(dataset: Dataset, left: Sequence[Left]) -> None:
    """Write the contact sheet and the page of statistics into the data set.

    Raises:
        OutputError: They cannot be written.
    """
    write_whole(dataset.path / SHEET, contact_sheet(dataset))
    write_document(dataset.path / PAGE, page(dataset, left))


def page(dataset: Dataset, left: Sequence[Left]) -> str:
    """The page of statistics."""
    parts = (
        _counted(dataset),
        _table("Separate subjects in a picture", "subjects", by_subjects(dataset.all_rows)),
        "<h2>What the pictures are like</h2>",
        *(_histogram(dataset, name, title) for name, title in MEASURED.items()),
        f"<h2>A look at it</h2>{CAPTION}",
        f'<p><img src="{SHEET}" alt="contact sheet" style="max-width:100%"></p>',
        _left_out(left),
    )
    return document(f"{dataset.path.name}: what there is to learn from", parts)


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
    rows = [
        row(
            [cell(name), *(cell(str(by_split[split])) for split in SPLITS)],
            kind="all" if name == "all" else "",
        )
        for name, by_split in counts.items()
    ]
    return f"<h2>{escape(title)}</h2>{table((first, *SPLITS), rows)}"


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
