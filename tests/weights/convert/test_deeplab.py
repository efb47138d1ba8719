"""DeepLabV3 as an ONNX file: narrow ones, with torchvision's names."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from tests.weights.convert.conftest import StateFile

from nukki.core.errors import WeightsError
from nukki.weights.convert import CONVERSIONS
from nukki.weights.convert.deeplab import NAME
from nukki.weights.convert.mobilenet_v3 import BLOCKS

Arrays = dict[str, NDArray[np.float32]]
WIDTH, CLASSES = 3, 3


def through(outputs: int, inputs: int, side: int = 1, *, gain: float = 1.0) -> NDArray[np.float32]:
    """A convolution that hands its channels on, as far as there are as many."""
    kernels = np.zeros((outputs, inputs, side, side), np.float32)
    for channel in range(min(outputs, inputs)):
        kernels[channel, channel, side // 2, side // 2] = gain
    return kernels


def norm(name: str, channels: int) -> Arrays:
    """BatchNorm that changes nothing."""
    one, nothing = np.ones(channels, np.float32), np.zeros(channels, np.float32)
    statistics = {"weight": one, "bias": nothing, "running_mean": nothing, "running_var": one}
    return {f"{name}.{part}": values for part, values in statistics.items()}


def head(width: int) -> Arrays:
    """A head that hands on what is seen near; class 1 is red, class 2 green, 0 neither."""
    state: Arrays = {}
    for number, side in enumerate((1, 3, 3, 3)):
        gain = 1.0 if number == 0 else 0.0
        state[f"classifier.0.convs.{number}.0.weight"] = through(WIDTH, width, side, gain=gain)
        state |= norm(f"classifier.0.convs.{number}.1", WIDTH)
    state |= {"classifier.0.convs.4.1.weight": through(WIDTH, width, gain=0.0)}
    state |= norm("classifier.0.convs.4.2", WIDTH)
    state |= {"classifier.0.project.0.weight": through(WIDTH, 5 * WIDTH)}
    state |= norm("classifier.0.project.1", WIDTH)
    state |= {"classifier.1.weight": through(WIDTH, WIDTH, 3), **norm("classifier.2", WIDTH)}
    colours = np.asarray([[0, 0, 0], [1, -1, -1], [-1, 1, -1]], np.float32)[:, :, None, None]
    bias = np.asarray([0.2, 0, 0], np.float32)
    return state | {"classifier.4.weight": colours, "classifier.4.bias": bias}


def resnet() -> Arrays:
    """One block a stage, whose shortcut alone tells something; a second in the last two."""
    state = {"backbone.conv1.weight": through(WIDTH, 3, 7), **norm("backbone.bn1", WIDTH)}
    for stage, blocks in enumerate((1, 1, 2, 2), start=1):
        for block in range(blocks):
            name = f"backbone.layer{stage}.{block}"
            for number, side in enumerate((1, 3, 1), start=1):
                state[f"{name}.conv{number}.weight"] = through(WIDTH, WIDTH, side, gain=0.0)
                state |= norm(f"{name}.bn{number}", WIDTH)
            if block == 0:
                state[f"{name}.downsample.0.weight"] = through(WIDTH, WIDTH)
                state |= norm(f"{name}.downsample.1", WIDTH)
    return state | head(WIDTH)


def open_gate() -> Arrays:
    """A weighing of channels that lets all through: hard_sigmoid(3) is 1."""
    bias = {"fc1.bias": np.zeros(2, np.float32), "fc2.bias": np.full(WIDTH, 3.0, np.float32)}
    shut = {"fc1.weight": through(2, WIDTH, gain=0.0), "fc2.weight": through(WIDTH, 2, gain=0.0)}
    return shut | bias


def mobilenet() -> Arrays:
    """Fifteen blocks of few channels, the first without expansion, every third weighed."""
    state = {"backbone.0.0.weight": through(WIDTH, 3, 3), **norm("backbone.0.1", WIDTH)}
    for number in range(1, len(BLOCKS) + 1):
        parts: list[Arrays] = []
        if number > 1:
            parts.append({"0.weight": through(WIDTH, WIDTH), **norm("1", WIDTH)})
        parts.append({"0.weight": through(WIDTH, 1, 3), **norm("1", WIDTH)})
        parts[-1]["0.weight"][:, 0, 1, 1] = 1.0
        if number % 3 == 0:
            parts.append(open_gate())
        parts.append({"0.weight": through(WIDTH, WIDTH), **norm("1", WIDTH)})
        for place, part in enumerate(parts):
            state |= {f"backbone.{number}.block.{place}.{name}": one for name, one in part.items()}
    last = len(BLOCKS) + 1
    state |= {
        f"backbone.{last}.0.weight": through(WIDTH, WIDTH),
        **norm(f"backbone.{last}.1", WIDTH),
    }
    return state | head(WIDTH)


def salad() -> NDArray[np.float32]:
    """(1, 3, 96, 128): the left half red, the right half green."""
    photo = np.zeros((1, 3, 96, 128), np.float32)
    photo[0, 0, :, :64] = photo[0, 1, :, 64:] = 1.0
    return photo


def run(data: bytes, photo: NDArray[np.float32]) -> NDArray[np.float32]:
    onnx.checker.check_model(onnx.load_from_string(data), full_check=True)
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    (answer,) = session.run(None, {"photo": photo})
    return np.asarray(answer, np.float32)


@pytest.mark.parametrize("network", [resnet, mobilenet], ids=lambda network: network.__name__)
def test_each_class_is_found_where_it_is(network: object, state_file: StateFile) -> None:
    assert callable(network)
    winner = run(CONVERSIONS[NAME](state_file(network())), salad())[0].argmax(axis=0)
    assert winner.shape == (96, 128)
    assert (winner[:, :56] == 1).all()
    assert (winner[:, 72:] == 2).all()


def test_the_same_weights_give_the_same_bytes(state_file: StateFile) -> None:
    path = state_file(resnet())
    assert CONVERSIONS[NAME](path) == CONVERSIONS[NAME](path)


def test_another_networks_weights_are_refused(state_file: StateFile) -> None:
    with pytest.raises(WeightsError, match="expected the weights of deeplabv3"):
        CONVERSIONS[NAME](state_file({"_conv_stem.weight": through(3, 3, 3)}))
