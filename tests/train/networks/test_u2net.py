"""U²-Net in PyTorch is the published graph, number for number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from onnx.reference import ReferenceEvaluator
from torch import Tensor, nn

from nukki import models, weights
from nukki.core.errors import InputError
from nukki.engines import SessionOptions, open_session
from nukki.train.networks import NETWORKS
from nukki.train.networks.u2net import SMALL, U2Net, load

OUTPUTS = 7


def filled(path: Path) -> nn.Module:
    network = NETWORKS["u2netp"].make().eval()
    load(network, path)
    return network


def answers(network: nn.Module, photo: Tensor) -> list[NDArray[Any]]:
    with torch.inference_mode():
        return [torch.sigmoid(logits).numpy() for logits in network(photo)]


def furthest(some: Sequence[NDArray[Any]], others: Sequence[NDArray[Any]]) -> list[float]:
    return [float(np.abs(one - other).max()) for one, other in zip(some, others, strict=True)]


@pytest.fixture(scope="session")
def published() -> Path:
    return weights.locate(models.builtin()["u2netp"].weights[0])


@pytest.fixture(scope="session")
def drawn_photo() -> NDArray[np.float32]:
    """A bright disc on a gradient, normalised, (1, 3, 320, 320)."""
    rows, columns = np.mgrid[:320, :320] / 320
    disc = np.hypot(rows - 0.5, columns - 0.4) < 0.25
    photo = np.stack([np.where(disc, 0.9, share * columns) for share in (0.3, 0.5, 0.7)])
    return ((photo - 0.45) / 0.225)[None].astype(np.float32)


@pytest.mark.weights
def test_it_computes_what_the_published_graph_computes(published: Path) -> None:
    graph = onnx.load(published)
    for tensor in graph.graph.initializer:
        if tensor.data_type == onnx.TensorProto.FLOAT:
            exact = numpy_helper.to_array(tensor).astype(np.float64)
            tensor.CopyFrom(numpy_helper.from_array(exact, tensor.name))
    photo = np.random.default_rng(0).normal(size=(1, 3, 48, 48))
    wanted = list(ReferenceEvaluator(graph).run(None, {graph.graph.input[0].name: photo}))
    network = filled(published).double()
    worst = furthest(answers(network, torch.from_numpy(photo)), wanted)
    assert max(worst) <= 1e-12, worst  # 64 bits: only the order of sums is another


@pytest.mark.weights
def test_in_32_bits_it_is_as_near_to_exact_numbers_as_the_runtime(
    published: Path, drawn_photo: NDArray[np.float32]
) -> None:
    network = filled(published)
    session = open_session(published, SessionOptions(device="cpu"))
    theirs = session.run({next(iter(session.inputs)): drawn_photo}, outputs=range(OUTPUTS))
    ours = answers(network, torch.from_numpy(drawn_photo))
    exact = answers(network.double(), torch.from_numpy(drawn_photo).double())
    # both round each sum; on a side output that comes to 7e-5 for either, in other places
    assert max(furthest(ours, exact)) <= 2 * max(furthest(theirs, exact))
    assert max(furthest(ours, theirs)) <= 1e-4
    assert np.abs(ours[0] - theirs[0]).mean() <= 1e-6


@pytest.mark.weights
def test_it_holds_the_published_numbers_bit_for_bit(published: Path) -> None:
    held = {tensor.numpy().tobytes() for tensor in filled(published).state_dict().values()}
    graph = onnx.load(published).graph
    named = {name for node in graph.node if node.op_type == "Conv" for name in node.input[1:]}
    told = {numpy_helper.to_array(t).tobytes() for t in graph.initializer if t.name in named}
    assert held == told


@pytest.mark.weights
def test_a_graph_of_another_network_is_refused_and_nothing_changed(published: Path) -> None:
    network = NETWORKS["u2net"].make()
    before = network.mix.weight.clone()
    with pytest.raises(InputError, match="got another graph"):
        load(network, published)
    assert torch.equal(network.mix.weight, before)


def test_it_has_as_many_parameters_as_the_published_graph() -> None:
    assert sum(value.numel() for value in U2Net(SMALL).parameters()) == 1_125_485


def test_any_size_is_answered_by_all_outputs() -> None:
    outputs = U2Net(SMALL).eval()(torch.zeros(1, 3, 50, 71))
    assert [output.shape for output in outputs] == [(1, 1, 50, 71)] * OUTPUTS
