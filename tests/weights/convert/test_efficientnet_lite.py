"""EfficientNet-Lite0 as an ONNX file: a narrow one, drawn from random numbers."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from tests.weights.convert.conftest import StateFile

from nukki.core.errors import WeightsError
from nukki.weights.convert import CONVERSIONS
from nukki.weights.convert.efficientnet_lite import CLASSES, NAME, SIDE_PX, STRIDES
from nukki.weights.convert.onnx_file import Graph

Arrays = dict[str, NDArray[np.float32]]
RANDOM = np.random.default_rng(5)
WIDTH, INNER = 4, 8


def drawn(*shape: int) -> NDArray[np.float32]:
    return RANDOM.normal(0, 0.3, shape).astype(np.float32)


def norm(name: str, channels: int) -> Arrays:
    parts = ("weight", "bias", "running_mean")
    spread = {f"{name}.running_var": np.ones(channels, np.float32)}
    return {f"{name}.{part}": drawn(channels) for part in parts} | spread


def block(name: str, *, widened: bool) -> Arrays:
    inner = INNER if widened else WIDTH
    widen = {
        f"{name}._expand_conv.weight": drawn(INNER, WIDTH, 1, 1),
        **norm(f"{name}._bn0", INNER),
    }
    return {
        **(widen if widened else {}),
        f"{name}._depthwise_conv.weight": drawn(inner, 1, 3, 3), **norm(f"{name}._bn1", inner),
        f"{name}._project_conv.weight": drawn(WIDTH, inner, 1, 1), **norm(f"{name}._bn2", WIDTH),
    }  # fmt: skip


def narrow() -> Arrays:
    """The published names with few channels."""
    state = {"_conv_stem.weight": drawn(WIDTH, 3, 3, 3), **norm("_bn0", WIDTH)}
    for number in range(len(STRIDES)):
        state |= block(f"_blocks.{number}", widened=number > 0)
    state |= {"_conv_head.weight": drawn(INNER, WIDTH, 1, 1), **norm("_bn1", INNER)}
    return state | {"_fc.weight": drawn(CLASSES, INNER), "_fc.bias": drawn(CLASSES)}


def test_the_graph_gives_probabilities_of_a_thousand_classes(state_file: StateFile) -> None:
    data = CONVERSIONS[NAME](state_file(narrow()))
    onnx.checker.check_model(onnx.load_from_string(data), full_check=True)
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    (answer,) = session.run(None, {"photo": drawn(1, 3, SIDE_PX, SIDE_PX)})
    assert answer.shape == (1, CLASSES)
    assert answer.sum() == pytest.approx(1, abs=1e-5)


def test_the_same_weights_give_the_same_bytes(state_file: StateFile) -> None:
    path = state_file(narrow())
    assert CONVERSIONS[NAME](path) == CONVERSIONS[NAME](path)


def test_another_networks_weights_are_refused(state_file: StateFile) -> None:
    with pytest.raises(WeightsError, match="expected the weights of efficientnet-lite0"):
        CONVERSIONS[NAME](state_file({"_conv_stem.weight": drawn(WIDTH, 3, 3, 3)}))


def test_a_graph_computes_what_its_nodes_say() -> None:
    graph = Graph("x")
    doubled = graph.node("Mul", "x", graph.weight("two", np.array(2, np.float32)))
    summed = graph.node("ReduceMean", doubled, axes=(1,), keepdims=1)
    data = graph.file(summed, input_shape=(1, 300), output_shape=(1, 1))
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    (answer,) = session.run(None, {"x": np.full((1, 300), 1.5, np.float32)})
    assert answer.tolist() == [[3.0]]
