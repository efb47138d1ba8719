"""Subjects that are drawn, so that the true alpha and the true colours are known.

disc       a solid body with an edge that is 3 pixels soft
hair       a body with one-pixel lines standing off it
gradient   alpha rises steadily from left to right
ring       a body with a hole
blob       nothing but softness, as smoke or fur
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from nukki.core.values import Trimap

Floats = NDArray[np.float32]

SIDE = 64
SUBJECTS = ("disc", "hair", "gradient", "ring", "blob")
REDS = ((230, 60, 40), (250, 170, 60))
BLUES = ((20, 50, 160), (60, 180, 200))


@dataclass(frozen=True)
class Scene:
    """A photo and the truth about it.

    Attributes:
        photo: (64, 64, 3) uint8, the composite, rounded.
        alpha: (64, 64) float32, the true one.
        foreground, background: (64, 64, 3) float32 on the photo's scale; each lies on a line
            between two colours and wanders along it, slowly: a texture.
    """

    photo: NDArray[np.uint8]
    alpha: Floats
    foreground: Floats
    background: Floats

    def trimap(self, margin_px: int) -> Trimap:
        """What an ideal trimap knows, ``margin_px`` away from what is soft."""
        side = 2 * margin_px + 1
        soft = ((self.alpha > 0) & (self.alpha < 1)).astype(np.uint8)
        unknown = cv2.dilate(soft, np.ones((side, side), np.uint8)) > 0
        return Trimap(np.where(unknown, 0.5, self.alpha >= 0.5).astype(np.float32))


def _distance(y: float = SIDE / 2, x: float = SIDE / 2) -> Floats:
    rows, columns = np.mgrid[:SIDE, :SIDE] + 0.5
    return np.asarray(np.hypot(rows - y, columns - x), np.float32)


def _disc(radius: float, soft_px: float) -> Floats:
    return np.asarray(np.clip((radius - _distance()) / soft_px + 0.5, 0, 1), np.float32)


def _hair() -> Floats:
    """A disc with lines drawn at 8 times the size, so that they are properly anti-aliased."""
    large = np.zeros((SIDE * 8, SIDE * 8), np.uint8)
    middle = SIDE * 4
    cv2.circle(large, (middle, middle), 100, 255, -1)
    angles = np.linspace(0, 2 * np.pi, 13)[:-1]
    tips = np.stack([middle + 210 * np.cos(angles), middle + 210 * np.sin(angles)], 1)
    lines = np.stack([np.full_like(tips, middle), tips], 1).astype(np.int32)
    cv2.polylines(large, list(lines), isClosed=False, color=255, thickness=7)
    small = cv2.resize(large.astype(np.float32) / 255, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def _gradient() -> Floats:
    ramp = np.clip(np.linspace(-0.3, 1.3, SIDE), 0, 1).astype(np.float32)
    return np.tile(ramp, (SIDE, 1))


def _blob() -> Floats:
    bell = np.exp(-((_distance() / 16) ** 2))
    return np.asarray(np.clip(bell * 1.2 - 0.1, 0, 1), np.float32)


DRAWN: dict[str, Callable[[], Floats]] = {
    "disc": lambda: _disc(18, 3),
    "hair": _hair,
    "gradient": _gradient,
    "ring": lambda: _disc(24, 3) - _disc(12, 3),
    "blob": _blob,
}


def _texture(line: tuple[tuple[int, ...], tuple[int, ...]], phase: float) -> Floats:
    rows, columns = np.mgrid[:SIDE, :SIDE]
    wave = np.sin(rows / 5 + phase) * np.cos(columns / 7 - phase)
    share = (wave[:, :, None] + 1) / 2
    return np.asarray((1 - share) * line[0] + share * line[1], np.float32)


MakeScene = Callable[[str], Scene]


@pytest.fixture(scope="session")
def make_scene() -> MakeScene:
    """A textured red subject over a textured blue ground, by the subject's name."""

    def make(name: str) -> Scene:
        alpha = DRAWN[name]()
        foreground, background = _texture(REDS, 0.0), _texture(BLUES, 1.0)
        share = alpha[:, :, None]
        photo = np.rint(share * foreground + (1 - share) * background).astype(np.uint8)
        return Scene(photo, alpha, foreground, background)

    return make


@pytest.fixture(params=SUBJECTS)
def scene(request: pytest.FixtureRequest, make_scene: MakeScene) -> Scene:
    """Each of the drawn subjects in turn."""
    return make_scene(request.param)
