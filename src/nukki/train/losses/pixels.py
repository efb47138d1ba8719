"""Losses that look at each pixel by itself."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from nukki.train.losses.loss import TINY, Loss, weighted_mean

FOCUS = 2.0
"""Exponent of the focal loss: the paper's best."""

BAND_PX = 2
"""Half the width of the band that counts more in the edge loss, in pixels."""

BAND_FACTOR = 5.0
"""How much more it counts, about the ratio of structure's own weights at an edge."""


def _entropy(logits: Tensor, target: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(logits, target, reduction="none")


def bce(logits: Tensor, target: Tensor, weight: Tensor, photo: Tensor) -> Tensor:
    """-(t log p + (1 - t) log(1 - p)); soft truths are learnt as they are."""
    return weighted_mean(_entropy(logits, target), weight)


def ce(logits: Tensor, target: Tensor, weight: Tensor, photo: Tensor) -> Tensor:
    """-log p of the right one of two classes, the truth cut at a half."""
    both = torch.cat((torch.zeros_like(logits), logits), dim=1)
    wrong = functional.cross_entropy(both, (target[:, 0] >= 0.5).long(), reduction="none")
    return weighted_mean(wrong[:, None], weight)


def balanced(logits: Tensor, target: Tensor, weight: Tensor, photo: Tensor) -> Tensor:
    """Cross-entropy in which subject and background count half each, however small one is."""
    spread = weight.expand_as(target)
    subject = (spread * target).sum((1, 2, 3), keepdim=True)
    ground = (spread * (1 - target)).sum((1, 2, 3), keepdim=True)
    share = target / subject.clamp_min(TINY) + (1 - target) / ground.clamp_min(TINY)
    mass = spread.sum((1, 2, 3), keepdim=True)  # a photo keeps the say that its weights give it
    return weighted_mean(_entropy(logits, target), spread * share * mass)


def focal(logits: Tensor, target: Tensor, weight: Tensor, photo: Tensor) -> Tensor:
    """|t - p|^2 of the cross-entropy: pixels that are right already hardly count."""
    far = (torch.sigmoid(logits) - target).abs()
    return weighted_mean(far**FOCUS * _entropy(logits, target), weight)


def edge(logits: Tensor, target: Tensor, weight: Tensor, photo: Tensor) -> Tensor:
    """Cross-entropy in which the band round the subject's outline counts more."""
    window = 2 * BAND_PX + 1
    grown = functional.max_pool2d(target, window, stride=1, padding=BAND_PX)
    shrunk = -functional.max_pool2d(-target, window, stride=1, padding=BAND_PX)
    factor = 1 + (BAND_FACTOR - 1) * (grown - shrunk)
    return weighted_mean(_entropy(logits, target), weight * factor)


LOSSES = (
    Loss("bce", "binary cross-entropy", "Good, Rational Decisions, 1952", bce),
    Loss(
        "ce",
        "cross-entropy of two classes, the truth cut at a half",
        "Long et al., Fully Convolutional Networks for Semantic Segmentation, 2015",
        ce,
    ),
    Loss(
        "balanced",
        "cross-entropy, subject and background counting half each",
        "Xie and Tu, Holistically-Nested Edge Detection, 2015",
        balanced,
    ),
    Loss(
        "focal",
        "cross-entropy, mostly of pixels that are wrong",
        "Lin et al., Focal Loss for Dense Object Detection, 2017",
        focal,
    ),
    Loss(
        "edge",
        "cross-entropy, the outline counting five times",
        "after Ronneberger et al., U-Net, 2015 (weights near borders)",
        edge,
    ),
)
