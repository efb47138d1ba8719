"""Losses of shapes: what lies near an outline, and how windows of both mattes resemble."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from nukki.train.losses.loss import Loss, mean_over_photos, sum_per_photo, weighted_mean
from nukki.train.losses.overlap import SMOOTH

SURROUND_PX = 31
SURROUND_FACTOR = 5.0
"""The weights of the structure loss, as its authors set them for photos of 352 pixels."""

WINDOW_PX = 11
SIGMA_PX = 1.5
STEADY = (0.01**2, 0.03**2)
"""Window and constants of SSIM, as in its paper, for values in [0, 1]."""


def structure(logits: Tensor, target: Tensor, weight: Tensor, photo: Tensor) -> Tensor:
    """Cross-entropy and IoU, both with weights that grow where the truth's surroundings differ."""
    around = functional.avg_pool2d(target, SURROUND_PX, stride=1, padding=SURROUND_PX // 2)
    weight = weight * (1 + SURROUND_FACTOR * (around - target).abs())
    entropy = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    answer = torch.sigmoid(logits)
    shared = sum_per_photo(answer * target, weight)
    either = sum_per_photo(answer + target, weight) - shared
    overlap = 1 - (shared + SMOOTH) / (either + SMOOTH)
    return weighted_mean(entropy, weight) + mean_over_photos(overlap, weight)


def ssim(logits: Tensor, target: Tensor, weight: Tensor, photo: Tensor) -> Tensor:
    """1 - SSIM: mean, contrast and pattern of each Gaussian window compared; from 0 to 2."""
    answer = torch.sigmoid(logits)
    mean_a, mean_t = _blur(answer), _blur(target)
    spread_a = _blur(answer**2) - mean_a**2
    spread_t = _blur(target**2) - mean_t**2
    together = _blur(answer * target) - mean_a * mean_t
    light, pattern = STEADY
    alike = (2 * mean_a * mean_t + light) * (2 * together + pattern)
    most = (mean_a**2 + mean_t**2 + light) * (spread_a + spread_t + pattern)
    return weighted_mean(1 - alike / most, weight)


def _blur(values: Tensor) -> Tensor:
    """Gaussian means of windows of (B, 1, H, W); beyond the border lies nothing, for both."""
    place = torch.arange(WINDOW_PX, device=values.device, dtype=values.dtype) - WINDOW_PX // 2
    bell = torch.exp(-(place**2) / (2 * SIGMA_PX**2))
    bell = bell / bell.sum()
    half = WINDOW_PX // 2
    rows = functional.conv2d(values, bell.view(1, 1, -1, 1), padding=(half, 0))
    return functional.conv2d(rows, bell.view(1, 1, 1, -1), padding=(0, half))


LOSSES = (
    Loss(
        "structure",
        "cross-entropy and IoU, weighted towards outlines and thin parts",
        "Wei et al., F3Net: Fusion, Feedback and Focus for Salient Object Detection, 2020",
        structure,
    ),
    Loss(
        "ssim",
        "structural similarity of small windows",
        "Wang et al., Image Quality Assessment, 2004; as a loss: Qin et al., BASNet, 2019",
        ssim,
    ),
)
