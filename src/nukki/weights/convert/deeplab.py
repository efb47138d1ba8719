"""DeepLabV3 as torchvision publishes it for PyTorch, as an ONNX graph.

Chen et al., Rethinking Atrous Convolution for Semantic Image Segmentation, 2017. The graph takes
(1, 3, H, W), whose sides its features' stride divides, and gives logits (1, classes, H, W); the
classifier that only helped in training is left out.
"""

from __future__ import annotations

from pathlib import Path

from nukki.core.errors import WeightsError
from nukki.weights.convert import mobilenet_v3, resnet
from nukki.weights.convert.onnx_file import Graph
from nukki.weights.convert.steps import Steps, relu
from nukki.weights.convert.torch_file import read_state

NAME = "deeplabv3"
BACKBONE, HEAD = "backbone", "classifier.0"

RATES = (12, 24, 36)
"""Dilations of the head's three wide looks."""


def convert(path: Path) -> bytes:
    """The ONNX file.

    Raises:
        WeightsError: It is another network's file.
    """
    state = read_state(path)
    steps = Steps(Graph("photo"), state)
    try:
        logits = _logits(steps)
    except (KeyError, ValueError, IndexError) as error:
        raise WeightsError(f"{path.name}: expected the weights of {NAME}: {error}") from error
    classes = len(state["classifier.4.bias"])
    return steps.graph.file(
        logits,
        input_shape=(1, 3, "height", "width"),
        output_shape=(1, classes, "height", "width"),
    )


def _logits(steps: Steps) -> str:
    """Of each class, at the photo's size."""
    if f"{BACKBONE}.layer1.0.conv1.weight" in steps.state:
        features, stride = resnet.resnet(steps, "photo", BACKBONE), resnet.STRIDE
    else:
        features, stride = mobilenet_v3.mobilenet_v3(steps, "photo", BACKBONE), mobilenet_v3.STRIDE
    features = steps.step(_pyramid(steps, features), "classifier.1", "classifier.2", active=relu)
    small = steps.convolution(features, "classifier.4")
    scales = steps.constant((1, 1, stride, stride))
    return steps.graph.node(
        "Resize", small, "", scales,
        mode="linear", coordinate_transformation_mode="half_pixel",
    )  # fmt: skip


def _pyramid(steps: Steps, features: str) -> str:
    """What is seen near, in three wide rings, and on the whole, side by side."""
    looks = [
        steps.step(
            features, f"{HEAD}.convs.{number}.0", f"{HEAD}.convs.{number}.1",
            dilation=rate, active=relu,
        )
        for number, rate in enumerate((1, *RATES))
    ]  # fmt: skip
    mean = steps.graph.node("GlobalAveragePool", features)
    whole = steps.step(mean, f"{HEAD}.convs.4.1", f"{HEAD}.convs.4.2", active=relu)
    spread = steps.graph.node("Expand", whole, steps.graph.node("Shape", looks[0]))
    together = steps.graph.node("Concat", *looks, spread, axis=1)
    return steps.step(together, f"{HEAD}.project.0", f"{HEAD}.project.1", active=relu)
