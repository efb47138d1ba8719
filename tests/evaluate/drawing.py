"""What is drawn for these tests: a bright square on a dark ground, and the truth about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as PillowImage

from nukki.core.values import Cutout, Image
from nukki.evaluate import Evaluation

Draw = Callable[..., Path]
MakeEvaluation = Callable[..., Evaluation]
Alpha = NDArray[np.float32]

SIDE = 48


def square(left: int = 12, right: int = 36) -> Alpha:
    """(48, 48), 1 in a square of rows 12 to 35 and the columns given."""
    alpha = np.zeros((SIDE, SIDE), np.float32)
    alpha[12:36, left:right] = 1.0
    return alpha


def soft_disc() -> Alpha:
    """(48, 48), a disc whose edge is 12 pixels soft."""
    rows, columns = np.mgrid[:SIDE, :SIDE] + 0.5
    away = np.hypot(rows - SIDE / 2, columns - SIDE / 2)
    return np.asarray(np.clip((18 - away) / 12 + 0.5, 0, 1), np.float32)


def save_grey(path: Path, alpha: Alpha) -> Path:
    """A matte as an 8-bit grey PNG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    PillowImage.fromarray(np.rint(alpha * 255).astype(np.uint8)).save(path)
    return path


def save_photo(path: Path, alpha: Alpha) -> Path:
    """A photo that is bright where alpha is 1."""
    path.parent.mkdir(parents=True, exist_ok=True)
    grey = np.rint(30 + 200 * alpha).astype(np.uint8)
    PillowImage.fromarray(np.repeat(grey[:, :, None], 3, axis=2)).save(path)
    return path


def bright(image: Image) -> Cutout:
    """The perfect cut-out of the photos drawn here."""
    alpha = (image.pixels[..., 0].astype(np.float32) - 30) / 200
    return Cutout(image.pixels, np.clip(alpha, 0, 1).astype(np.float32), image, confidence=0.75)


def everything(image: Image) -> Cutout:
    """Takes the whole photo for the subject."""
    return Cutout(image.pixels, np.ones(image.size_hw, np.float32), image, confidence=0.25)
