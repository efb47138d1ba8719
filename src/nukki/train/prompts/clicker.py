"""Who clicks while a network learns: first on what is meant, then where its answer is most wrong.

answer ─▶ missed, taken along ─▶ the deeper of both ─▶ a click near its middle ─▶ hints ─▶ answer
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from nukki.core.arrays import FloatMap, Mask
from nukki.core.points import Point
from nukki.ops.clicks import click_map, deepest, depth
from nukki.train.augment import Chance

RADIUS_PX = 5.0
"""Of a click's disc, in pixels of the network's input; RITM's best."""

NEAR_MIDDLE = 0.5
"""A click of chance is at least this deep, as a share of the deepest place."""


@dataclass
class Clicker:
    """The clicks of a person on one picture.

    Attributes:
        truth: (h, w) bool, what is meant.
        chance: Draws places; None clicks in the middle of what is wrong.
        on: Clicks on the object.
        beside: Clicks beside it.
    """

    truth: Mask
    chance: Chance | None = None
    on: list[Point] = field(default_factory=list)
    beside: list[Point] = field(default_factory=list)

    def click(self, answer: Mask) -> None:
        """Click where an answer is most wrong; nowhere, where it is right."""
        missed, extra = self.truth & ~answer, answer & ~self.truth
        missed_px, extra_px = deepest(missed)[1], deepest(extra)[1]
        if max(missed_px, extra_px) <= 0:
            return
        if missed_px >= extra_px:
            self.on.append(self._place(missed))
        else:
            self.beside.append(self._place(extra))

    def scatter(self, on: int, beside: int) -> None:
        """So many clicks anywhere well on the object, and beside it; needs chance."""
        nothing = np.zeros_like(self.truth)
        for _ in range(on):
            self.click(nothing)
        if not self.truth.all():
            self.beside += [self._place(~self.truth) for _ in range(beside)]

    def hints(self, before: FloatMap) -> FloatMap:
        """(3, h, w) float32: maps of both kinds of clicks, and the matte before the next answer."""
        size_hw = before.shape[0], before.shape[1]
        maps = [click_map(places, size_hw, RADIUS_PX) for places in (self.on, self.beside)]
        return np.stack((*maps, before)).astype(np.float32)

    def _place(self, mask: Mask) -> Point:
        if self.chance is None:
            return deepest(mask)[0]
        inside = depth(mask)
        places = np.argwhere(inside >= NEAR_MIDDLE * inside.max())
        row, column = places[self.chance.integers(len(places))]
        return float(column) + 0.5, float(row) + 0.5


def hints_of(clickers: list[Clicker], before: FloatMap) -> Tensor:
    """(B, 3, h, w) of all clickers' pictures.

    Args:
        clickers: One a picture.
        before: (B, h, w) float32 [0, 1], the mattes before.
    """
    each = [clicker.hints(one) for clicker, one in zip(clickers, before, strict=True)]
    return torch.from_numpy(np.stack(each))
