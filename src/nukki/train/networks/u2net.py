"""U²-Net and its small sister: U-shapes nested in a U-shape, as published, for fine-tuning.

Qin et al., U²-Net: Going Deeper with Nested U-Structure for Salient Object Detection, 2020.

The published graphs hold no BatchNorm: it is folded into the convolutions. These modules are so,
too, and compute just what the graphs do; but nothing steadies their activations any more. Learning
rates above 1e-4, or no warm-up, make them collapse.

    photo ─ 1 ─ 2 ─ 3 ─ 4 ─ 5 ─ 6        six encoders, each at half the size of the one before
            │   │   │   │   │   │        five decoders; a side output of each and of the sixth,
    s1 ──── 1d─ 2d─ 3d─ 4d─ 5d ─┘        and the answer, a mixture of all six
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from nukki.core.errors import InputError
from nukki.core.spec import WeightFile
from nukki.models import builtin
from nukki.train.networks.layers import resize_like
from nukki.train.networks.spec import NetworkSpec


@dataclass(frozen=True)
class Block:
    """One nested U: its channels and how deep it goes; ``depth`` 0 dilates instead of halving."""

    inputs: int
    inner: int
    outputs: int
    depth: int


SMALL = (
    Block(3, 16, 64, 7), Block(64, 16, 64, 6), Block(64, 16, 64, 5), Block(64, 16, 64, 4),
    Block(64, 16, 64, 0), Block(64, 16, 64, 0), Block(128, 16, 64, 0), Block(128, 16, 64, 4),
    Block(128, 16, 64, 5), Block(128, 16, 64, 6), Block(128, 16, 64, 7),
)  # fmt: skip

LARGE = (
    Block(3, 32, 64, 7), Block(64, 32, 128, 6), Block(128, 64, 256, 5), Block(256, 128, 512, 4),
    Block(512, 256, 512, 0), Block(512, 256, 512, 0), Block(1024, 256, 512, 0),
    Block(1024, 128, 256, 4), Block(512, 64, 128, 5), Block(256, 32, 64, 6), Block(128, 16, 64, 7),
)  # fmt: skip

ENCODERS = 6


class Convolution(nn.Conv2d):
    """A convolution of 3 x 3 and ReLU."""

    def __init__(self, inputs: int, outputs: int, dilation: int = 1) -> None:
        super().__init__(inputs, outputs, 3, padding=dilation, dilation=dilation)
        nn.init.kaiming_normal_(self.weight, nonlinearity="relu")

    def forward(self, input: Tensor) -> Tensor:
        """Features of the same height and width."""
        return functional.relu(super().forward(input))


class NestedU(nn.Module):
    """A residual U-block (RSU)."""

    def __init__(self, block: Block) -> None:
        super().__init__()
        inner, outputs = block.inner, block.outputs
        dilated = not block.depth
        down = (1, 2, 4, 8) if dilated else (1,) * (block.depth - 1) + (2,)
        up = (4, 2, 1) if dilated else (1,) * (block.depth - 1)
        ends = [inner] * (len(up) - 1) + [outputs]
        self.halves = 0 if dilated else block.depth - 2
        self.first = Convolution(block.inputs, outputs)
        self.down = nn.ModuleList(
            Convolution(outputs if level == 0 else inner, inner, dilation)
            for level, dilation in enumerate(down)
        )
        self.up = nn.ModuleList(
            Convolution(2 * inner, end, dilation) for end, dilation in zip(ends, up, strict=True)
        )

    def forward(self, features: Tensor) -> Tensor:
        """Features of the same height and width."""
        features = kept = self.first(features)
        skips = []
        for level, layer in enumerate(self.down):
            if 0 < level <= self.halves:
                features = halve(features)
            features = layer(features)
            skips.append(features)
        features = skips.pop()
        for layer in self.up:
            skip = skips.pop()
            features = layer(torch.cat((resize_like(features, skip), skip), dim=1))
        return features + kept


class U2Net(nn.Module):
    """Photos (B, 3, H, W) to seven logits (B, 1, H, W): the answer, and six side outputs."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        super().__init__()
        self.encoders = nn.ModuleList(map(NestedU, blocks[:ENCODERS]))
        self.decoders = nn.ModuleList(map(NestedU, blocks[ENCODERS:]))
        seen = (*reversed(blocks[ENCODERS:]), blocks[ENCODERS - 1])
        self.sides = nn.ModuleList(nn.Conv2d(block.outputs, 1, 3, padding=1) for block in seen)
        self.mix = nn.Conv2d(len(seen), 1, 1)

    def forward(self, photo: Tensor) -> tuple[Tensor, ...]:
        """The answer's logits, then those of the side outputs, finest first."""
        skips = [self.encoders[0](photo)]
        for encoder in list(self.encoders)[1:]:
            skips.append(encoder(halve(skips[-1])))
        found = [skips.pop()]
        for decoder in self.decoders:
            skip = skips.pop()
            found.append(decoder(torch.cat((resize_like(found[-1], skip), skip), dim=1)))
        logits = [side(seen) for side, seen in zip(self.sides, reversed(found), strict=True)]
        logits = [logits[0], *(resize_like(other, photo) for other in logits[1:])]
        return (self.mix(torch.cat(logits, dim=1)), *logits)


