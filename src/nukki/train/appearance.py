"""Light, colour, sharpness, noise and compression of a batch, each picture by its own look."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import torch
from kornia.enhance import jpeg_codec_differentiable
from kornia.filters import gaussian_blur2d
from torch import Tensor

from nukki.train.augment import Look

LUMA = (0.299, 0.587, 0.114)
"""Shares of red, green and blue in brightness (ITU-R BT.601)."""

UNSHARP_PX = 1.0
"""Standard deviation of the blur that sharpening takes away."""


def apply_looks(photos: Tensor, looks: Sequence[Look]) -> Tensor:
    """(B, 3, H, W) float in [0, 1], each changed as its look says."""
    changed = _lit(photos, looks)
    changed = _coloured(changed, looks)
    changed = _where(changed, [look.blur_px > 0 for look in looks], looks, _blurred)
    changed = _where(changed, [look.sharpen > 0 for look in looks], looks, _sharpened)
    changed = _where(changed, [look.noise > 0 for look in looks], looks, _noisy)
    return _where(changed, [look.quality < 100 for look in looks], looks, _compressed)


def _where(
    photos: Tensor,
    hit: Sequence[bool],
    looks: Sequence[Look],
    change: Callable[[Tensor, Sequence[Look]], Tensor],
) -> Tensor:
    """Photos with those changed that are hit: what is slow is done to few."""
    rows = [row for row, is_hit in enumerate(hit) if is_hit]
    if not rows:
        return photos
    at = torch.tensor(rows, device=photos.device)
    return photos.index_copy(0, at, change(photos[at], [looks[row] for row in rows]).clamp(0, 1))


def _lit(photos: Tensor, looks: Sequence[Look]) -> Tensor:
    """Brighter by a factor, as a camera clips; darker by an exponent, as a display shows."""
    gain, gamma = _column(photos, [(k.gain, k.gamma) for k in looks]).unbind(1)
    if all(look.gain == look.gamma == 1 for look in looks):
        return photos
    return (photos * gain[:, None, None, None]).clamp(0, 1) ** gamma[:, None, None, None]


def _coloured(photos: Tensor, looks: Sequence[Look]) -> Tensor:
    """All that is linear in colour, as one matrix for each photo: contrast is about its mean."""
    matrices = torch.stack([colour_matrix(look) for look in looks]).to(photos)
    contrast = _column(photos, [look.contrast for look in looks])[:, None, None, None]
    mean = photos.mean((1, 2, 3), keepdim=True)
    turned = torch.einsum("bij,bjhw->bihw", matrices, (photos - mean) * contrast + mean)
    return turned.clamp(0, 1)


def colour_matrix(look: Look) -> Tensor:
    """(3, 3) for tint, saturation and hue: white stays as it is but for the tint.

    Hue turns the plane of colour difference about the axis of greys (Rodrigues), which keeps
    r + g + b; saturation stretches that plane from the photo's brightness.
    """
    turn = math.radians(look.hue)
    eye, third = torch.eye(3), torch.full((3, 3), 1 / 3)
    cross = torch.tensor([[0.0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / math.sqrt(3)
    hue = math.cos(turn) * eye + (1 - math.cos(turn)) * third + math.sin(turn) * cross
    grey = torch.tensor([LUMA] * 3)
    saturation = look.saturation * eye + (1 - look.saturation) * grey
    return torch.diag(torch.tensor(look.tint)) @ saturation @ hue


def _blurred(photos: Tensor, looks: Sequence[Look]) -> Tensor:
    deviation = _column(photos, [(look.blur_px, look.blur_px) for look in looks])
    return _gaussian(photos, deviation)


def _sharpened(photos: Tensor, looks: Sequence[Look]) -> Tensor:
    amount = _column(photos, [look.sharpen for look in looks])[:, None, None, None]
    return photos + amount * (
        photos - _gaussian(photos, photos.new_full((len(looks), 2), UNSHARP_PX))
    )


def _gaussian(photos: Tensor, deviation: Tensor) -> Tensor:
    reach = math.ceil(2.5 * float(deviation.max()))
    reach = min(reach, (min(photos.shape[2:]) - 1) // 2)
    return gaussian_blur2d(photos, 2 * reach + 1, deviation)


def _noisy(photos: Tensor, looks: Sequence[Look]) -> Tensor:
    level = _column(photos, [look.noise for look in looks])[:, None, None, None]
    # drawn on the CPU: the same on every device
    noise = [torch.randn(photos.shape[1:], generator=_generator(look)) for look in looks]
    return photos + level * torch.stack(noise).to(photos)


def _generator(look: Look) -> torch.Generator:
    return torch.Generator().manual_seed(look.seed)


def _compressed(photos: Tensor, looks: Sequence[Look]) -> Tensor:
    quality = _column(photos, [look.quality for look in looks])
    return jpeg_codec_differentiable(photos, quality)


def _column(like: Tensor, values: Sequence[float] | Sequence[tuple[float, ...]]) -> Tensor:
    return torch.tensor(values, dtype=torch.float32).to(like)
