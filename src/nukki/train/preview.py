"""What a network will see, as one picture: augmented photos with the outlines of their mattes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch

from nukki import codecs
from nukki.codecs.atomic import write_whole
from nukki.core.arrays import FloatMap, Pixels
from nukki.core.grammar import parse_size
from nukki.core.options import Options
from nukki.ops.metrics import covered, outline
from nukki.ops.resize import fit_within, resize, resize_alpha
from nukki.train.batches import Batches
from nukki.train.data.dataset import Dataset
from nukki.train.networks import find_network
from nukki.train.pictures import PictureStore
from nukki.train.questions import training_rows
from nukki.train.render import Batch, Layers, render
from nukki.train.settings import TrainingSettings

COLUMNS, ROWS = 8, 6
TILE_PX = 192
GAPS = ((2, 2), (2, 2), (0, 0))
OUTLINE = np.array((255, 40, 160), np.uint8)
"""Of a colour that photos seldom have."""


def write_preview(path: Path, dataset: Dataset, settings: TrainingSettings) -> None:
    """Draw the first pictures of the first epoch, as they will be.

    Raises:
        InputError: There is nothing to draw.
        OutputError: It cannot be written there.
    """
    sheet = draw_preview(dataset, settings)
    write_whole(path, codecs.write_flat(sheet, "png", quality=Options.quality))


def draw_preview(dataset: Dataset, settings: TrainingSettings) -> Pixels:
    """(H, W, 3) uint8, tiles in rows."""
    spec = find_network(settings.arch)
    size_hw = parse_size(settings.size or str(spec.size))
    rows = training_rows(dataset, taught=False)
    store = PictureStore(dataset, size_hw, room_bytes=0)
    batches = Batches(
        store, rows, batch=COLUMNS, strength=settings.augment, seed=settings.seed,
        workers=settings.workers,
    )  # fmt: skip
    strips = [
        _strip(render(layers, size_hw)) for layers in itertools.islice(_endless(batches), ROWS)
    ]
    return np.vstack(strips)


def _endless(batches: Batches) -> Iterator[Layers]:
    """Epoch after epoch: a small data set fills the sheet with other variations of itself."""
    for epoch in itertools.count():
        batches.begin(epoch)
        yield from batches


def _strip(batch: Batch) -> Pixels:
    """One row of tiles with gaps between them."""
    photos = (batch.photo.permute(0, 2, 3, 1) * 255).round().to(torch.uint8).numpy()
    tiles = [_tile(p, t) for p, t in zip(photos, batch.target[:, 0].numpy(), strict=True)]
    return np.hstack([np.pad(tile, GAPS, constant_values=255) for tile in tiles])


def _tile(photo: Pixels, alpha: FloatMap) -> Pixels:
    """A photo with the outline of its matte, no larger than a tile, stretched as it is seen."""
    size_hw = fit_within(alpha.shape, (TILE_PX, TILE_PX))
    tile = resize(photo, size_hw, "area").copy()
    tile[outline(covered(resize_alpha(alpha, size_hw)))] = OUTLINE
    return tile
