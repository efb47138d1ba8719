"""EfficientNet-Lite0 as published for PyTorch, classifier and all, as an ONNX graph.

Tan and Le, EfficientNet: Rethinking Model Scaling, 2019; the Lite variants (2020, no squeezing, no
swish) are those of https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite.
The graph takes (1, 3, 224, 224) and gives the probabilities of ImageNet's thousand classes.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nukki.core.errors import WeightsError
from nukki.weights.convert.onnx_file import Graph
from nukki.weights.convert.torch_file import Arrays, read_state

NAME = "efficientnet-lite0"
SIDE_PX, CLASSES = 224, 1000
EPSILON = 1e-3
"""BatchNorm's, as in TensorFlow's code."""

STRIDES = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1)
"""Of the sixteen blocks; all else the shapes of the weights tell."""


def convert(path: Path) -> bytes:
    """The ONNX file.

    Raises:
        WeightsError: It is another network's file.
    """
    state = read_state(path)
    try:
        return _Network(state).file()
    except KeyError as error:
        raise WeightsError(f"{path.name}: expected the weights of {NAME}, no {error}") from error


class _Network:
    """The graph, layer by layer, under the names of the published weights."""

    def __init__(self, state: Arrays) -> None:
        self._state = state
        self._graph = Graph("photo")

    def file(self) -> bytes:
        features = self._step("photo", "_conv_stem", "_bn0", stride=2)
        for number, stride in enumerate(STRIDES):
            features = self._block(features, f"_blocks.{number}", stride)
        features = self._step(features, "_conv_head", "_bn1")
        mean = self._graph.node("Flatten", self._graph.node("GlobalAveragePool", features))
        fully = [self._weight("_fc.weight"), self._weight("_fc.bias")]
        scores = self._graph.node("Gemm", mean, *fully, transB=1)
        sure = self._graph.node("Softmax", scores, axis=1)
        shape = (1, 3, SIDE_PX, SIDE_PX)
        return self._graph.file(sure, input_shape=shape, output_shape=(1, CLASSES))

    def _block(self, features: str, name: str, stride: int) -> str:
        """Expand the channels, look at each by itself, project; a shortcut where sizes agree."""
        widen = f"{name}._expand_conv"
        widened = f"{widen}.weight" in self._state
        inner = self._step(features, widen, f"{name}._bn0") if widened else features
        inner = self._step(inner, f"{name}._depthwise_conv", f"{name}._bn1", stride=stride)
        inner = self._step(inner, f"{name}._project_conv", f"{name}._bn2", active=False)
        given = self._state[f"{name}._project_conv.weight"].shape[0]
        same = widened and stride == 1 and self._state[f"{widen}.weight"].shape[1] == given
        return self._graph.node("Add", inner, features) if same else inner

    def _step(
        self, features: str, convolution: str, norm: str, *, stride: int = 1, active: bool = True
    ) -> str:
        """Convolution, BatchNorm, and ReLU6 unless the features are to be added to others."""
        kernels = self._state[f"{convolution}.weight"]
        outputs, per_group, side, _ = kernels.shape
        features = self._graph.node(
            "Conv", features, self._weight(f"{convolution}.weight"),
            group=outputs if per_group == 1 else 1,
            pads=_border(side, stride), strides=(stride, stride),
        )  # fmt: skip
        statistics = ("weight", "bias", "running_mean", "running_var")
        held = [self._weight(f"{norm}.{name}") for name in statistics]
        features = self._graph.node("BatchNormalization", features, *held, epsilon=EPSILON)
        if not active:
            return features
        return self._graph.node("Clip", features, self._limit(0), self._limit(6))

    def _weight(self, name: str) -> str:
        return self._graph.weight(name, self._state[name])

    def _limit(self, value: int) -> str:
        name = f"limit_{value}"
        return self._graph.weight(name, np.array(value, np.float32))


def _border(side: int, stride: int) -> tuple[int, ...]:
    """As TensorFlow pads: with stride 2, more below and to the right."""
    before = (side - stride) // 2
    return (before, before, side - stride - before, side - stride - before)
