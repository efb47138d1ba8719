"""Another picture's subject beside a picture's own: only a click can tell which of them is meant.

Objects with a known outline are pasted on another picture (Dwibedi et al., Cut, Paste and Learn,
2017); where a truth has several parts, one of them may be meant.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from nukki.core.arrays import FloatMap, Mask
from nukki.core.values import Box, box_of
from nukki.ops.components import parts_at
from nukki.train.augment import Chance
from nukki.train.render import Batch

PASTED = 0.5
"""Share of the pictures in which another subject is pasted."""

SHARES = (0.15, 0.6)
"""Longer side of what is pasted, over the picture's."""

PLACES = 16
"""How many are tried; the one that is freest of the subject is taken."""

PART, LEAST_PART = 0.5, 0.1
"""How often one of several parts is meant, and the least of them as a share of the truth."""


@dataclass(frozen=True, eq=False)
class Meant:
    """Pictures, each with the one object that is meant in it.

    Attributes:
        batch: Its target is that object.
        several: (B,) bool, where there is more in the picture than what is meant.
    """

    batch: Batch
    several: tuple[bool, ...]


def meant(batch: Batch, chance: Chance) -> Meant:
    """Pictures with another's subject in some, and what is meant in each; a batch of one stays."""
    photo, target = batch.photo.clone(), batch.target.clone()
    weight = batch.weight.expand_as(target).clone()
    several = [False] * len(photo)
    for one in range(len(photo)):
        other = (one + 1) % len(photo)
        if other != one and chance.random() < PASTED:
            laid = _laid(batch, one, other, chance)
            if laid is None:
                continue
            colour, alpha = laid
            photo[one] = colour + (1 - alpha) * photo[one]
            weight[one] = torch.maximum(weight[one], (alpha > 0) * weight[other].max())
            target[one] = alpha if chance.random() < 0.5 else (1 - alpha) * target[one]
            several[one] = True
        elif chance.random() < PART:
            several[one] = _choose_part(target[one, 0], chance)
    return Meant(Batch(photo, target, weight), tuple(several))


def _laid(batch: Batch, one: int, other: int, chance: Chance) -> tuple[Tensor, Tensor] | None:
    """Colour times alpha (3, H, W) and alpha (1, H, W) of the other's subject where it is pasted.

    None where it has none, or where there is no room for it.
    """
    box = box_of(_mask(batch.target[other, 0]))
    if box is None:
        return None
    height, width = batch.photo.shape[-2:]
    scale = chance.uniform(*SHARES) * max(height, width) / max(box.size_hw)
    free_hw = height - box.size_hw[0] * scale, width - box.size_hw[1] * scale
    if min(free_hw) < 1:
        return None
    top, left = _freest(batch.target[one, 0], box, scale, free_hw, chance)
    # where each pixel of the result lies in the other picture, normalised
    matrix = torch.tensor(
        [
            [1 / scale, 0, (2 * box.left - 2 * left / scale + width / scale) / width - 1],
            [0, 1 / scale, (2 * box.top - 2 * top / scale + height / scale) / height - 1],
        ]
    ).to(batch.photo)
    alpha = _within(batch.target[other], box)
    planes = torch.cat((batch.photo[other] * alpha, alpha))[None]
    grid = functional.affine_grid(matrix[None], [1, 4, height, width], align_corners=False)
    seen = functional.grid_sample(planes, grid, padding_mode="zeros", align_corners=False)[0]
    return seen[:3], seen[3:]


def _within(alpha: Tensor, box: Box) -> Tensor:
    """``alpha`` (1, H, W) inside a box, 0 around it."""
    inside = torch.zeros_like(alpha)
    inside[:, *box.slices] = alpha[:, *box.slices]
    return inside


def _freest(
    subject: Tensor, box: Box, scale: float, free_hw: tuple[float, float], chance: Chance
) -> tuple[float, float]:
    """Upper left corner of the place that hides least of the subject."""
    height, width = (max(1, round(side * scale)) for side in box.size_hw)
    tried = [(chance.uniform(0, free_hw[0]), chance.uniform(0, free_hw[1])) for _ in range(PLACES)]
    hidden = [
        float(subject[int(y) : int(y) + height, int(x) : int(x) + width].mean()) for y, x in tried
    ]
    return tried[int(np.argmin(hidden))]


def _choose_part(target: Tensor, chance: Chance) -> bool:
    """Leave one part of a truth (H, W) alone in it, where there are several; whether there are."""
    alpha: FloatMap = target.cpu().numpy()
    whole = alpha >= 0.5
    if not whole.any():
        return False
    places = np.argwhere(whole)
    row, column = places[chance.integers(len(places))]
    seed = np.zeros_like(whole)
    seed[row, column] = True
    part = parts_at(alpha > 0, seed)
    shares = part[whole].mean()
    if not LEAST_PART <= shares <= 1 - LEAST_PART:
        return False
    target *= torch.from_numpy(part).to(target)
    return True


def _mask(alpha: Tensor) -> Mask:
    mask: Mask = alpha.cpu().numpy() >= 0.5
    return mask
