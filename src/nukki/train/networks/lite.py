"""Lite: an EfficientNet-Lite encoder, and a light decoder that sees the photo's own pixels.

Made for two CPU cores. Depthwise separable convolutions as in Howard et al., MobileNets, 2017; one
pooled context for the whole photo after Liu et al., ParseNet, 2015; the last step to full size is
learnt, as in Shi et al., sub-pixel convolution, 2016.

    photo ── encoder: 1/2  1/4  1/8  1/16  1/32 ── context
      │                │    │    │     │     │
      │                │    + ── + ─── + ─── ┘      decoder: project, enlarge, add, refine
      │                │    │    │     │            side outputs at 1/4, 1/8 and 1/16
      └ 4x4, stride 2 ─ + ──┘                       detail: at 1/2 of the size four channels hold
                        └─ shuffled ── logits       four neighbours, which is the photo's own size
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from nukki.core.parameters import Choice, Whole, parameter
from nukki.core.spec import WeightFile
from nukki.train.networks import efficientnet_lite
from nukki.train.networks.efficientnet_lite import EfficientNetLite
from nukki.train.networks.layers import convolve
from nukki.train.networks.spec import NetworkSpec


@dataclass(frozen=True)
class LiteOptions:
    """The shape of a `Lite`."""

    encoder: str = parameter(
        "0", "EfficientNet-Lite 0, 1 or 2", Choice(tuple(efficientnet_lite.VARIANTS))
    )
    width: int = parameter(96, "channels of the decoder where it is widest", Whole(16, 256))
    detail: int = parameter(
        32, "channels of the branch that sees the photo's own pixels", Whole(8, 128)
    )
    statistics: str = parameter(
        "kept", "the encoder's BatchNorm: kept as published, or learnt", Choice(("kept", "learnt"))
    )

    @property
    def channels(self) -> tuple[int, ...]:
        """The decoder's at 1/4, 1/8, 1/16 and 1/32 of the size; whole blocks of CPU registers."""
        shares = (1 / 2, 2 / 3, 1, 1)
        return tuple(max(16, round(self.width * share / 16) * 16) for share in shares)


class Separable(nn.Module):
    """A window of each channel, then a mixture of all channels; added to what came in."""

    def __init__(self, channels: int, *, kernel: int = 3) -> None:
        super().__init__()
        self.steps = nn.Sequential(
            convolve(channels, channels, norm="batch", kernel=kernel, groups=channels),
            nn.Conv2d(channels, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, features: Tensor) -> Tensor:
        """Features of the same shape."""
        return functional.relu(features + self.steps(features))


class Context(nn.Module):
    """What the photo as a whole says, added to every place."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        # no norm: one pixel a photo gives no statistics
        self.look = convolve(channels, channels, norm="none", kernel=1)
        self.tell = nn.Conv2d(channels, channels, 1)

    def forward(self, features: Tensor) -> Tensor:
        """Features of the same shape."""
        return features + self.tell(self.look(features.mean((2, 3), keepdim=True)))


class Rise(nn.Module):
    """One step up: the coarser features enlarged, finer ones added, both refined."""

    def __init__(self, coarse: int, skip: int, channels: int) -> None:
        super().__init__()
        self.narrow = _project(coarse, channels)
        self.skip = _project(skip, channels)
        self.refine = Separable(channels)

    def forward(self, coarse: Tensor, skip: Tensor) -> Tensor:
        """Features at the size of ``skip``."""
        together = self.skip(skip) + _double(self.narrow(coarse))
        refined: Tensor = self.refine(functional.relu(together))
        return refined


class Detail(nn.Module):
    """The answer at full size, from the decoder and the photo's own pixels."""

    def __init__(self, coarse: int, skip: int, channels: int) -> None:
        super().__init__()
        self.look = nn.Sequential(
            nn.Conv2d(3, channels, 4, stride=2, padding=1, bias=False), nn.BatchNorm2d(channels)
        )
        self.skip = _project(skip, channels)
        self.guide = _project(coarse, channels)
        self.refine = nn.Sequential(Separable(channels), Separable(channels))
        self.tell = nn.Conv2d(channels, 4, 1)
        with torch.no_grad():  # four neighbours begin alike: no chequered pattern to unlearn
            self.tell.weight.copy_(self.tell.weight[:1].expand_as(self.tell.weight))

    def forward(self, photo: Tensor, skip: Tensor, coarse: Tensor) -> Tensor:
        """Logits (B, 1, H, W)."""
        near = self.look(photo) + self.skip(skip) + _double(self.guide(coarse))
        return functional.pixel_shuffle(self.tell(self.refine(functional.relu(near))), 2)


class Lite(nn.Module):
    """Photos (B, 3, H, W) to logits: the answer at full size, side outputs at 1/4, 1/8 and 1/16.

    Height and width must be divisible by 32.
    """

    def __init__(self, options: LiteOptions) -> None:
        super().__init__()
        self.encoder = EfficientNetLite(options.encoder, still=options.statistics == "kept")
        channels, skips = options.channels, self.encoder.channels
        self.bottom = nn.Sequential(
            _project(skips[-1], channels[-1]), nn.ReLU(inplace=True),
            Context(channels[-1]), Separable(channels[-1], kernel=5),
        )  # fmt: skip
        self.rises = nn.ModuleList(
            Rise(channels[level + 1], skips[level + 1], channels[level]) for level in (2, 1, 0)
        )
        self.sides = nn.ModuleList(nn.Conv2d(channels[level], 1, 1) for level in (0, 1, 2))
        self.detail = Detail(channels[0], skips[0], options.detail)

    def forward(self, photo: Tensor) -> tuple[Tensor, ...]:
        """The answer's logits, then those of the side outputs, finest first."""
        finest, *skips, deepest = self.encoder(photo)
        features = self.bottom(deepest)
        levels = []
        for rise in self.rises:
            features = rise(features, skips.pop())
            levels.append(features)
        sides = [side(level) for side, level in zip(self.sides, reversed(levels), strict=True)]
        return (self.detail(photo, finest, features), *sides)


def _double(features: Tensor) -> Tensor:
    """Features at twice their height and width.

    A factor, not a size: onnxruntime then keeps its quick layout of channels.
    """
    return functional.interpolate(features, scale_factor=2, mode="bilinear", align_corners=False)


def load(module: nn.Module, path: Path) -> None:
    """Give the encoder the weights of a published file."""
    assert isinstance(module, Lite)  # noqa: S101 - a programming error
    efficientnet_lite.load(module.encoder, path)


def _project(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs))


def _published(options: LiteOptions) -> WeightFile:
    return efficientnet_lite.weight_file(options.encoder)


SPEC = NetworkSpec(
    name="lite",
    summary="small and quick, its encoder trained on ImageNet (3 M parameters)",
    paper="Tan and Le, EfficientNet: Rethinking Model Scaling, 2019 (the encoder, Lite variant)",
    options=LiteOptions,
    build=Lite,
    mean=(127 / 255,) * 3,
    std=(128 / 255,) * 3,
    multiple=32,
    size=320,
    learning_rate=1e-3,
    licence=efficientnet_lite.LICENCE,
    notes="From random weights set statistics=learnt: those that are kept come with the weights.",
    published=_published,
    load=load,
    encoder=("encoder",),
    early=("encoder.stem", "encoder.stages.0", "encoder.stages.1"),
)
