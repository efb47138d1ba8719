"""Silhouettes drawn for these tests: a head over shoulders on a coloured ground, truth known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage

Bytes = NDArray[np.uint8]


def silhouette(seed: int, size_hw: tuple[int, int] = (96, 80)) -> tuple[Bytes, Bytes]:
    """A photo (H, W, 3) uint8 and its mask (H, W) uint8, other for every seed."""
    chance = np.random.default_rng(seed)
    height, width = size_hw
    y, x = (np.mgrid[:height, :width] + 0.5) / max(height, width)
    tall = chance.uniform(0.8, 1.2)
    middle_x, head_y = chance.uniform(0.3, 0.5), chance.uniform(0.2, 0.35)
    head = np.hypot((x - middle_x), (y - head_y) / 1.2) < 0.1 * tall
    body = np.hypot((x - middle_x) / 0.55, (y - head_y - 0.42 * tall)) < 0.32 * tall
    inside = head | body
    ground, subject = chance.uniform(110, 240, 3), chance.uniform(10, 120, 3)
    slope = 60 * (x[..., None] - 0.4) * chance.uniform(-1, 1, 3)
    noise = chance.normal(0, 12, (height, width, 3))
    colour = np.where(inside[..., None], subject, ground + slope) + noise
    photo = np.clip(colour, 0, 255).astype(np.uint8)
    return photo, inside.astype(np.uint8) * np.uint8(255)


def save(path: Path, pixels: Bytes) -> Path:
    """A picture file, by its ending."""
    path.parent.mkdir(parents=True, exist_ok=True)
    PillowImage.fromarray(pixels).save(path)
    return path


def save_pairs(root: Path, count: int, *, first: int = 0) -> Path:
    """A folder with images/ and masks/ of so many silhouettes: figure0, figure1, ..."""
    for seed in range(first, first + count):
        photo, mask = silhouette(seed)
        save(root / "images" / f"figure{seed}.png", photo)
        save(root / "masks" / f"figure{seed}.png", mask)
    return root


def cut_out(seed: int) -> Bytes:
    """(H, W, 4) uint8, a silhouette with alpha."""
    photo, mask = silhouette(seed)
    return np.dstack((photo, mask))
