"""The steps of which PyTorch's networks are made, under the names of their weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from nukki.weights.convert.onnx_file import Graph
from nukki.weights.convert.torch_file import Arrays

Activation: TypeAlias = Callable[["Steps", str], str]

_STATISTICS = ("weight", "bias", "running_mean", "running_var")


@dataclass(frozen=True)
class Steps:
    """Adds steps to a graph.

    Attributes:
        graph: What grows.
        state: The published weights by name.
        epsilon: BatchNorm's.
    """

    graph: Graph
    state: Arrays
    epsilon: float = 1e-5

    def step(
        self,
        features: str,
        convolution: str,
        norm: str,
        *,
        stride: int = 1,
        dilation: int = 1,
        active: Activation | None = None,
    ) -> str:
        """Convolution, BatchNorm, and what makes them more than linear."""
        features = self.convolution(features, convolution, stride=stride, dilation=dilation)
        held = [self.weight(f"{norm}.{name}") for name in _STATISTICS]
        features = self.graph.node("BatchNormalization", features, *held, epsilon=self.epsilon)
        return active(self, features) if active else features

    def convolution(self, features: str, name: str, *, stride: int = 1, dilation: int = 1) -> str:
        """A convolution whose result is as large as its input, over the stride."""
        kernels = self.state[f"{name}.weight"]
        outputs, per_group, side, _ = kernels.shape
        bias = [self.weight(f"{name}.bias")] if f"{name}.bias" in self.state else []
        return self.graph.node(
            "Conv", features, self.weight(f"{name}.weight"), *bias,
            group=outputs if per_group == 1 and outputs > 1 else 1,
            pads=(dilation * (side // 2),) * 4,
            strides=(stride, stride),
            dilations=(dilation, dilation),
        )  # fmt: skip

    def weight(self, name: str) -> str:
        """Published values."""
        return self.graph.weight(name, self.state[name])

    def constant(self, values: Sequence[float]) -> str:
        """Other values."""
        name = "constant_" + "_".join(f"{value:g}" for value in values)
        return self.graph.weight(name, np.asarray(values, np.float32))


def relu(steps: Steps, features: str) -> str:
    """``max(x, 0)``."""
    return steps.graph.node("Relu", features)


def hard_swish(steps: Steps, features: str) -> str:
    """``x * hard_sigmoid(x)`` (Howard et al. 2019)."""
    return steps.graph.node("Mul", features, hard_sigmoid(steps, features))


def hard_sigmoid(steps: Steps, features: str) -> str:
    """``x / 6 + 1/2``, between 0 and 1."""
    return steps.graph.node("HardSigmoid", features, alpha=1 / 6, beta=0.5)
