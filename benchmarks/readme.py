"""The figures of the README, in each of its languages, out of what the benchmarks recorded.

    python benchmarks/readme.py                    write them; measure what never was
    python benchmarks/readme.py --fresh --data DATA    measure everything anew, first

Speed, memory and size come from ``against_rembg.json`` and ``against_imgly.json``, devices from
``devices.json``, quality from the table that ``quality.py`` writes into ``docs/quality.md``; no
figure is typed. On a machine with a GPU, ``devices.py`` adds its row. What is fresh also goes into
the pages that copy it (``docs/rembg.md``, ``docs/models.md``), which needs nukki's test extra.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import against_imgly
import against_rembg
from machine import was_busy
from readme_words import LANGUAGES, Words
from tables import part_of, put_table
from whole_command import Pair, median

HERE = Path(__file__).parent
ROOT = HERE.parent
NAME = "figures"
MODEL = "u2netp"
PRESETS = ("fast", "balanced", "best")
SHOWN = ("512", "9mp")
"""Pairs that the README shows, by their names in both records."""


@dataclass(frozen=True)
class Step:
    """A benchmark that one of the sources comes from."""

    script: str
    record: Path
    needs_data: bool = False


STEPS = (
    Step("against_rembg.py", HERE / "against_rembg.json"),
    Step("against_imgly.py", against_imgly.RECORD),
    Step("devices.py", HERE / "devices.json"),
    Step("quality.py", ROOT / "docs" / "quality.md", needs_data=True),
)


def main() -> None:
    """Measure what must be measured, and write the pages."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--fresh", action="store_true", help="measure everything anew")
    parser.add_argument("--data", type=Path, help="photos with masks, for the quality")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as empty:  # what was kept of earlier runs is not fresh
        for step in STEPS:
            if asked.fresh or not step.record.is_file():
                measure(step, asked.data, work=Path(empty))
    for page, words in LANGUAGES.items():
        put_table(figures(words), NAME, page=ROOT / page)
    if asked.fresh:
        write_copies()


def measure(step: Step, data: Path | None, *, work: Path) -> None:
    """Run one benchmark; it writes its own record and page."""
    if step.needs_data and data is None:
        print(f"{step.script}: left as it was, since --data names no photos with masks")
        return
    more = [str(data), "--publish", "--work", str(work)] if step.needs_data else []
    subprocess.run([sys.executable, str(HERE / step.script), *more], check=True)


def write_copies() -> None:
    """Write the pages that copy some of these figures; the pages' own tests know how."""
    tests = ["pytest", "-q", "tests/docs/test_tables.py", "-k", "rembg.md or models.md"]
    told = {**os.environ, "NUKKI_WRITE_DOCS": "1"}
    subprocess.run([sys.executable, "-m", *tests], cwd=ROOT, env=told, check=True)


def figures(words: Words) -> str:
    """What stands between the marks of a page."""
    rembg, imgly = (json.loads(step.record.read_text()) for step in STEPS[:2])
    heads = [words.same, "nukki", words.other, words.time, words.memory]
    blocks = [
        [row(heads), rule(heads), *speed(words, rembg, imgly), *sizes(words, rembg, imgly)],
        [words.ratios],
        quality(words),
        [devices(words)],
        [words.made],
    ]
    return "\n" + "\n\n".join("\n".join(block) for block in blocks) + "\n\n"


def speed(words: Words, rembg: Mapping[str, Any], imgly: Mapping[str, Any]) -> Iterator[str]:
    """A row for each photo through each pair of commands."""
    theirs = (
        (against_rembg.OTHER, MODEL, rembg),
        (against_imgly.OTHER, against_imgly.MODEL, imgly),
    )
    for other, model, record in theirs:
        for name in (name for name in (*SHOWN, "warm") if name in record["pairs"]):
            pair = Pair.recorded(record["pairs"][name])
            what = f"{words.photos[name]}, `{model}`"
            yield pair_row(what, other, pair, "cpu_s" if was_busy(record) else "wall_s")


UNITS = {"wall_s": "s", "cpu_s": "CPU s"}


def pair_row(what: str, other: str, pair: Pair, time: str) -> str:
    """Medians of both, and of the ratios."""
    ours, theirs = (
        f"{median(costs, time):.2f} {UNITS[time]}, {median(costs, 'peak_mib'):.0f} MiB"
        for costs in (pair.ours, pair.theirs)
    )
    ratios = f"{pair.ratio(time):.2f}", f"{pair.ratio('peak_mib'):.2f}"
    return row([what, ours, f"{other}: {theirs}", *ratios])


def sizes(words: Words, rembg: Mapping[str, Any], imgly: Mapping[str, Any]) -> Iterator[str]:
    """What each takes on the disk."""
    ours, theirs = rembg["others"]["installed"].split("; rembg: ")
    yield row([words.installed, ours, f"{against_rembg.OTHER}: {theirs}", "", ""])
    held = imgly["installed"]
    cells = [f"{words.with_weights}, `{against_imgly.MODEL}`", held["nukki"]]
    yield row([*cells, f"{against_imgly.OTHER}: {held['IMG.LY']}", "", ""])


def quality(words: Words) -> list[str]:
    """The default model's rows of the quality page, by preset."""
    part = part_of("table", page=ROOT / "docs" / "quality.md")
    lines = [line for line in part.splitlines() if line]
    photos = lines[0].partition(" ")[0]
    heads, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:])
    by_name = {cells[0]: dict(zip(heads, cells, strict=True)) for cells in rows}
    shown = [words.preset, "IoU", "boundary F", words.seconds]
    found = [by_name[f"{MODEL}, {preset}"] for preset in PRESETS]
    return [
        words.quality.format(photos=photos, model=MODEL),
        "",
        row(shown),
        rule(shown),
        *(
            row([f"`{preset}`", cells["IoU"], cells["boundary F"], cells["s"]])
            for preset, cells in zip(PRESETS, found, strict=True)
        ),
    ]


def devices(words: Words) -> str:
    """Devices other than the CPU that have measured warm calls, or that none has."""
    record = json.loads((HERE / "devices.json").read_text())
    told = [
        f"{device} ({machine}): "
        + ", ".join(f"`{model}` {times['s']:.3f} s" for model, times in by_model.items())
        for machine, by_device in record.items()
        for device, by_model in by_device.items()
        if device != "cpu"
    ]
    return f"{words.on_devices} {'; '.join(told)}." if told else words.no_gpu


def row(cells: list[str]) -> str:
    """A row of a table."""
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in cells)


def rule(heads: list[str]) -> str:
    """What stands below a table's heads."""
    return "|" + "---|" * len(heads)


if __name__ == "__main__":
    main()
