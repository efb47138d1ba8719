"""Discs; two in one picture: only a click tells which of them is meant."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.train.drawing import save
from tests.train.loop.conftest import write_dataset

from nukki.train.data.dataset import Dataset
from nukki.train.data.row import Row, Split

SIDE_PX = 48
LEFT, RIGHT = (13.0, 24.0), (36.0, 24.0)


def disc(middle: tuple[float, float], radius_px: float = 9) -> NDArray[np.bool_]:
    rows, columns = np.mgrid[:SIDE_PX, :SIDE_PX] + 0.5
    inside: NDArray[np.bool_] = np.hypot(columns - middle[0], rows - middle[1]) < radius_px
    return inside


def drawn(seed: int, *inside: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """A photo (h, w, 3) of dark things on a light ground."""
    chance = np.random.default_rng(seed)
    photo = chance.uniform(150, 240, 3) + chance.normal(0, 6, (SIDE_PX, SIDE_PX, 3))
    for thing in inside:
        photo[thing] += chance.uniform(10, 90, 3) - 200
    return np.clip(photo, 0, 255).astype(np.uint8)


def _somewhere(seed: int) -> NDArray[np.bool_]:
    chance = np.random.default_rng(seed)
    x, y = chance.uniform(12, 36, 2)
    return disc((x, y), chance.uniform(6, 11))


def row(root: Path, seed: int, split: Split) -> Row:
    inside = _somewhere(seed)
    save(root / f"im/{seed}.png", drawn(seed, inside))
    save(root / f"gt/{seed}.png", inside.astype(np.uint8) * np.uint8(255))
    return Row(f"disc{seed}", split, f"im/{seed}.png", f"gt/{seed}.png")


@pytest.fixture(scope="session")
def discs(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """48 pictures of a disc to learn from, eight times an epoch, and 8 to measure on."""
    root = tmp_path_factory.mktemp("discs")
    once = [row(root, seed, "train") for seed in range(48)]
    rows = [replace(one, name=f"{one.name}-{n}") for n in range(8) for one in once]
    rows += [row(root, seed, "validation") for seed in range(100, 108)]
    write_dataset(root, rows)
    pictures = {"train": len(rows) - 8, "validation": 8, "test": 0}
    (root / "dataset.json").write_text(json.dumps({"version": 1, "pictures": pictures}))
    return Dataset.open(root)
