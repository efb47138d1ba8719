"""Mattes of photos that nobody labelled, from a model or from several that must agree.

Hinton, Vinyals and Dean, Distilling the Knowledge in a Neural Network, 2015: soft answers teach
more than hard ones. Where several teachers disagree, at least one is wrong, and the pixel counts
less.

Each model's matte of each photo is made once and kept as an 8-bit PNG beside the data set:

    dataset/teachers/<model>-<digest>/<name>.png
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from nukki import codecs
from nukki.codecs.atomic import write_whole
from nukki.core.arrays import FloatMap, Pixels
from nukki.core.errors import InputError
from nukki.core.options import Options
from nukki.core.values import Cutout, Image
from nukki.ops.resize import resize_alpha
from nukki.pipeline import Remover, build, find_model
from nukki.train.data.dataset import Dataset
from nukki.train.data.row import Row

JOIN = "+"
FOLDER = "teachers"
DIGEST_LETTERS = 12


class TeachingListener(Protocol):
    """Told how the making of mattes goes."""

    def teaching(self, teacher: str, total: int) -> None:
        """A model begins with so many photos."""

    def taught(self) -> None:
        """One more matte is there."""


@dataclass(frozen=True)
class Teacher:
    """Answers for photos without truth; all mattes must be there (`make_mattes`).

    Attributes:
        folders: A folder of mattes for each model.
        sharpness: How fast trust falls with disagreement, 0 or more; 0 trusts all alike.
    """

    folders: tuple[Path, ...]
    sharpness: float

    def __call__(self, row: Row) -> tuple[Pixels, Pixels]:
        """(H, W) uint8: the mean matte of a photo, and how much each pixel counts.

        Raises:
            InputError: A matte is gone or broken.
        """
        alphas = [_read(matte_path(folder, row)) for folder in self.folders]
        mean, trust = agreed(np.stack(alphas), self.sharpness)
        return _bytes(mean), _bytes(trust)


def agreed(alphas: FloatMap, sharpness: float) -> tuple[FloatMap, FloatMap]:
    """The mean of several mattes, and how much it can be trusted, exp(-sharpness x span).

    Args:
        alphas: (n, H, W) float32 [0, 1].
        sharpness: 0 or more.

    Returns:
        (H, W) float32 [0, 1] each. The span of a pixel is its largest less its smallest alpha; of
        one matte alone it is 0, and the trust is 1.
    """
    span = np.ptp(alphas, axis=0)
    trust = np.exp(-np.float32(sharpness) * span)
    return alphas.mean(axis=0, dtype=np.float32), trust.astype(np.float32)


def find_teachers(dataset: Dataset, names: str) -> tuple[tuple[str, Path], ...]:
    """Each model that ``names`` joins by +, and where its mattes lie.

    Raises:
        UnknownNameError: There is no such model.
        OptionError: A model is named twice.
    """
    find_model(names)
    parent = dataset.path if dataset.path.is_dir() else dataset.path.parent
    parts = [name.strip() for name in names.split(JOIN)]
    return tuple((name, parent / FOLDER / f"{name}-{_digest(name)}") for name in parts)


def make_mattes(
    dataset: Dataset, names: str, listener: TeachingListener, *, sharpness: float, device: str
) -> Teacher:
    """Ask each model about each unlabelled photo that it has not answered yet.

    Photos of the validation split are asked about only where none of them is labelled; those of the
    test split never.

    Args:
        dataset: The photos; labelled ones are not asked about, since true masks win.
        names: Models, joined by +.
        listener: Told how it goes.
        sharpness: Of the teacher that comes back.
        device: Where networks run.

    Raises:
        OutputError: The mattes cannot be kept beside the data set.
        WeightsError: A model's weights cannot be had.
    """
    rows = _unlabelled(dataset)
    if not rows:
        raise InputError(
            f"{dataset.path}: --teacher is for photos without masks, and there are none to train on"
        )
    teachers = find_teachers(dataset, names)
    for name, folder in teachers:
        lacking = [row for row in rows if not matte_path(folder, row).is_file()]
        if lacking:
            listener.teaching(name, len(lacking))
            _answer(dataset, lacking, folder, _remover(name, device), listener)
    return Teacher(tuple(folder for _, folder in teachers), sharpness)


def _unlabelled(dataset: Dataset) -> list[Row]:
    validation = dataset.rows("validation")
    asked = () if any(row.kind != "unlabelled" for row in validation) else validation
    return [row for row in (*dataset.rows("train"), *asked) if row.kind == "unlabelled"]


def matte_path(folder: Path, row: Row) -> Path:
    """Where a photo's matte lies; names with folders in them stay apart."""
    return folder / f"{row.name}.png"


def _remover(name: str, device: str) -> Remover:
    return build(Options(model=name, preset="fast", device="auto" if device == "mps" else device))


def _answer(
    dataset: Dataset,
    rows: Sequence[Row],
    folder: Path,
    remover: Remover,
    listener: TeachingListener,
) -> None:
    for row in rows:
        photo = dataset.read(row).photo
        alpha = resize_alpha(remover.matte(Image(photo)).alpha, photo.shape[:2])
        kept = Cutout(photo, alpha, source=Image(photo))
        png = codecs.write(kept, "png", quality=Options.quality, matte_only=True)
        write_whole(matte_path(folder, row), png)
        listener.taught()


def _read(path: Path) -> FloatMap:
    pixels = codecs.read(path).pixels
    full = np.float32(np.iinfo(pixels.dtype).max)
    return pixels[..., 0].astype(np.float32) / full


def _bytes(values: FloatMap) -> Pixels:
    rounded: Pixels = np.rint(values * 255).astype(np.uint8)
    return rounded


def _digest(name: str) -> str:
    """Of the model's files, or of its name where it has none: another model, another folder."""
    spec = find_model(name)
    files = [file.sha256 or file.md5 or f"{file.name} {file.size}" for file in spec.weights]
    parts = " ".join((name, *files, repr(spec.preprocess)))
    return hashlib.sha256(parts.encode()).hexdigest()[:DIGEST_LETTERS]
