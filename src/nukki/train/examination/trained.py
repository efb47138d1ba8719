"""A trained network as something that has a matte for a photo, and takes a time for it."""

from __future__ import annotations

import time

import numpy as np
import torch
from torch import nn

from nukki.core.arrays import FloatMap, Pixels
from nukki.ops.resize import resize, resize_alpha
from nukki.train.networks import NetworkSpec


class Trained:
    """A network with its normalisation, on its device, in single precision.

    Args:
        network: With its weights.
        spec: How photos are normalised for it.
        size_hw: What it sees, in pixels; photos are stretched to it, as in training.
        device: In PyTorch's words.
    """

    def __init__(
        self, network: nn.Module, spec: NetworkSpec, size_hw: tuple[int, int], device: str
    ) -> None:
        self.device = torch.device(device)
        self._network = network.eval().to(self.device)
        self._size_hw = size_hw
        self._mean, self._std = (
            torch.tensor(values, device=self.device).view(1, 3, 1, 1)
            for values in (spec.mean, spec.std)
        )

    def __call__(self, photo: Pixels) -> tuple[FloatMap, float]:
        """The matte (H, W) float32 [0, 1] of a photo's size, and the seconds it took."""
        begun = time.perf_counter()
        seen = resize(photo, self._size_hw, "bilinear")
        matte = resize_alpha(self._ask(seen), photo.shape[:2])
        return matte, time.perf_counter() - begun

    @torch.inference_mode()
    def _ask(self, seen: Pixels) -> FloatMap:
        batch = torch.from_numpy(seen)[None].permute(0, 3, 1, 2).to(self.device, torch.float32)
        logits = self._network((batch / 255 - self._mean) / self._std)[0]
        return np.ascontiguousarray(torch.sigmoid(logits.float())[0, 0].cpu().numpy())
