"""The quality table of ``docs/quality.md``: one row per setting, by ``nukki evaluate``.

    python benchmarks/quality.py DATA [--every 3] [--work FOLDER] [--publish]

What a network answered to a picture is kept in the work folder and not asked again: settings that
differ after the network share its answers, and a run that was stopped goes on. Scores are made
anew whenever the code has changed. Times are always measured with the network running.
``--publish`` writes the table into the page.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np
from tables import put_table

from nukki import Options, codecs, evaluate
from nukki.core.arrays import Pixels
from nukki.core.values import Matte
from nukki.evaluate import Evaluation
from nukki.pipeline import build
from nukki.stages.segment import NetworkSegmenter

PAGE = Path(__file__).parents[1] / "docs" / "quality.md"
TIMED_EVERY = 27
"""Of the measured photos every so many are timed."""

WHITE = 65535
"""Answers are kept in 16 bits."""

TABLE = "table"

SETTINGS: dict[str, Options] = {
    f"{model}, {preset}": Options(model=model, preset=preset)
    for model in ("nukki-lite", "u2netp", "u2net", "isnet-imgly", "u2net+isnet-imgly")
    for preset in ("fast", "balanced", "best")
}

COLUMNS = {
    "mae": ("MAE", 4),
    "iou": ("IoU", 3),
    "s_measure": ("S", 3),
    "boundary_f": ("boundary F", 3),
    "soft_mae": ("soft MAE", 3),
    "band_mae": ("band MAE", 3),
    "sad": ("SAD", 2),
    "gradient": ("Grad", 2),
}


@contextmanager
def remembering(folder: Path) -> Iterator[None]:
    """Meanwhile, networks are asked about each picture once, and their answers kept in a folder."""
    ask = NetworkSegmenter.__call__

    def answer(network: NetworkSegmenter, pixels: Pixels) -> Matte:
        kept = folder / network.spec.name / f"{_digest(pixels)}.npy"
        if not kept.exists():
            _keep(kept, ask(network, pixels))
        return Matte(np.load(kept).astype(np.float32) / np.float32(WHITE))

    with patch.object(NetworkSegmenter, "__call__", answer):
        yield


def _digest(pixels: Pixels) -> str:
    shape = str((pixels.shape, pixels.dtype)).encode()
    return hashlib.sha1(shape + pixels.tobytes(), usedforsecurity=False).hexdigest()


def _keep(path: Path, matte: Matte) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}")
    with part.open("wb") as stream:
        np.save(stream, np.rint(matte.alpha * WHITE).astype(np.uint16))
    part.replace(path)


def measure(name: str, data: evaluate.Dataset, work: Path) -> Evaluation:
    """The scores of one setting."""
    print(name, flush=True)
    stem = name.replace(", ", "-")
    chosen = evaluate.Pipeline(build(SETTINGS[name]), name)
    with remembering(work / "answers"):
        done = evaluate.evaluate(data, chosen, journal=work / f"{stem}.jsonl", cases=0)
    evaluate.write_json(work / f"{stem}.json", done)
    return done


def seconds(names: Iterable[str], data: evaluate.Dataset) -> dict[str, float]:
    """Median seconds a photo of each setting, on a few photos and always anew.

    All settings take turns at each photo, so that what else the machine does hits all alike.
    """
    removers = {name: build(SETTINGS[name]) for name in names}
    taken: dict[str, list[float]] = {name: [] for name in removers}
    for pair in evaluate.select(data, every=TIMED_EVERY).pairs:
        image = codecs.read(pair.image)
        for name, remover in removers.items():
            remover.load()
            begun = time.perf_counter()
            remover(image)
            taken[name].append(time.perf_counter() - begun)
    return {name: statistics.median(times_s) for name, times_s in taken.items()}


def row(name: str, done: Evaluation, time_s: float) -> str:
    """One line of the table: each mean, and between which bounds chance leaves it for IoU."""
    cells = [f"{done.overall[key].mean:.{n}f}" for key, (_, n) in COLUMNS.items()]
    iou = done.overall["iou"]
    cells[1] += f" ({iou.low:.3f}-{iou.high:.3f})"
    return f"| {name} | {' | '.join(cells)} | {time_s:.2f} |"


def table(found: dict[str, Evaluation], times_s: dict[str, float]) -> str:
    """All settings."""
    heads = [label for label, _ in COLUMNS.values()]
    photos = next(iter(found.values())).overall["mae"].n
    lines = [
        f"{photos} photos; IoU with its 95 % interval; s: median seconds a photo, in turn.",
        "",
        f"| setting | {' | '.join(heads)} | s |",
        f"|---|{'---|' * (len(heads) + 1)}",
    ]
    return (
        "\n".join(lines + [row(name, done, times_s[name]) for name, done in found.items()]) + "\n"
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
    data = evaluate.select(evaluate.open_dataset(asked.data), every=asked.every)
    found = {name: measure(name, data, asked.work) for name in asked.only}
    made = table(found, seconds(found, data))
    print(made)
    if asked.publish:
        put_table(made, TABLE, page=PAGE)


if __name__ == "__main__":
    main()
