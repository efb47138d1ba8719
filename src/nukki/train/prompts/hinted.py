"""A network that sees hints beside the photo: clicks on the object, clicks beside it, and a matte.

photo (B, 3, H, W) ─┬─ the network's first convolutions, which see six channels
hints (B, 3, H, W) ─┘  on the object, beside it, the matte before; all zero: nothing is known
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from nukki.core.errors import OptionError

PHOTO_CHANNELS = 3
HINT_CHANNELS = 3
"""Clicks on the object, clicks beside it, and the matte before the last click."""


class Hinted(nn.Module):
    """A network of six channels as one of photos, with hints if there are any.

    Args:
        network: Widened by `widen`.
    """

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, photo: Tensor, hints: Tensor | None = None) -> tuple[Tensor, ...]:
        """The network's logits."""
        known = torch.zeros_like(photo[:, :HINT_CHANNELS]) if hints is None else hints
        logits: tuple[Tensor, ...] = self.network(torch.cat((photo, known), dim=1))
        return logits


def widen(network: nn.Module, *, name: str) -> None:
    """Let whatever convolution sees the photo see hints, too; at first they change nothing.

    A network that was widened stays as it is.

    Raises:
        OptionError: No convolution of the network sees the photo.
    """
    convolutions = [module for module in network.modules() if isinstance(module, nn.Conv2d)]
    seeing = [one for one in convolutions if one.in_channels == PHOTO_CHANNELS]
    hearing = [one for one in convolutions if one.in_channels == PHOTO_CHANNELS + HINT_CHANNELS]
    if not (seeing or hearing):
        raise OptionError(f"prompts: network {name} has no convolution that sees the photo")
    for one in seeing:
        outputs, _, *kernel = one.weight.shape
        unheard = one.weight.new_zeros((outputs, HINT_CHANNELS, *kernel))
        one.weight = nn.Parameter(torch.cat((one.weight.detach(), unheard), dim=1))
        one.in_channels += HINT_CHANNELS
