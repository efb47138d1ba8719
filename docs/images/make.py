"""Makes the pictures of the README from ``examples/``: python docs/images/make.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import nukki
from nukki.core.values import Image

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"

QUALITY = 85
BACKGROUNDS = ("black", "white", "#00b140")
HAIR = slice(10, 130), slice(146, 314)
ENLARGED = 2
GAP_PX = 6


def save(pixels: NDArray[Any], name: str) -> None:
    """Write an (H, W, 3) picture as a JPEG beside this file."""
    opaque = np.ones(pixels.shape[:2], np.float32)
    nukki.Cutout(pixels, opaque, source=Image(pixels)).save(HERE / name, quality=QUALITY)


def hair(edges: str) -> NDArray[Any]:
    """The astronaut's hair over each background, side by side."""
    cutout = nukki.cut(EXAMPLES / "astronaut.jpg", edges=edges)
    parts = [cutout.on(colour).foreground[HAIR] for colour in BACKGROUNDS]
    gap = np.full((parts[0].shape[0], GAP_PX // ENLARGED, 3), 255, np.uint8)
    row = np.hstack([part for one in parts for part in (gap, one)][1:])
    return row.repeat(ENLARGED, axis=0).repeat(ENLARGED, axis=1)


def main() -> None:
    """Write every picture."""
    for name in ("astronaut", "chelsea", "coffee"):
        figure = nukki.cut(EXAMPLES / f"{name}.jpg").compare()
        figure.save(HERE / f"{name}.compare.jpg", quality=QUALITY)
    for edges in ("plain", "clean"):
        save(hair(edges), f"hair-{edges}.jpg")


if __name__ == "__main__":
    main()
