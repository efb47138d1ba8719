"""A network as an ONNX graph: photos in, perhaps hints of where was clicked; mattes out."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from nukki.core.errors import EngineError
from nukki.train.networks import NetworkSpec
from nukki.train.prompts.hinted import Hinted
from nukki.train.quiet import quiet

OPSET = 18
"""The oldest that the exporter writes without converting; onnxruntime 1.15 and newer run it."""

INPUT, HINTS, OUTPUT = "photo", "hints", "matte"

LARGEST = 256
"""Greatest batch, and greatest multiples of a side, that a graph is made for."""


class Matting(nn.Module):
    """Normalised photos (B, 3, H, W) to mattes (B, 1, H, W) in [0, 1]; no side outputs.

    Attributes:
        inputs: Names of what it takes: photos, and hints where the network takes clicks.
    """

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        self.inputs = (INPUT, HINTS) if isinstance(network, Hinted) else (INPUT,)

    def forward(self, photo: Tensor, hints: Tensor | None = None) -> Tensor:
        """The mattes."""
        known = () if hints is None else (hints,)
        return torch.sigmoid(self.network(photo, *known)[0])


def write_graph(matting: Matting, spec: NetworkSpec, size_hw: tuple[int, int], to: Path) -> None:
    """Write the graph, whole and in one file.

    Its batch is free, and so are height and width where the network allows. Written by PyTorch's
    newer exporter where onnxscript is installed, else by the older one.

    Raises:
        EngineError: PyTorch cannot express the network.
    """
    sides = _free_sides(spec, size_hw)
    # 2: of a batch of one the exporter would make a constant
    given = tuple(torch.zeros(2, 3, *sides) for _ in matting.inputs)
    write = _by_dynamo if find_spec("onnxscript") else _by_tracing
    try:
        with quiet("torch.onnx"):
            write(matting, given, spec, to)
    except (RuntimeError, ValueError, TypeError) as error:
        said = str(error).strip().partition("\n")[0]
        raise EngineError(f"{spec.name} cannot be written as ONNX: {said}") from error
    _clean(to)


def _free_sides(spec: NetworkSpec, size_hw: tuple[int, int]) -> tuple[int, int]:
    """Sides to export with: unequal where they are free, lest the exporter ties them together."""
    height, width = size_hw
    return (height, width + spec.multiple) if spec.free_size and height == width else size_hw


def _by_dynamo(matting: Matting, given: tuple[Tensor, ...], spec: NetworkSpec, to: Path) -> None:
    free = torch.export.Dim
    shape = {0: free("batch", min=1, max=LARGEST)}
    if spec.free_size:
        shape[2] = spec.multiple * free("rows", min=1, max=LARGEST)
        shape[3] = spec.multiple * free("columns", min=1, max=LARGEST)
    program = torch.onnx.export(
        matting.eval(),
        given,
        dynamo=True,
        opset_version=OPSET,
        input_names=list(matting.inputs),
        output_names=[OUTPUT],
        dynamic_shapes=dict.fromkeys(matting.inputs, shape),
        verbose=False,
    )
    if program is None:
        raise RuntimeError("the exporter gave no graph")
    program.save(str(to))


def _by_tracing(matting: Matting, given: tuple[Tensor, ...], spec: NetworkSpec, to: Path) -> None:
    axes = {0: "batch", 2: "height", 3: "width"} if spec.free_size else {0: "batch"}
    torch.onnx.export(
        matting.eval(),
        given,
        str(to),
        dynamo=False,
        opset_version=OPSET - 1,  # the newest that the older exporter knows well
        input_names=list(matting.inputs),
        output_names=[OUTPUT],
        dynamic_axes=dict.fromkeys((*matting.inputs, OUTPUT), axes),
    )


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
