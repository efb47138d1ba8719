"""ResNet with bottlenecks, as torchvision has it, its last two stages dilated instead of strided.

He et al., Deep Residual Learning for Image Recognition, 2015; torchvision's ``resnet.py`` with
``replace_stride_with_dilation=[False, True, True]``: features are an eighth of the picture's size.
"""

from __future__ import annotations

from nukki.weights.convert.steps import Steps, relu

STRIDE = 8

STAGES = ((1, 1, 1), (2, 1, 1), (1, 1, 2), (1, 2, 4))
"""Of the four stages: stride and dilation of the first block, dilation of the others."""


def resnet(steps: Steps, photo: str, name: str) -> str:
    """The features of a photo."""
    features = steps.step(photo, f"{name}.conv1", f"{name}.bn1", stride=2, active=relu)
    features = steps.graph.node(
        "MaxPool", features, kernel_shape=(3, 3), strides=(2, 2), pads=(1, 1, 1, 1)
    )
    for number, (stride, first, others) in enumerate(STAGES, start=1):
        stage = f"{name}.layer{number}"
        features = _block(steps, features, f"{stage}.0", stride=stride, dilation=first)
        block = 1
        while f"{stage}.{block}.conv1.weight" in steps.state:
            features = _block(steps, features, f"{stage}.{block}", stride=1, dilation=others)
            block += 1
    return features


def _block(steps: Steps, features: str, name: str, *, stride: int, dilation: int) -> str:
    """Fewer channels, a look around, more channels; the shortcut is projected where it must be."""
    inner = steps.step(features, f"{name}.conv1", f"{name}.bn1", active=relu)
    inner = steps.step(
        inner, f"{name}.conv2", f"{name}.bn2", stride=stride, dilation=dilation, active=relu
    )
    inner = steps.step(inner, f"{name}.conv3", f"{name}.bn3")
    if f"{name}.downsample.0.weight" in steps.state:
        down = f"{name}.downsample"
        features = steps.step(features, f"{down}.0", f"{down}.1", stride=stride)
    return relu(steps, steps.graph.node("Add", inner, features))
