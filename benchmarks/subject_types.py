"""What the classifier calls the subjects of the measuring pictures, by what they are.

    python benchmarks/subject_types.py ../shared/eval/dev

Prints the table of docs/server.md. Each subject is cut out by its true mask, so that only the
classifier is measured.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from pathlib import Path

from nukki import codecs
from nukki.core.values import Cutout
from nukki.pipeline.subject import classifier, subject_type

COLUMNS = ("person", "animal", "product", "car", "transportation", "graphic", "other")


def told(folder: Path, stem: str) -> str:
    """What one picture's subject is called."""
    photo, mask = (
        codecs.read(next((folder / part).glob(f"{stem}.*")).read_bytes()) for part in ("im", "gt")
    )
    alpha = mask.pixels[..., 0].astype("float32") / 255
    return subject_type(Cutout(photo.pixels, alpha, photo))


def main() -> None:
    folder = Path(sys.argv[1])
    classifier(offline=False)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    with (folder / "manifest.csv").open() as stream:
        for row in csv.DictReader(stream):
            counts[row["category"]][told(folder, row["stem"])] += 1
    print(f"| | pictures | {' | '.join(COLUMNS)} |")
    print("|---|" + "---|" * (1 + len(COLUMNS)))
    for category, found in sorted(counts.items()):
        cells = " | ".join(str(found[name]) for name in COLUMNS)
        print(f"| {category} | {found.total()} | {cells} |")


if __name__ == "__main__":
    main()
