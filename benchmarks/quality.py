"""The quality table of ``docs/quality.md``: one row per setting, by ``nukki evaluate``.

    python benchmarks/quality.py DATA [--every 3] [--work FOLDER] [--publish]

Settings that were measured before are not measured again (their scores lie in the work folder);
``--publish`` writes the table into the page.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs" / "quality.md"
TABLE_BEGIN, TABLE_END = "<!-- table -->\n", "<!-- /table -->"

SETTINGS: dict[str, tuple[str, ...]] = {
    "u2netp, fast": ("-m", "u2netp", "--preset", "fast"),
    "u2netp, balanced": ("-m", "u2netp"),
    "u2netp, best": ("-m", "u2netp", "--preset", "best"),
    "u2net, fast": ("-m", "u2net", "--preset", "fast"),
    "u2net, balanced": ("-m", "u2net"),
    "u2net, best": ("-m", "u2net", "--preset", "best"),
    "isnet-imgly, fast": ("-m", "isnet-imgly", "--preset", "fast"),
    "u2net+isnet-imgly, balanced": ("-m", "u2net+isnet-imgly"),
    "u2net+isnet-imgly, best": ("-m", "u2net+isnet-imgly", "--preset", "best"),
}

COLUMNS = {
    "mae": ("MAE", 4),
    "iou": ("IoU", 3),
    "s_measure": ("S", 3),
    "boundary_f": ("boundary F", 3),
    "band_mae": ("edge-band MAE", 3),
    "sad": ("SAD", 2),
    "gradient": ("Grad", 2),
}


def measure(name: str, data: Path, every: int, work: Path) -> dict[str, Any]:
    """The scores of one setting, measured now unless they are there."""
    target = work / f"{name.replace(', ', '-')}.json"
    nukki = shutil.which("nukki") or sys.exit("nukki is not installed in this environment")
    command = [nukki, "evaluate", str(data), "--every", str(every), "-o", str(target)]
    subprocess.run([*command, "--name", name, *SETTINGS[name]], check=True)
    scores: dict[str, Any] = json.loads(target.read_text())
    return scores


def row(name: str, scores: dict[str, Any]) -> str:
    """One line of the table: each mean, and below which it is chance (95 % interval) for IoU."""
    cells = [f"{scores['overall'][key]['mean']:.{n}f}" for key, (_, n) in COLUMNS.items()]
    iou = scores["overall"]["iou"]
    cells[1] += f" ({iou['low']:.3f}-{iou['high']:.3f})"
    return f"| {name} | {' | '.join(cells)} | {scores['seconds_median']:.2f} |"


def table(found: dict[str, dict[str, Any]]) -> str:
    """All settings."""
    heads = [label for label, _ in COLUMNS.values()]
    photos = next(iter(found.values()))["overall"]["mae"]["n"]
    lines = [
        f"{photos} photos; IoU with its 95 % interval; seconds are medians a photo.",
        "",
        f"| setting | {' | '.join(heads)} | s |",
        f"|---|{'---|' * (len(heads) + 1)}",
    ]
    return "\n".join(lines + [row(name, scores) for name, scores in found.items()]) + "\n"


def main() -> None:
    """Measure, print, publish."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--work", type=Path, default=Path("build") / "quality")
    parser.add_argument("--publish", action="store_true")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    found = {name: measure(name, asked.data, asked.every, asked.work) for name in SETTINGS}
    made = table(found)
    print(made)
    if asked.publish:
        text = PAGE.read_text()
        begin, end = text.index(TABLE_BEGIN) + len(TABLE_BEGIN), text.index(TABLE_END)
        PAGE.write_text(text[:begin] + made + text[end:])


if __name__ == "__main__":
    main()
