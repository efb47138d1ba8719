"""nukki-lite by kind of picture, beside larger networks: the table in docs/nukki-lite.md.

    python benchmarks/quality.py DATA --work FOLDER
    python benchmarks/nukki_lite_families.py DATA --work FOLDER [--publish]

DATA has a ``manifest.csv`` that names each picture's set; FOLDER is where the first command left
what it measured. A run with a family left out (`nukki_lite.py --without weizmann_horse`) gets a
column when FOLDER has what `nukki evaluate DATA -m NAME --preset fast` says of it, as
``left-out-fast.json``.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean

from against_rembg import ROOT
from tables import put_table

PAGE = ROOT / "docs" / "nukki-lite.md"
TABLE = "families"

MODELS = ("nukki-lite", "u2netp", "u2net", "isnet-imgly")
LEFT_OUT = "left-out"
TITLES = {LEFT_OUT: "trained without horses"}
PRESET = "fast"
"""Networks are compared, and not what comes after them."""

LEARNT = {
    "ccp": "ccp (people in the street)",
    "vikram_human": "people (Human-Segmentation)",
    "weizmann_horse": "horses",
    "tux_composite": "stamps",
    "wesnoth_composite": "painted portraits",
}
NEVER = {
    "anime_composite": "anime",
    "davis": "DAVIS",
    "bags": "bags",
    "alphamatting": "alphamatting.com",
    "grabcut13": "GrabCut",
    "ners_espresso": "espresso machine",
    "lemur": "lemur",
}

Scores = Mapping[str, tuple[float, float]]
"""IoU and boundary F of each picture."""


def measured(work: Path, model: str) -> Scores:
    """What one model got."""
    told = json.loads((work / f"{model}-{PRESET}.json").read_text())
    return {
        row["name"]: (row["scores"]["iou"], row["scores"]["boundary_f"]) for row in told["rows"]
    }


def line(label: str, names: Sequence[str], found: Sequence[Scores]) -> str:
    """One row: how many pictures, and each model's means."""
    means = [[fmean(scores[name][kind] for name in names) for kind in (0, 1)] for scores in found]
    cells = [", ".join(f"{mean:.3f}".lstrip("0") for mean in pair) for pair in means]
    return f"| {label} | {len(names)} | {' | '.join(cells)} |"


def lines(sets: Mapping[str, str], found: Mapping[str, Scores]) -> Iterator[str]:
    """The whole table; ``sets`` has the set of each picture."""
    yield f"| family | photos | {' | '.join(TITLES.get(model, model) for model in found)} |"
    yield "|---|---|" + "---|" * len(found)
    for families, title in ((LEARNT, "all it learnt from"), (NEVER, "all never in training")):
        members = {key: [name for name, its in sets.items() if its == key] for key in families}
        for key, label in families.items():
            yield line(label, members[key], [*found.values()])
        every = [name for names in members.values() for name in names]
        yield line(f"**{title}**", every, [*found.values()])


def main() -> None:
    """Read, print, and write the page when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--publish", action="store_true")
    asked = parser.parse_args()
    with (asked.data / "manifest.csv").open() as stream:
        sets = {row["stem"]: row["set"] for row in csv.DictReader(stream)}
    left_out = [LEFT_OUT] * (asked.work / f"{LEFT_OUT}-{PRESET}.json").exists()
    found = {model: measured(asked.work, model) for model in (*MODELS, *left_out)}
    text = "\n".join(lines(sets, found)) + "\n"
    print(text)
    if asked.publish:
        put_table(text, TABLE, page=PAGE)


if __name__ == "__main__":
    main()
