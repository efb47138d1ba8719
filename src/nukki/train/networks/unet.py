"""U-Net: the classical encoder and decoder with skips between them.

Ronneberger, Fischer and Brox, U-Net: Convolutional Networks for Biomedical Image Segmentation,
2015. Three changes, all usual since: convolutions are padded, so the answer is as large as the
photo; they may be followed by a normalising layer; and a step up enlarges bilinearly and mixes
channels, where the paper has a convolution of 2 x 2.

    photo  ── w ────────────────────────────── w ── logits
              └ 2w ──────────────────────── 2w ┘         each step down halves height and width
                 └ 4w ────────────────── 4w ┘            and doubles the channels, ``depth`` times
                    └ 8w ── 16w ── 8w ───┘
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from nukki.core.parameters import Choice, Whole, parameter
from nukki.train.networks.layers import NORMS, convolve, join, resize_like
from nukki.train.networks.spec import NetworkSpec


@dataclass(frozen=True)
class UNetOptions:
    """The shape of a `UNet`."""

    width: int = parameter(32, "channels of the first level; each next has twice", Whole(4, 256))
    depth: int = parameter(4, "how often height and width are halved", Whole(1, 6))
    norm: str = parameter("batch", "what follows each convolution", Choice(NORMS))


class UNet(nn.Module):
    """Photos (B, 3, H, W) to logits (B, 1, H, W); any size."""

    def __init__(self, options: UNetOptions) -> None:
        super().__init__()
        widths = [options.width << level for level in range(options.depth + 1)]
        self.down = nn.ModuleList(
            _twice(inputs, outputs, options.norm)
            for inputs, outputs in zip([3, *widths], widths, strict=False)
        )
        # a side of odd length is halved upwards, so that even tiny photos keep a pixel
        self.halve = nn.MaxPool2d(2, ceil_mode=True)
        self.shrink = nn.ModuleList(nn.Conv2d(2 * width, width, 1) for width in widths[:-1])
        self.up = nn.ModuleList(_twice(2 * width, width, options.norm) for width in widths[:-1])
        self.head = nn.Conv2d(options.width, 1, 1)

    def forward(self, photo: Tensor) -> tuple[Tensor, ...]:
        """The logits, alone: there are no side outputs."""
        features = self.down[0](photo)
        skips = []
        for level in list(self.down)[1:]:
            skips.append(features)
            features = level(self.halve(features))
        for shrink, level in zip(reversed(self.shrink), reversed(self.up), strict=True):
            skip = skips.pop()
            features = level(join(resize_like(shrink(features), skip), skip))
        return (self.head(features),)


def _twice(inputs: int, outputs: int, norm: str) -> nn.Sequential:
    return nn.Sequential(
        convolve(inputs, outputs, norm=norm), convolve(outputs, outputs, norm=norm)
    )


SPEC = NetworkSpec(
    name="unet",
    summary="the classical U-Net, from random weights",
    paper="Ronneberger et al., U-Net: Convolutional Networks for Biomedical Image Segmentation, "
    "2015",
    options=UNetOptions,
    build=UNet,
    multiple=16,
    size=256,
    learning_rate=1e-3,
    notes="width=8 has 0.5 M parameters, width=32 7.3 M, width=64 (as published) 29 M.",
)
