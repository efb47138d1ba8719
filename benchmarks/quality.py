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
TIMED_EVERY = 9
"""Of the measured photos every so many are timed."""

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
    return _evaluate(name, data, every, work / f"{_stem(name)}.json")


def seconds(name: str, data: Path, every: int, work: Path) -> float:
    """Median seconds a photo, on a few photos and always anew.

    Timed in one sitting, after all scores are there: the scores' own times come from whatever the
    machine did meanwhile.
    """
    timed = _evaluate(name, data, every * TIMED_EVERY, work / f"{_stem(name)}-time.json", "--fresh")
    median: float = timed["seconds_median"]
    return median


def _evaluate(name: str, data: Path, every: int, target: Path, *more: str) -> dict[str, Any]:
    nukki = shutil.which("nukki") or sys.exit("nukki is not installed in this environment")
    command = [nukki, "evaluate", str(data), "--every", str(every), "-o", str(target), *more]
    subprocess.run([*command, "--name", name, *SETTINGS[name]], check=True)
    scores: dict[str, Any] = json.loads(target.read_text())
    return scores


def _stem(name: str) -> str:
    return name.replace(", ", "-")


def row(name: str, scores: dict[str, Any], time_s: float) -> str:
    """One line of the table: each mean, and below which it is chance (95 % interval) for IoU."""
    cells = [f"{scores['overall'][key]['mean']:.{n}f}" for key, (_, n) in COLUMNS.items()]
    iou = scores["overall"]["iou"]
    cells[1] += f" ({iou['low']:.3f}-{iou['high']:.3f})"
    return f"| {name} | {' | '.join(cells)} | {time_s:.2f} |"


def table(found: dict[str, dict[str, Any]], times_s: dict[str, float]) -> str:
    """All settings."""
    heads = [label for label, _ in COLUMNS.values()]
    photos = next(iter(found.values()))["overall"]["mae"]["n"]
    lines = [
        f"{photos} photos; IoU with its 95 % interval; s: median seconds a photo, in one sitting.",
        "",
        f"| setting | {' | '.join(heads)} | s |",
        f"|---|{'---|' * (len(heads) + 1)}",
    ]
    return (
        "\n".join(lines + [row(name, scores, times_s[name]) for name, scores in found.items()])
        + "\n"
    )


def main() -> None:
    """Measure, print, publish."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--work", type=Path, default=Path("build") / "quality")
    parser.add_argument("--only", nargs="*", choices=SETTINGS, default=list(SETTINGS))
    parser.add_argument("--publish", action="store_true")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    found = {name: measure(name, asked.data, asked.every, asked.work) for name in asked.only}
    times_s = {name: seconds(name, asked.data, asked.every, asked.work) for name in asked.only}
    made = table(found, times_s)
    print(made)
    if asked.publish:
        text = PAGE.read_text()
        begin, end = text.index(TABLE_BEGIN) + len(TABLE_BEGIN), text.index(TABLE_END)
        PAGE.write_text(text[:begin] + made + text[end:])


if __name__ == "__main__":
    main()
