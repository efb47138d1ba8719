"""nukki-lite from nothing: teach, prepare, train at four sizes, export.

    python benchmarks/nukki_lite.py PICTURES --work FOLDER [--minutes 170] [--without SET ...]

PICTURES holds ``train/`` (``im/``, ``gt/``, ``bg/`` and a ``manifest.csv`` that names each
picture's set) and ``photos/`` (``im/``, unlabelled). Each step is a command of nukki's own, printed
before it runs; all of them go on where they were stopped. docs/nukki-lite.md has what came of it.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import random
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

UNFREE = ("davis", "bags")
"""Sets whose terms forbid commercial use: nothing is learnt from them."""

TEACHER = "u2net"
TAUGHT = 0.6
"""What a photo with a teacher's matte counts, where one with a truth counts 1."""

TEACHERS = "u2net+isnet-imgly"
"""Whose mean is learnt from where both are asked; a pixel counts less where they disagree."""


@dataclass(frozen=True)
class Leg:
    """A part of the training: its size in pixels, its share of the time, its highest rate."""

    side: str
    share: float
    rate: str
    batch: str


LEGS = (
    Leg("256", 0.36, "1e-3", "12"),
    Leg("224", 0.26, "1e-3", "12"),
    Leg("320", 0.18, "5e-4", "8"),
    Leg("384", 0.20, "4e-4", "8"),
)
"""Each begins with the best weights of the one before. Subjects are learnt at small sizes, quickly;
outlines at the last ones, near the size that photos are seen at later."""

COLUMNS = ("name", "image", "mask", "kind", "category", "weight", "split")


def nukki(*words: str) -> None:
    """One command of nukki's."""
    print("nukki", shlex.join(words), flush=True)
    subprocess.run([sys.executable, "-m", "nukki", *words], check=True)


def teach(photos: Path, mattes: Path) -> None:
    """A matte of each unlabelled photo, as 8-bit PNG."""
    fast = ["--device", "openvino-fast"] if importlib.util.find_spec("openvino") else []
    nukki(
        "remove", str(photos), "-o", str(mattes), "-m", TEACHER, "--preset", "fast", *fast,
        "--matte-only", "--format", "png", "--skip-existing",
    )  # fmt: skip


def labelled(train: Path, without: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Rows of the pictures whose truth is known."""
    with (train / "manifest.csv").open() as stream:
        for row in csv.DictReader(stream):
            if row["set"] in without:
                continue
            name = row["stem"]
            image, mask = train / "im" / f"{name}.webp", train / "gt" / f"{name}.png"
            kind = row["alpha_or_binary"]
            yield f"{row['set']}/{name}", str(image), str(mask), kind, row["set"], "1", ""


def taught(photos: Path, mattes: Path, averaged: int) -> Iterator[tuple[str, ...]]:
    """Rows of the unlabelled photos; none of them is measured on.

    ``averaged`` of them get no mask here: training asks both teachers about them.
    """
    images = sorted(photos.iterdir())
    asked_of_both = set(random.Random(0).sample(images, min(averaged, len(images))))
    for image in images:
        mask, name = mattes / f"{image.stem}.png", f"photos/{image.stem}"
        if image in asked_of_both:
            yield name, str(image), "", "unlabelled", "taught", "1", "train"
        elif mask.exists():
            yield name, str(image), str(mask), "alpha", "taught", str(TAUGHT), "train"


def prepare(pictures: Path, work: Path, without: Sequence[str], averaged: int) -> Path:
    """The data set that is trained on."""
    mattes, data = work / "mattes", work / "data"
    teach(pictures / "photos" / "im", mattes)
    with (work / "pictures.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(COLUMNS)
        rows.writerows(labelled(pictures / "train", [*UNFREE, *without]))
        rows.writerows(taught(pictures / "photos" / "im", mattes, averaged))
    nukki(
        "data", "prepare", str(work / "pictures.csv"), "-o", str(data), "--long-side", "384",
        "--split", "90,8,2", "--backgrounds", str(pictures / "train" / "bg"),
    )  # fmt: skip
    return data


def train(data: Path, work: Path, minutes: float, *given: str) -> Path:
    """The run at the last size, which began with the best weights of the one before."""
    begin: list[str] = []
    for number, leg in enumerate(LEGS):
        run = work / f"run-{leg.side}"
        nukki(
            "train", str(data), "-o", str(run), "--arch", "lite", "--size", leg.side, *begin,
            "--minutes", f"{minutes * leg.share:.0f}", "--batch", leg.batch,
            "--learning-rate", leg.rate, "--encoder-factor", "0.25", "--freeze", "early",
            "--seed", str(number),
            "--loss", "edge+iou+l1", "--precision", "32", "--memory", "5000", "--validate", "100",
            *given,
        )  # fmt: skip
        begin = ["--init", str(run)]
    return run


def main() -> None:
    """All steps."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--work", type=Path, default=Path("build") / "nukki-lite")
    parser.add_argument("--minutes", type=float, default=170.0)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--averaged", type=int, default=0, help="photos that two teachers answer")
    parser.add_argument("--without", nargs="*", default=(), help="sets that are left out, too")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    data = prepare(asked.pictures, asked.work, asked.without, asked.averaged)
    teachers = ["--teacher", TEACHERS] if asked.averaged else []
    run = train(data, asked.work, asked.minutes, "--threads", str(asked.threads), *teachers)
    nukki(
        "export", str(run), "--name", "nukki-lite-new", "--to", "fp16", "--licence", "Apache-2.0",
        "--files-only", "-o", str(asked.work / "exported"),
    )  # fmt: skip


if __name__ == "__main__":
    main()
