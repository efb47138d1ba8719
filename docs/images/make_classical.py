"""Makes the pictures of docs/classical.md: python docs/images/make_classical.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

import nukki
from nukki.core.values import Image

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"

QUALITY = 80
SIDE = 320
OVERSIZE = 8
GAP_PX = 4
BACKGROUNDS = ("black", "white", "magenta")
ON_COFFEE = ("otsu", "kmeans", "back-projection", "canny", "mean-shift", "grabcut")
ON_PRODUCT = ("otsu", "watershed", "chroma-key")

Picture = NDArray[Any]


def save(pixels: Picture, name: str) -> None:
    """Write an (H, W, 3) picture as a JPEG beside this file."""
    opaque = np.ones(pixels.shape[:2], np.float32)
    nukki.Cutout(pixels, opaque, source=Image(pixels)).save(HERE / name, quality=QUALITY)


def beside(*parts: Picture) -> Picture:
    """Pictures of one height in a row."""
    gap = np.full((parts[0].shape[0], GAP_PX, 3), 255, np.uint8)
    return np.hstack([piece for part in parts for piece in (gap, part)][1:])


def hair() -> NDArray[np.float32]:
    """Alpha (SIDE, SIDE) of a head with hair thinner than a pixel."""
    side = SIDE * OVERSIZE
    large = np.zeros((side, side), np.uint8)
    middle = np.array((side // 2, int(side * 0.7)))
    cv2.ellipse(large, middle.tolist(), (side // 4, side // 3), 0, 0, 360, 255, -1)
    rng = np.random.default_rng(3)
    along = np.linspace(0.2, 1.0, 30)
    for _ in range(110):
        turned = rng.uniform(3.0, 6.4) + rng.uniform(-0.6, 0.6) * along
        line = (
            np.stack([np.cos(turned), np.sin(turned)], 1) * (along * rng.uniform(0.4, 0.6))[:, None]
        )
        points = (middle + line * side).astype(np.int32)
        cv2.polylines(large, [points], isClosed=False, color=255, thickness=6)
    small = cv2.resize(large, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return (small / np.float32(255)).astype(np.float32)


def green_screen() -> Picture:
    """That head, textured, before a green screen that is lit from one side; a camera's noise."""
    share, (y, x) = hair()[:, :, None], np.mgrid[:SIDE, :SIDE] / SIDE
    texture = ((np.sin(y * 40 + x * 13) * np.cos(x * 31) + 1) / 2)[:, :, None]
    head = (1 - texture) * np.array((60, 40, 30)) + texture * np.array((205, 155, 95))
    screen = np.array((0, 177, 64)) * (1.1 - 0.35 * x - 0.2 * y)[:, :, None]
    noise = np.random.default_rng(0).normal(0.0, 2.0, head.shape)
    mixed = share * head + (1 - share) * screen + noise
    return np.clip(np.rint(mixed), 0, 255).astype(np.uint8)


def product() -> Picture:
    """The cup of the example photo on a plain ground."""
    cup = nukki.cut(EXAMPLES / "coffee.jpg", edges="fine").on("#7fa8bd").foreground
    noise = np.random.default_rng(0).normal(0.0, 2.0, cup.shape)
    return np.clip(np.rint(cup + noise), 0, 255).astype(np.uint8)


def by(model: str, photo: Picture) -> Picture:
    """What a technique finds, over magenta, at half the size."""
    found = nukki.cut(photo, model=model).on("magenta").foreground
    return np.asarray(cv2.resize(found, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))


def main() -> None:
    """Write every picture."""
    photo = green_screen()
    key = nukki.cut(photo, model="chroma-key")
    save(beside(photo, *(key.on(colour).foreground for colour in BACKGROUNDS)), "key.jpg")
    coffee = nukki.load(EXAMPLES / "coffee.jpg").pixels
    found = [by(model, coffee) for model in ON_COFFEE]
    rows = [beside(*found[:3]), beside(*found[3:])]
    save(np.vstack([rows[0], np.full_like(rows[0][:GAP_PX], 255), rows[1]]), "techniques.jpg")
    plain = product()
    save(beside(*(by(model, plain) for model in ON_PRODUCT)), "techniques-plain.jpg")


if __name__ == "__main__":
    main()
