"""Batches in an order that follows from seed and epoch, read by threads ahead of their use."""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from nukki.core.arrays import Pixels
from nukki.train.augment import Corners, Kind, chance_of, draw_recipe
from nukki.train.compositing import SampleLayers, lay, plain_ground
from nukki.train.data.row import Row
from nukki.train.pictures import PictureStore
from nukki.train.render import Layers
from nukki.train.settings import Strength

AHEAD = 3
"""Batches that are being read while one is used."""


@dataclass(frozen=True)
class Part:
    """Which share of each batch a process takes."""

    rank: int = 0
    of: int = 1


class Batches:
    """The training pictures, batch by batch, anew each epoch.

    Every batch is full: the last one of an epoch begins again at the epoch's first pictures.

    Args:
        store: Reads pictures.
        rows: What to read.
        batch: Pictures a batch, over all processes.
        strength: How far pictures are varied.
        seed: Where chance begins.
        workers: Threads that read.
        part: This process's share.
    """

    def __init__(
        self,
        store: PictureStore,
        rows: Sequence[Row],
        *,
        batch: int,
        strength: Strength,
        seed: int,
        workers: int = 0,
        part: Part | None = None,
    ) -> None:
        self.store, self.rows, self.strength, self.seed = store, rows, strength, seed
        self.batch, self.workers = batch, workers or os.cpu_count() or 1
        self.part = part or Part()
        self.epoch = 0
        self.first = 0

    def __len__(self) -> int:
        return -(-len(self.rows) // self.batch)

    def begin(self, epoch: int, first: int = 0) -> None:
        """Say which epoch comes next, and how many of its batches were already used."""
        self.epoch, self.first = epoch, first

    def __iter__(self) -> Iterator[Layers]:
        epoch, first, self.first = self.epoch, self.first, 0
        places = self._places(epoch)[first:]
        with ThreadPoolExecutor(self.workers, "pictures") as threads:
            under_way: deque[list[Future[SampleLayers]]] = deque()
            for chosen in itertools.chain(places, [None] * AHEAD):
                if chosen is not None:
                    under_way.append([threads.submit(self.sample, epoch, *one) for one in chosen])
                if under_way and (chosen is None or len(under_way) > AHEAD):
                    yield stack([future.result() for future in under_way.popleft()])

    def _places(self, epoch: int) -> list[list[tuple[int, int]]]:
        """For each batch, place in the epoch and index of this process's pictures."""
        order = chance_of(self.seed, epoch).permutation(len(self.rows))
        filled = np.resize(order, len(self) * self.batch)
        places = [(place, int(index)) for place, index in enumerate(filled)]
        batches = (places[at : at + self.batch] for at in range(0, len(places), self.batch))
        return [batch[self.part.rank :: self.part.of] for batch in batches]

    def sample(self, epoch: int, place: int, index: int) -> SampleLayers:
        """One picture's layers, as they are at this place of this epoch."""
        picture = self.store.picture(self.rows[index])
        recipe = draw_recipe(
            chance_of(self.seed, epoch, place),
            self.strength,
            aspect=picture.aspect,
            kind=self._kind(picture.kind),
            side_px=max(self.store.size_hw),
        )
        return lay(picture, recipe, None if recipe.ground is None else self._ground(recipe.ground))

    def _kind(self, kind: str) -> Kind:
        if kind == "cutout":
            return "cutout"
        return "swapped" if kind in ("binary", "alpha") and self.store.has_grounds else "photo"

    def _ground(self, share: float) -> Pixels:
        if self.store.has_grounds:
            return self.store.ground(share)
        return plain_ground(share, self.store.work_hw)


def stack(samples: Sequence[SampleLayers]) -> Layers:
    """Samples as one batch."""
    composed = [sample for sample in samples if sample.ground is not None]
    grounds = [sample.ground for sample in composed if sample.ground is not None]
    return Layers(
        subject=_planes([_channels(sample) for sample in samples], samples[0].colour.shape[:2]),
        corners=_corners([sample.recipe.corners for sample in samples]),
        ground=_planes(grounds, samples[0].colour.shape[:2]),
        ground_corners=_corners([sample.recipe.ground_corners for sample in composed]),
        composed=torch.tensor([sample.ground is not None for sample in samples]),
        weight=torch.tensor([sample.weight for sample in samples], dtype=torch.float32),
        looks=tuple(sample.recipe.look for sample in samples),
    )


def _channels(sample: SampleLayers) -> Pixels:
    return np.dstack((sample.colour, sample.alpha, sample.trust))


def _planes(pictures: Sequence[Pixels], size_hw: tuple[int, ...]) -> Tensor:
    """(N, C, h, w) of N times (h, w, C); N may be 0."""
    if not pictures:
        return torch.empty((0, 3, *size_hw), dtype=torch.uint8)
    return torch.from_numpy(np.stack([picture.transpose(2, 0, 1) for picture in pictures]))


def _corners(each: Sequence[Corners]) -> Tensor:
    return torch.from_numpy(np.stack(each)) if each else torch.empty((0, 4, 2))
