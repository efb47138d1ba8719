"""A network as an ONNX graph: photos in, mattes out."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from nukki.core.errors import EngineError
from nukki.train.networks import NetworkSpec

OPSET = 18
"""The oldest that the exporter writes without converting; onnxruntime 1.15 and newer run it."""

INPUT, OUTPUT = "photo", "matte"

LARGEST = 256
"""Greatest batch, and greatest multiples of a side, that a graph is made for."""


class Matting(nn.Module):
    """Normalised photos (B, 3, H, W) to mattes (B, 1, H, W) in [0, 1]; no side outputs."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, photo: Tensor) -> Tensor:
        """The mattes."""
        return torch.sigmoid(self.network(photo)[0])


def write_graph(matting: nn.Module, spec: NetworkSpec, size_hw: tuple[int, int], to: Path) -> None:
    """Write the graph, whole and in one file.

    Its batch is free, and so are height and width where the network allows. Written by PyTorch's
    newer exporter where onnxscript is installed, else by the older one.

    Raises:
        EngineError: PyTorch cannot express the network.
    """
    sides = _free_sides(spec, size_hw)
    photo = torch.zeros(2, 3, *sides)  # 2: of a batch of one the exporter would make a constant
    write = _by_dynamo if find_spec("onnxscript") else _by_tracing
    try:
        with _quiet():
            write(matting.eval(), photo, spec, to)
    except (RuntimeError, ValueError, TypeError) as error:
        said = str(error).strip().partition("\n")[0]
        raise EngineError(f"{spec.name} cannot be written as ONNX: {said}") from error
    _clean(to)


def _free_sides(spec: NetworkSpec, size_hw: tuple[int, int]) -> tuple[int, int]:
    """Sides to export with: unequal where they are free, lest the exporter ties them together."""
    height, width = size_hw
    return (height, width + spec.multiple) if spec.free_size and height == width else size_hw


def _by_dynamo(matting: nn.Module, photo: Tensor, spec: NetworkSpec, to: Path) -> None:
    free = torch.export.Dim
    shape = {0: free("batch", min=1, max=LARGEST)}
    if spec.free_size:
        shape[2] = spec.multiple * free("rows", min=1, max=LARGEST)
        shape[3] = spec.multiple * free("columns", min=1, max=LARGEST)
    program = torch.onnx.export(
        matting,
        (photo,),
        dynamo=True,
        opset_version=OPSET,
        input_names=[INPUT],
        output_names=[OUTPUT],
        dynamic_shapes={INPUT: shape},
        verbose=False,
    )
    if program is None:
        raise RuntimeError("the exporter gave no graph")
    program.save(str(to))


def _by_tracing(matting: nn.Module, photo: Tensor, spec: NetworkSpec, to: Path) -> None:
    axes = {0: "batch", 2: "height", 3: "width"} if spec.free_size else {0: "batch"}
    torch.onnx.export(
        matting,
        (photo,),
        str(to),
        dynamo=False,
        opset_version=OPSET - 1,  # the newest that the older exporter knows well
        input_names=[INPUT],
        output_names=[OUTPUT],
        dynamic_axes={INPUT: axes, OUTPUT: axes},
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the exporters' remarks about their own insides."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _clean(path: Path) -> None:
    """Take out what the exporter noted of this machine: lines of source with their paths."""
    model = onnx.load(str(path))
    graph = model.graph
    for item in (*graph.node, *graph.value_info, *graph.input, *graph.output, *graph.initializer):
        del item.metadata_props[:]
        item.doc_string = ""
    del graph.metadata_props[:]
    del model.metadata_props[:]
    graph.name = "network"
    model.producer_name = "nukki"
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
