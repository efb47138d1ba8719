"""Drawn silhouettes as a prepared data set, and listeners that remember."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from tests.train.drawing import cut_out, save, silhouette

from nukki.train.data.dataset import Dataset
from nukki.train.data.row import COLUMNS, Kind, Row, Split
from nukki.train.run_folder import RunFolder
from nukki.train.settings import TrainingSettings


def write_dataset(root: Path, rows: Sequence[Row], grounds: int = 0) -> Dataset:
    """A data set of rows whose files are there."""
    places = [f"bg/{n}.png" for n in range(grounds)]
    for n, place in enumerate(places):
        save(root / place, np.full((60, 80, 3), 40 + 60 * n, np.uint8))
    with (root / "manifest.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(row.as_text() for row in rows)
    facts = {"version": 1, "backgrounds": {"train": places, "validation": places[:1]}}
    (root / "dataset.json").write_text(json.dumps(facts))
    return Dataset.open(root)


def draw_row(root: Path, seed: int, split: Split, kind: Kind = "binary") -> Row:
    """A silhouette's files and its row."""
    name = f"figure{seed}"
    if kind == "cutout":
        save(root / f"im/{name}.png", cut_out(seed))
        return Row(name, split, f"im/{name}.png", kind=kind)
    photo, mask = silhouette(seed)
    save(root / f"im/{name}.png", photo)
    truth = "" if kind == "unlabelled" else f"gt/{name}.png"
    if truth:
        save(root / truth, mask)
    return Row(name, split, f"im/{name}.png", truth, kind=kind)


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """64 silhouettes to learn from, 12 to measure on."""
    root = tmp_path_factory.mktemp("dataset")
    rows = [draw_row(root, seed, "train") for seed in range(64)]
    rows += [draw_row(root, seed, "validation") for seed in range(100, 112)]
    return write_dataset(root, rows)


@pytest.fixture
def few(tmp_path: Path) -> Dataset:
    """16 silhouettes, two cut-outs and two backgrounds to learn from, 4 to measure on."""
    root = tmp_path / "few"
    rows = [draw_row(root, seed, "train") for seed in range(16)]
    rows += [draw_row(root, seed, "train", "cutout") for seed in (30, 31)]
    rows += [draw_row(root, seed, "validation") for seed in range(100, 104)]
    return write_dataset(root, rows, grounds=2)


@pytest.fixture
def quick() -> TrainingSettings:
    """A network of 30,000 weights that sees 48 pixels, on one thread: a second an epoch."""
    return TrainingSettings(
        parameters={"width": 4, "depth": 3}, size="48", epochs=2, device="cpu", threads=1
    )


class Recorder:
    """A listener that remembers the rows it was told."""

    def __init__(self) -> None:
        self.rows: list[dict[str, float]] = []

    def begun(self, run: RunFolder, batches: int, epoch: int) -> None:
        """Nothing."""

    def batch_done(self, epoch: int, batch: int, loss: float, pictures_s: float) -> None:
        """Nothing."""

    def measuring(self) -> None:
        """Nothing."""

    def start_measured(self, row: dict[str, float]) -> None:
        """Remember."""
        self.rows.append(row)

    def epoch_done(self, row: dict[str, float], best: bool) -> bool:
        """Remember."""
        self.rows.append(row)
        return False


def start_nukki(*words: str | Path) -> subprocess.Popen[str]:
    """The command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "nukki", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
