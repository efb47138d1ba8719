"""What every loss is, and the sums that they share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from torch import Tensor

Function: TypeAlias = Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Loss:
    """One loss.

    Its ``function`` takes logits (B, 1, H, W); the truth (B, 1, H, W) in [0, 1]; weights >= 0 of
    shape (B, 1, H, W) or (B, 1, 1, 1), of which only the ratios count; and photos (B, 3, H, W) in
    [0, 1]. It gives a scalar >= 0 that is 0, or nearly, for a perfect answer.

    Attributes:
        name: What users type in ``--loss``.
        summary: One line for help.
        source: Where it comes from.
        function: The loss itself.
        sees_photo: It looks at the photo; the others ignore it.
    """

    name: str
    summary: str
    source: str
    function: Function
    sees_photo: bool = False


TINY = 1e-6
"""Keeps a quotient finite where all weights are zero."""


def weighted_mean(values: Tensor, weight: Tensor) -> Tensor:
    """The mean of (B, C, H, W) values over everything; 0 where no weight is left."""
    spread = weight.expand_as(values)
    return (values * spread).sum() / spread.sum().clamp_min(TINY)


def mean_over_photos(values: Tensor, weight: Tensor) -> Tensor:
    """The mean of one value (B,) per photo, each by its mean weight; 0 where none is left."""
    each = weight.flatten(1).mean(1)
    return (values * each).sum() / each.sum().clamp_min(TINY)


def sum_per_photo(values: Tensor, weight: Tensor) -> Tensor:
    """Weighted sums (B,) of (B, 1, H, W) values; a photo's own weights count as ratios only."""
    spread = weight.expand_as(values)
    relative = spread / spread.mean((1, 2, 3), keepdim=True).clamp_min(TINY)
    return (values * relative).sum((1, 2, 3))
