"""A textured subject over a textured ground, and a small matte as a network would give it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.values import Cutout, Image, Matte

Floats = NDArray[np.float32]

HEIGHT, WIDTH = 96, 120
NETWORK = 48
REDS = ((230, 60, 40), (250, 170, 60))
BLUES = ((20, 50, 160), (60, 180, 200))


@dataclass(frozen=True)
class Scene:
    """A photo, the truth about it, and what a network sees of it.

    Attributes:
        photo: (96, 120, 3) uint8.
        alpha: (96, 120) float32, the true one: a disc with hairs standing off it.
        foreground: (96, 120, 3) float32, the subject's true colours.
        matte: (48, 48) float32, the true alpha at a network's size.
    """

    photo: NDArray[np.uint8]
    alpha: Floats
    foreground: Floats
    matte: Matte


def _alpha() -> Floats:
    """Drawn at 8 times the size, so that it is properly anti-aliased; left and right differ."""
    large = np.zeros((HEIGHT * 8, WIDTH * 8), np.uint8)
    middle = (WIDTH * 4 - 60, HEIGHT * 4)
    cv2.circle(large, middle, 200, 255, -1)
    tips = ((880, 60), (900, 380), (850, 700))
    lines = [np.array([middle, tip], np.int32) for tip in tips]
    cv2.polylines(large, lines, isClosed=False, color=255, thickness=14)
    small = cv2.resize(large.astype(np.float32) / 255, (WIDTH, HEIGHT), interpolation=3)
    return np.asarray(small, np.float32)


def _texture(line: tuple[tuple[int, ...], tuple[int, ...]], phase: float) -> Floats:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    wave = np.sin(rows / 6 + phase) * np.cos(columns / 9 - phase)
    share = (wave[:, :, None] + 1) / 2
    return np.asarray((1 - share) * line[0] + share * line[1], np.float32)


@pytest.fixture(scope="session")
def scene() -> Scene:
    """The drawn photo."""
    alpha = _alpha()
    foreground, share = _texture(REDS, 0.0), alpha[:, :, None]
    photo = np.rint(share * foreground + (1 - share) * _texture(BLUES, 1.0)).astype(np.uint8)
    seen = cv2.resize(alpha, (NETWORK, NETWORK), interpolation=cv2.INTER_AREA)
    return Scene(photo, alpha, foreground, Matte(np.asarray(seen, np.float32)))


@pytest.fixture(scope="session")
def cutout(scene: Scene) -> Cutout:
    """The ideal cut-out of that photo: true colours, true alpha."""
    colours = np.where(scene.alpha[:, :, None] > 0, np.rint(scene.foreground), 0)
    return Cutout(colours.astype(np.uint8), scene.alpha, Image(scene.photo))
