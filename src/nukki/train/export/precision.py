"""Smaller graphs: weights in half precision, or everything heavy in 8-bit whole numbers."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from nukki.core.errors import EngineError
from nukki.train.export.graph import INPUT

Precision = Literal["fp32", "fp16", "int8"]

SMALLEST = 64
"""Tensors of fewer numbers stay as they are: halving them saves less than the cast costs."""

HALF_MAX = float(np.finfo(np.float16).max)

LAYERS = ("Conv", "MatMul", "Gemm")
"""What is computed in 8 bits: nearly all of the work, and not what adds or resizes."""


def halve_weights(source: Path, to: Path) -> None:
    """Write the graph with its weights in 16 bits; input, output and arithmetic stay as they were.

    The runtime widens the weights once, when it loads them: the file is half as large, and no run
    is slower.

    Raises:
        EngineError: A weight is too large for 16 bits.
    """
    model = onnx.load(str(source))
    casts = []
    for tensor in model.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT:
            continue
        values = numpy_helper.to_array(tensor)
        if values.size < SMALLEST:
            continue
        if np.abs(values).max() > HALF_MAX:
            raise EngineError(f"a weight of {tensor.name} is too large for fp16; export fp32")
        wide, half = tensor.name, f"{tensor.name}.half"
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), half))
        casts.append(helper.make_node("Cast", [half], [wide], to=TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*casts, *nodes])
    onnx.checker.check_model(model)
    onnx.save(model, str(to))


class Pictures:
    """Normalised photos (1, 3, H, W), one after the other, as onnxruntime's calibration asks."""

    def __init__(self, photos: Sequence[NDArray[np.float32]]) -> None:
        self._photos: Iterator[NDArray[np.float32]] = iter(photos)

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        """The next input by name; None after the last."""
        photo = next(self._photos, None)
        return None if photo is None else {INPUT: photo}


def quantise(source: Path, to: Path, photos: Sequence[NDArray[np.float32]]) -> None:
    """Write the graph with convolutions in 8 bits, their ranges taken from how photos go through.

    Static quantisation after training: Jacob et al., Quantization and Training of Neural Networks
    for Efficient Integer-Arithmetic-Only Inference, 2018; each output channel has a scale of its
    own.
    """
    from onnxruntime.quantization import QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with tempfile.TemporaryDirectory() as scratch, _quiet():
        prepared = str(Path(scratch) / "prepared.onnx")
        quant_pre_process(str(source), prepared, skip_symbolic_shape=True)
        quantize_static(
            prepared,
            str(to),
            Pictures(photos),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=list(LAYERS),
        )


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the quantiser's remarks, which it makes in the root logger's name."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)
