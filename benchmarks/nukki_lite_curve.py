"""The learning curve of nukki-lite, leg by leg: docs/images/nukki-lite-curve.svg.

    python benchmarks/nukki_lite_curve.py RUN [RUN ...]

RUNs are the folders that `nukki train` wrote, in the order in which each began with the weights of
the one before; the first line of each is measured before it learns.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from against_rembg import ROOT

from nukki.evaluate.svg import Line, lines
from nukki.train.curves import one_file

PICTURE = ROOT / "docs" / "images" / "nukki-lite-curve.svg"
SHOWN = {"iou": "IoU", "boundary_f": "boundary F"}


def measured(runs: Sequence[Path]) -> Iterator[tuple[float, dict[str, str]]]:
    """Minutes from the very beginning, and what validation gave then."""
    before = 0.0
    for run in runs:
        with (run / "metrics.csv").open() as stream:
            rows = list(csv.DictReader(stream))
        for row in rows:
            yield before + float(row["minutes"]), row
        before += float(rows[-1]["minutes"])


def main() -> None:
    """Draw."""
    points = list(measured([Path(name) for name in sys.argv[1:]]))
    drawn = [
        Line(title, tuple((minutes, float(row[name])) for minutes, row in points))
        for name, title in SHOWN.items()
    ]
    chart = lines(drawn, x_title="minutes on one core", y_title="100 validation photos")
    PICTURE.write_text(one_file([chart]))


if __name__ == "__main__":
    main()
