"""Pictures of a data set at the size that training needs, in memory as far as there is room."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from nukki.core.arrays import FloatMap, Pixels
from nukki.ops.resize import resize
from nukki.train.data.dataset import Dataset
from nukki.train.data.row import Row

OVERSIZE = 1.25
"""Sides are kept this much longer than the network's: a crop of half still has pixels to show."""

MULTIPLE_PX = 8

Bytes = Pixels
"""(h, w) uint8, 255 is 1."""


@dataclass(frozen=True, eq=False)
class Picture:
    """One picture, stretched to the working size.

    Attributes:
        colour: (h, w, 3) uint8; of a cut-out times its alpha, so that what is transparent has none.
        truth: (h, w) uint8, 255 where the subject is.
        trust: (h, w) uint8, how much each pixel's truth counts; None counts all alike.
        aspect: The picture's width over height before it was stretched.
        kind: As in the manifest: binary, alpha, cutout or unlabelled.
        weight: How much the picture counts.
    """

    colour: Pixels
    truth: Bytes
    trust: Bytes | None
    aspect: float
    kind: str
    weight: float

    @property
    def n_bytes(self) -> int:
        """Memory that it takes."""
        return (
            self.colour.nbytes
            + self.truth.nbytes
            + (self.trust.nbytes if self.trust is not None else 0)
        )


class Answers(Protocol):
    """Where the mattes of pictures without truth come from: a teacher."""

    def __call__(self, row: Row) -> tuple[Bytes, Bytes]:
        """(H, W) uint8 matte, and how much each of its pixels counts."""


@dataclass
class PictureStore:
    """Reads pictures; each stays in memory while there is room.

    Attributes:
        dataset: Where they are.
        size_hw: The network's height and width.
        room_bytes: How much memory they may take.
        answers: Mattes of pictures without truth; None when there are no such pictures.
    """

    dataset: Dataset
    size_hw: tuple[int, int]
    room_bytes: int
    answers: Answers | None = None
    _kept: dict[str, Picture | Pixels] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def work_hw(self) -> tuple[int, int]:
        """Height and width at which pictures are kept."""
        height, width = (
            -(-round(side * OVERSIZE) // MULTIPLE_PX) * MULTIPLE_PX for side in self.size_hw
        )
        return height, width

    def picture(self, row: Row) -> Picture:
        """One row's picture.

        Raises:
            InputError: It cannot be read any more.
        """
        kept = self._kept.get(row.name)
        if isinstance(kept, Picture):
            return kept
        made = self._read(row)
        self._keep(row.name, made, made.n_bytes)
        return made

    @property
    def has_grounds(self) -> bool:
        """Whether there are backgrounds to lay subjects over."""
        return bool(self.dataset.backgrounds("train"))

    def ground(self, share: float) -> Pixels:
        """(h, w, 3) uint8, the background that lies at this share of all."""
        grounds = self.dataset.backgrounds("train")
        name = grounds[int(share * len(grounds))]
        kept = self._kept.get(name)
        if kept is not None and not isinstance(kept, Picture):
            return kept
        made = resize(self.dataset.read_background(name), self.work_hw, "bilinear")
        self._keep(name, made, made.nbytes)
        return made

    def _read(self, row: Row) -> Picture:
        sample = self.dataset.read(row)
        truth, trust = sample.truth, None
        if truth is None:
            truth, trust = self.answers(row) if self.answers else _nothing(sample.photo)
        colour = premultiplied(sample.photo, truth) if row.kind == "cutout" else sample.photo
        height, width = truth.shape
        return Picture(
            resize(colour, self.work_hw, "bilinear"),
            resize(truth, self.work_hw, "bilinear"),
            None if trust is None else resize(trust, self.work_hw, "bilinear"),
            width / height,
            row.kind,
            sample.weight,
        )

    def _keep(self, name: str, made: Picture | Pixels, n_bytes: int) -> None:
        with self._lock:
            if n_bytes <= self.room_bytes and name not in self._kept:
                self._kept[name] = made
                self.room_bytes -= n_bytes


def premultiplied(colour: Pixels, alpha: Bytes) -> Pixels:
    """(H, W, 3) uint8, colour times alpha: what a cut-out adds to its ground."""
    product = colour.astype(np.uint16) * alpha[..., None]
    scaled: Pixels = ((product + 127) // 255).astype(np.uint8)
    return scaled


def as_alpha(truth: Bytes) -> FloatMap:
    """(H, W) float32 [0, 1] of 8 bits."""
    return truth.astype(np.float32) / np.float32(255)


def _nothing(photo: Pixels) -> tuple[Bytes, Bytes]:
    """No truth, no teacher: nothing counts."""
    empty = np.zeros(photo.shape[:2], np.uint8)
    return empty, empty
