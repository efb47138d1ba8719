"""How a run went, drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from nukki.codecs.atomic import write_whole
from nukki.evaluate.svg import HEIGHT, WIDTH, Line, lines

STYLE = "text{font:12px system-ui,sans-serif;fill:#333}.g{stroke:#e4e4e4}"

SHOWN = {"iou": "IoU", "boundary_f": "boundary F", "s_measure": "S"}
LOSSES = {"loss": "training (augmented)", "validation_loss": "validation"}


def write_curves(path: Path, rows: Sequence[Mapping[str, float]], best_epoch: int) -> None:
    """Losses and measures over epochs as one SVG file.

    Raises:
        OutputError: It cannot be written there.
    """
    write_whole(path, draw_curves(rows, best_epoch).encode())


def draw_curves(rows: Sequence[Mapping[str, float]], best_epoch: int) -> str:
    """The same as text: measures above, losses below; the best epoch is marked."""
    charts = (
        _chart(rows, SHOWN, "validation", best_epoch),
        _chart(rows, LOSSES, "loss", best_epoch),
    )
    return one_file(charts)


def one_file(charts: Sequence[str]) -> str:
    """Charts of `nukki.evaluate.svg`, one below the other, as the text of an SVG file."""
    placed = "".join(
        re.sub("<svg ", f'<svg y="{n * HEIGHT}" ', chart, count=1) for n, chart in enumerate(charts)
    )
    height = HEIGHT * len(charts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}"><style>{STYLE}</style>'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{placed}</svg>\n'
    )


def _chart(
    rows: Sequence[Mapping[str, float]], names: Mapping[str, str], y_title: str, best_epoch: int
) -> str:
    series = [
        Line(title, [(row["epoch"], row[name]) for row in rows if name in row])
        for name, title in names.items()
    ]
    return lines(series, x_title="epoch", y_title=y_title, best=best_epoch if rows else None)
