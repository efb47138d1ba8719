"""Crop, scale, rotation, mirroring and perspective in one look at each pixel."""

from __future__ import annotations

import torch
from kornia.geometry.transform import get_perspective_transform
from torch import Tensor
from torch.nn import functional

from nukki.train.augment import UNIT


def warp(pictures: Tensor, corners: Tensor, size_hw: tuple[int, int], mirrored: Tensor) -> Tensor:
    """Pictures as seen through four corners each.

    Args:
        pictures: (B, C, h, w) float.
        corners: (B, 4, 2) normalised x and y in the picture, of the result's corners clockwise from
            the upper left.
        size_hw: Height and width of the result.
        mirrored: (B,) bool, whether a picture goes on mirrored outside itself; else there is 0.

    Returns:
        (B, C, H, W) float, between pixels bilinear.
    """
    grid = sampling_grid(corners, size_hw)
    inside = torch.where(mirrored[:, None, None, None], _reflected(grid, pictures.shape), grid)
    return functional.grid_sample(
        pictures, inside, mode="bilinear", padding_mode="zeros", align_corners=False
    )


def sampling_grid(corners: Tensor, size_hw: tuple[int, int]) -> Tensor:
    """(B, H, W, 2) where each pixel of the result lies, normalised.

    Corners are those of the picture's area: the outermost pixels' middles lie half a pixel inside.
    """
    unit = torch.from_numpy(UNIT).to(corners)
    matrices = get_perspective_transform(unit.expand_as(corners), corners)
    height, width = size_hw
    y = (torch.arange(height, device=corners.device) + 0.5) * (2 / height) - 1
    x = (torch.arange(width, device=corners.device) + 0.5) * (2 / width) - 1
    across, down = x.expand(height, width), y[:, None].expand(height, width)
    places = torch.stack((across, down, torch.ones_like(across)), dim=-1).reshape(1, -1, 3)
    mapped = places @ matrices.transpose(1, 2)
    return (mapped[..., :2] / mapped[..., 2:]).reshape(-1, height, width, 2)


def _reflected(grid: Tensor, shape: torch.Size) -> Tensor:
    """Places outside [-1, 1] thrown back; no nearer to the rim than half a pixel, where 0 begins.

    A triangle wave of period 4: 1.2 becomes 0.8.
    """
    thrown = 1 - ((grid + 1) % 4 - 2).abs()
    limit = torch.tensor([1 - 1 / shape[3], 1 - 1 / shape[2]]).to(grid)
    return thrown.clamp(-limit, limit)
