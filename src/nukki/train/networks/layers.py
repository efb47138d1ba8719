"""Layers that several networks are made of."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

NORMS = ("batch", "group", "none")


def normalise(channels: int, norm: str) -> nn.Module:
    """A normalising layer of one of `NORMS`; groups, of eight channels, suit tiny batches."""
    if norm == "batch":
        return nn.BatchNorm2d(channels)
    if norm == "group":
        return nn.GroupNorm(max(1, channels // 8), channels)
    return nn.Identity()


def convolve(
    inputs: int, outputs: int, *, norm: str, kernel: int = 3, groups: int = 1
) -> nn.Sequential:
    """Convolution, normalisation, ReLU; height and width are kept."""
    layer = nn.Conv2d(
        inputs, outputs, kernel, padding=kernel // 2, groups=groups, bias=norm == "none"
    )
    return nn.Sequential(layer, normalise(outputs, norm), nn.ReLU(inplace=True))


def resize_like(features: Tensor, like: Tensor) -> Tensor:
    """Features (B, C, h, w) brought bilinearly to the height and width of ``like``."""
    return functional.interpolate(
        features, size=like.shape[-2:], mode="bilinear", align_corners=False
    )


def join(features: Tensor, skip: Tensor) -> Tensor:
    """Features at the size of ``skip``, and ``skip``, as channels of one tensor."""
    return torch.cat((skip, resize_like(features, skip)), dim=1)
