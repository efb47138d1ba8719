"""The running mean of a network's weights, which is steadier than any one step's.

Polyak and Juditsky, Acceleration of Stochastic Approximation by Averaging, 1992; the decay rises
from 0.1 as in TensorFlow's ExponentialMovingAverage, so that short runs do not keep their chance
beginnings. Beginnings that were trained are worth keeping: there the mean leaves them slowly, and
weights between those before and after fine-tuning are often better than both (Wortsman et al.,
Robust Fine-Tuning of Zero-Shot Models, 2022).
"""

from __future__ import annotations

import copy

import torch
from torch import nn


class RunningMean(nn.Module):
    """A copy of a network that follows it.

    Args:
        network: What is followed.
        decay: How much of the mean stays at each step, in the long run.
        trained: Whether the network was trained before; then the decay is so from the first step.
    """

    steps: torch.Tensor

    def __init__(self, network: nn.Module, decay: float, *, trained: bool = False) -> None:
        super().__init__()
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        self.decay, self.trained = decay, trained
        self.register_buffer("steps", torch.zeros((), dtype=torch.long))

    @torch.no_grad()
    def follow(self, network: nn.Module) -> None:
        """Take one step's weights in; counters of BatchNorm are copied."""
        self.steps += 1
        n = int(self.steps)
        decay = self.decay if self.trained else min(self.decay, (1 + n) / (10 + n))
        theirs = network.state_dict()
        for name, mean in self.network.state_dict().items():
            if mean.is_floating_point():
                mean.lerp_(theirs[name].to(mean.dtype), 1 - decay)
            else:
                mean.copy_(theirs[name])

    def train(self, mode: bool = True) -> RunningMean:
        """Stay as it is: a mean is only asked, never trained."""
        return self