def halve(features: Tensor) -> Tensor:
    """The greatest of each 2 x 2; a side of odd length is rounded up."""
    return functional.max_pool2d(features, 2, ceil_mode=True)


def load(module: nn.Module, path: Path) -> None:
    """Fill a `U2Net` from a published graph: convolution by convolution, in the order they run.

    Raises:
        InputError: The graph is none of this network; nothing was changed.
    """
    import onnx
    from google.protobuf.message import DecodeError
    from onnx import numpy_helper

    try:
        graph = onnx.load(str(path)).graph
    except (OSError, DecodeError) as error:
        raise InputError(f"{path}: cannot be read as an ONNX graph ({error})") from error
    tensors = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    nodes = [node for node in graph.node if node.op_type == "Conv"]
    layers = [layer for layer in module.modules() if isinstance(layer, nn.Conv2d)]
    if not _fits(nodes, layers, tensors):
        raise InputError(
            f"{path}: expected the {len(layers)} convolutions of this network, got another graph"
        )
    with torch.no_grad():
        for node, layer in zip(nodes, layers, strict=True):
            assert layer.bias is not None  # noqa: S101 - see `_fits`
            layer.weight.copy_(torch.from_numpy(tensors[node.input[1]].copy()))
            layer.bias.copy_(torch.from_numpy(tensors[node.input[2]].copy()))


def _fits(nodes: list[Any], layers: list[nn.Conv2d], tensors: dict[str, Any]) -> bool:
    return len(nodes) == len(layers) and all(
        len(node.input) == 3
        and tensors[node.input[1]].shape == tuple(layer.weight.shape)
        and _dilation(node) == list(layer.dilation)
        for node, layer in zip(nodes, layers, strict=True)
    )


def _dilation(node: Any) -> list[int]:
    return next((list(item.ints) for item in node.attribute if item.name == "dilations"), [1, 1])


def _spec(name: str, blocks: tuple[Block, ...], summary: str) -> NetworkSpec:
    shelf = builtin()[name]

    def published(options: Any) -> WeightFile:
        return shelf.weights[0]

    return NetworkSpec(
        name=name,
        summary=summary,
        paper=shelf.paper,
        build=lambda options: U2Net(blocks),
        multiple=32,
        size=320,
        learning_rate=2e-5,  # 1e-4 is the most that they bear
        warmup=0.1,
        licence=shelf.licence,
        notes="Its BatchNorm is folded: keep the learning rate at 1e-4 or below, with a warm-up. "
        "For fine-tuning; from random weights another network learns better.",
        published=published,
        load=load,
    )


SPECS = (
    _spec("u2netp", SMALL, "fine-tunes the published u2netp (1.1 M parameters)"),
    _spec("u2net", LARGE, "fine-tunes the published u2net (44 M parameters)"),
)
