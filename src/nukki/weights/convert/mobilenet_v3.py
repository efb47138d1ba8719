"""MobileNetV3-Large as torchvision has it, its last stage dilated instead of strided.

Howard et al., Searching for MobileNetV3, 2019; torchvision's ``mobilenetv3.py`` with
``dilated=True``: features are a sixteenth of the picture's size.
"""

from __future__ import annotations

from dataclasses import replace

from nukki.weights.convert.steps import Activation, Steps, hard_sigmoid, hard_swish, relu

STRIDE = 16
EPSILON = 1e-3
"""BatchNorm's in this network; what is put on it has PyTorch's own."""

BLOCKS = (
    (1, 1, relu), (2, 1, relu), (1, 1, relu),
    (2, 1, relu), (1, 1, relu), (1, 1, relu),
    (2, 1, hard_swish), (1, 1, hard_swish), (1, 1, hard_swish), (1, 1, hard_swish),
    (1, 1, hard_swish), (1, 1, hard_swish),
    (1, 2, hard_swish), (1, 2, hard_swish), (1, 2, hard_swish),
)  # fmt: skip
"""Of the fifteen blocks: stride, dilation, activation; all else the shapes of the weights tell."""


def mobilenet_v3(steps: Steps, photo: str, name: str) -> str:
    """The features of a photo."""
    steps = replace(steps, epsilon=EPSILON)
    features = steps.step(photo, f"{name}.0.0", f"{name}.0.1", stride=2, active=hard_swish)
    for number, (stride, dilation, active) in enumerate(BLOCKS, start=1):
        features = _block(steps, features, f"{name}.{number}.block", stride, dilation, active)
    last = f"{name}.{len(BLOCKS) + 1}"
    return steps.step(features, f"{last}.0", f"{last}.1", active=hard_swish)


def _block(
    steps: Steps, features: str, name: str, stride: int, dilation: int, active: Activation
) -> str:
    """Expand the channels, look at each by itself, weigh them, project."""
    parts = [f"{name}.{number}" for number in range(4) if _is_there(steps, f"{name}.{number}")]
    inner, *rest = features, *parts
    for part in rest:
        if f"{part}.fc1.weight" in steps.state:
            inner = _weighed(steps, inner, part)
            continue
        alone = steps.state[f"{part}.0.weight"].shape[1] == 1
        inner = steps.step(
            inner, f"{part}.0", f"{part}.1",
            stride=stride if alone else 1,
            dilation=dilation if alone else 1,
            active=None if part == parts[-1] else active,
        )  # fmt: skip
    taken = steps.state[f"{parts[0]}.0.weight"].shape
    given = steps.state[f"{parts[-1]}.0.weight"].shape[0]
    same = stride == 1 and given == (taken[0] if taken[1] == 1 else taken[1])
    return steps.graph.node("Add", inner, features) if same else inner


def _is_there(steps: Steps, part: str) -> bool:
    return f"{part}.0.weight" in steps.state or f"{part}.fc1.weight" in steps.state


def _weighed(steps: Steps, features: str, name: str) -> str:
    """Channels by how much they matter in this picture (squeeze and excitation)."""
    mean = steps.graph.node("GlobalAveragePool", features)
    inner = relu(steps, steps.convolution(mean, f"{name}.fc1"))
    share = hard_sigmoid(steps, steps.convolution(inner, f"{name}.fc2"))
    return steps.graph.node("Mul", share, features)
