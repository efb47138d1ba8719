"""Clips drawn from photos whose alpha is known: a subject that sways before a scenery that passes.

The matte moves with the subject, so that it is exact in every frame.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from nukki import codecs
from nukki.core.arrays import FloatMap, Pixels
from nukki.evaluate.truth import read_matte
from nukki.ops.composite import cover, over
from nukki.ops.foreground import estimate_foreground

SIZE_HW = (480, 854)
MARGIN = 1.25
"""How much larger than the frame the scenery is: what it can pass by."""

HEIGHT = 0.85
"""Of the subject, as a share of the frame's."""

PERIOD = 40
"""Frames of one sway."""

MAX_MEGAPIXELS = 50


@dataclass(frozen=True)
class Moving:
    """A clip to be drawn.

    Attributes:
        name: What tables call it.
        photo: The subject's photo.
        matte: Its alpha.
        scenery: A photo to stand before.
    """

    name: str
    photo: Path
    matte: Path
    scenery: Path

    def frames(self, count: int) -> Iterator[tuple[Pixels, FloatMap]]:
        """Frames (H, W, 3) uint8 with their exact mattes (H, W) float32 [0, 1]."""
        pixels = codecs.read(self.photo).pixels
        alpha = read_matte(self.matte, max_megapixels=MAX_MEGAPIXELS)
        colours = estimate_foreground(pixels, alpha)
        wide = (round(SIZE_HW[0] * MARGIN), round(SIZE_HW[1] * MARGIN))
        scenery = cover(codecs.read(self.scenery).pixels, wide)
        for number in range(count):
            place = _place(number, alpha.shape)
            moved = cv2.warpAffine(colours, place, SIZE_HW[::-1], flags=cv2.INTER_LINEAR,
                                   borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
            matte = cv2.warpAffine(alpha, place, SIZE_HW[::-1], flags=cv2.INTER_LINEAR)
            exact = np.clip(matte, 0, 1).astype(np.float32)
            yield over(moved, exact, _behind(scenery, number)), exact


def _place(number: int, size_hw: tuple[int, ...]) -> FloatMap:
    """Where the subject is: it sways, nears and leans by parts of a pixel."""
    phase = 2 * math.pi * number / PERIOD
    scale = HEIGHT * SIZE_HW[0] / size_hw[0] * (1 + 0.06 * math.sin(phase / 2))
    turn = cv2.getRotationMatrix2D(
        (size_hw[1] / 2, size_hw[0] / 2), 4 * math.sin(phase), scale
    )  # degrees
    turn[:, 2] += (
        SIZE_HW[1] / 2 - size_hw[1] / 2 + 0.08 * SIZE_HW[1] * math.sin(phase),
        SIZE_HW[0] / 2 - size_hw[0] / 2 + 0.05 * SIZE_HW[0],
    )
    return np.asarray(turn, np.float32)


def _behind(scenery: Pixels, number: int) -> Pixels:
    """What is seen of the scenery: it passes by to the left and comes back."""
    free = scenery.shape[1] - SIZE_HW[1], scenery.shape[0] - SIZE_HW[0]
    share = 0.5 + 0.5 * math.cos(math.pi * number / PERIOD)
    place = np.array([[1, 0, -free[0] * share], [0, 1, -free[1] * share]], np.float32)
    shifted = cv2.warpAffine(scenery, place, SIZE_HW[::-1], flags=cv2.INTER_LINEAR)
    return np.ascontiguousarray(shifted).astype(np.uint8)


def moving_clips(data: Path, sceneries: Path, names: tuple[str, ...]) -> tuple[Moving, ...]:
    """A clip of each photo named, in ``data``'s im/ and gt/, before the first sceneries."""
    photos = {path.stem: path for path in (data / "im").iterdir()}
    behind = sorted(sceneries.iterdir())
    return tuple(
        Moving(f"{name} (drawn)", photos[name], data / "gt" / f"{name}.png", behind[number])
        for number, name in enumerate(names)
    )
