"""Losses of mattes: soft edges as exact values, at several scales, and as they will be seen."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from nukki.train.losses.loss import TINY, Loss, weighted_mean

LEVELS = 5
"""Levels of the Laplacian pyramid, as published; fewer where a photo is too small for them."""

SMALLEST_PX = 4
"""No level is made of less: its blur needs two pixels beyond each."""

NEAR_PX = 31
"""Side of the window that the subject's and the background's colours are averaged over."""


def l1(logits: Tensor, target: Tensor, weight: Tensor, photo: Tensor) -> Tensor:
    """|p - t|."""
    return weighted_mean((torch.sigmoid(logits) - target).abs(), weight)


def laplacian(logits: Tensor, target: Tensor, weight: Tensor, photo: Tensor) -> Tensor:
    """Sum of 2^i |L_i(p) - L_i(t)| over the levels i of Laplacian pyramids."""
    # a pyramid is linear: that of the difference is the difference of both
    rest = torch.sigmoid(logits) - target
    weight = weight.expand_as(target)
    total = rest.new_zeros(())
    for level in range(LEVELS):
        if min(rest.shape[-2:]) < 2 * SMALLEST_PX:
            break
        smaller = _smooth(rest)[..., ::2, ::2]
        larger = functional.interpolate(
            smaller, size=rest.shape[-2:], mode="bilinear", align_corners=False
        )
        total = total + 2**level * weighted_mean((rest - larger).abs(), weight)
        weight = functional.adaptive_avg_pool2d(weight, list(smaller.shape[-2:]))
        rest = smaller
    return total + 2**LEVELS * weighted_mean(rest.abs(), weight)


def composition(logits: Tensor, target: Tensor, weight: Tensor, photo: Tensor) -> Tensor:
    """|(pF + (1 - p)B) - (tF + (1 - t)B)|: an error counts as much as it would be seen.

    F and B are the subject's and the background's mean colours near each pixel, by the true matte.
    Where only one of both is near, the other may be anything: an error counts in full.
    """
    subject, ground = _box(target), _box(1 - target)
    foreground = _box(photo * target) / subject.clamp_min(TINY)
    background = _box(photo * (1 - target)) / ground.clamp_min(TINY)
    both = torch.minimum(subject, ground) > TINY
    seen = torch.where(both, (foreground - background).abs(), 1.0)
    return weighted_mean((torch.sigmoid(logits) - target).abs() * seen, weight)


def _box(values: Tensor) -> Tensor:
    return functional.avg_pool2d(values, NEAR_PX, stride=1, padding=NEAR_PX // 2)


def _smooth(values: Tensor) -> Tensor:
    """Burt and Adelson's five binomial taps, along rows and columns of (B, 1, H, W)."""
    taps = values.new_tensor((1.0, 4.0, 6.0, 4.0, 1.0)) / 16
    wide = functional.pad(values, (2, 2, 2, 2), mode="reflect")
    rows = functional.conv2d(wide, taps.view(1, 1, -1, 1))
    return functional.conv2d(rows, taps.view(1, 1, 1, -1))


LOSSES = (
    Loss("l1", "mean difference of the mattes", "Xu et al., Deep Image Matting, 2017", l1),
    Loss(
        "laplacian",
        "difference of the mattes at several scales",
        "Hou and Liu, Context-Aware Image Matting, 2019",
        laplacian,
    ),
    Loss(
        "composition",
        "difference of the mattes where subject and background differ in colour",
        "Xu et al., Deep Image Matting, 2017; colours estimated after Forte, Blur Fusion, 2021",
        composition,
        sees_photo=True,
    ),
)
