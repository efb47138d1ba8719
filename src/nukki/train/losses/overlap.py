"""Losses of how far two areas overlap."""

from __future__ import annotations

import torch
from torch import Tensor

from nukki.train.losses.loss import Loss, mean_over_photos, sum_per_photo

SMOOTH = 1.0
"""Added above and below, in pixels: an empty answer to an empty truth is perfect."""


def dice(logits: Tensor, target: Tensor, weight: Tensor, photo: Tensor) -> Tensor:
    """1 - 2 sum(pt) / (sum(p^2) + sum(t^2)) of each photo."""
    answer = torch.sigmoid(logits)
    shared = sum_per_photo(answer * target, weight)
    both = sum_per_photo(answer**2 + target**2, weight)
    return mean_over_photos(1 - (2 * shared + SMOOTH) / (both + SMOOTH), weight)


def iou(logits: Tensor, target: Tensor, weight: Tensor, photo: Tensor) -> Tensor:
    """1 - sum(min(p, t)) / sum(max(p, t)) of each photo.

    The same as 1 - sum(pt) / sum(p + t - pt) where the truth is binary; where it is soft, that
    would not be 0 for a perfect answer.
    """
    answer = torch.sigmoid(logits)
    shared = sum_per_photo(torch.minimum(answer, target), weight)
    either = sum_per_photo(torch.maximum(answer, target), weight)
    return mean_over_photos(1 - (shared + SMOOTH) / (either + SMOOTH), weight)


LOSSES = (
    Loss(
        "dice",
        "twice the shared area over both areas",
        "Milletari et al., V-Net, 2016",
        dice,
    ),
    Loss(
        "iou",
        "intersection over union",
        "Rahman and Wang, Optimizing Intersection-Over-Union, 2016",
        iou,
    ),
)
