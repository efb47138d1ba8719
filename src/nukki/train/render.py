"""From layers to what the network sees: placed, composed, changed in appearance; on any device."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import torch
from torch import Tensor

from nukki.train.appearance import apply_looks
from nukki.train.augment import Look
from nukki.train.warp import warp


@dataclass(frozen=True, eq=False)
class Layers:
    """A batch of `SampleLayers` as tensors.

    Attributes:
        subject: (B, 5, h, w) uint8: three channels of colour, alpha, trust.
        corners: (B, 4, 2) where the result lies in the subject's picture.
        ground: (G, 3, h, w) uint8, of those that have one, in order.
        ground_corners: (G, 4, 2) where the result lies in the ground.
        composed: (B,) bool, which have one.
        weight: (B,) how much each picture counts.
        looks: How each changes in appearance.
    """

    subject: Tensor
    corners: Tensor
    ground: Tensor
    ground_corners: Tensor
    composed: Tensor
    weight: Tensor
    looks: tuple[Look, ...]

    def to(self, device: torch.device) -> Layers:
        """The same on a device."""
        return dataclasses.replace(
            self,
            subject=self.subject.to(device),
            corners=self.corners.to(device),
            ground=self.ground.to(device),
            ground_corners=self.ground_corners.to(device),
            composed=self.composed.to(device),
            weight=self.weight.to(device),
        )


@dataclass(frozen=True, eq=False)
class Batch:
    """What a step learns from.

    Attributes:
        photo: (B, 3, H, W) float in [0, 1].
        target: (B, 1, H, W) float in [0, 1].
        weight: (B, 1, H, W) float, how much each pixel counts.
    """

    photo: Tensor
    target: Tensor
    weight: Tensor


@torch.no_grad()
def render(layers: Layers, size_hw: tuple[int, int]) -> Batch:
    """The pictures of a batch as the network sees them."""
    seen = warp(_floats(layers.subject), layers.corners, size_hw, ~layers.composed)
    colour, alpha, trust = seen[:, :3], seen[:, 3:4], seen[:, 4:]
    photo = colour.clone()
    if len(layers.ground):
        inside = torch.ones_like(layers.composed[layers.composed])
        ground = warp(_floats(layers.ground), layers.ground_corners, size_hw, inside)
        below = (1 - alpha[layers.composed]) * ground
        photo[layers.composed] = (colour[layers.composed] + below).clamp(0, 1)
    known = torch.where(layers.composed[:, None, None, None], torch.ones_like(trust), trust)
    weight = known * layers.weight[:, None, None, None]
    return Batch(apply_looks(photo, layers.looks), alpha.clamp(0, 1), weight)


def _floats(pictures: Tensor) -> Tensor:
    return pictures.to(torch.float32) / 255
