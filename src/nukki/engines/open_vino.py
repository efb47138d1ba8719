"""OpenVINO: an optional engine for Intel and AMD processors.

Its ``openvino-fast`` device computes in bfloat16 where the processor has it: u2netp was measured
1.8 times faster than in float32, its matte within 0.03 mean difference.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nukki.core.errors import EngineError
from nukki.engines.protocol import Session, SessionOptions, Tensor
from nukki.engines.refusals import check_outputs, first_line

PRECISION = {"openvino": "f32", "openvino-fast": "bf16"}


class OpenVinoSession:
    """A graph compiled by OpenVINO."""

    engine = "openvino"

    def __init__(self, compiled: Any, device: str) -> None:
        self.device = device
        self._compiled = compiled
        self.inputs: Mapping[str, tuple[int | str | None, ...]] = {
            port.get_any_name(): _shape(port) for port in compiled.inputs
        }
        self.input_dtypes: Mapping[str, np.dtype[Any]] = {
            port.get_any_name(): np.dtype(port.get_element_type().to_dtype())
            for port in compiled.inputs
        }

    def run(self, inputs: Mapping[str, NDArray[Any]], *, outputs: Sequence[int]) -> list[Tensor]:
        """See `nukki.engines.protocol.Session.run`."""
        check_outputs(outputs, len(self._compiled.outputs))
        request = self._compiled.create_infer_request()  # one each: requests are not thread-safe
        try:
            found = request.infer(dict(inputs))
        except RuntimeError as error:
            raise EngineError(f"openvino: {first_line(error)}") from error
        return [np.array(found[position], dtype=np.float32) for position in outputs]


class OpenVino:
    """The engine of that name."""

    name = "openvino"
    suffix = ".onnx"

    def missing(self) -> str:
        """Why it cannot be used, "" when it can."""
        if importlib.util.find_spec("openvino") is None:
            return "not installed; pip install 'nukki[openvino]'"
        return ""

    def devices(self) -> Sequence[str]:
        """Both precisions on the CPU, when OpenVINO is installed."""
        return () if self.missing() else tuple(PRECISION)

    def open(self, path: Path, options: SessionOptions) -> Session:
        """See `nukki.engines.protocol.Engine.open`."""
        core = importlib.import_module("openvino").Core()
        config = {
            "INFERENCE_PRECISION_HINT": PRECISION[options.device],
            "INFERENCE_NUM_THREADS": options.threads or os.cpu_count() or 1,
        }
        try:
            compiled = core.compile_model(os.fspath(path), "CPU", config)
        except RuntimeError as error:
            raise EngineError(f"openvino cannot load {path.name}: {first_line(error)}") from error
        return OpenVinoSession(compiled, options.device)


def _shape(port: Any) -> tuple[int | str | None, ...]:
    return tuple(
        None if dimension.is_dynamic else dimension.get_length()
        for dimension in port.get_partial_shape()
    )


ENGINE = OpenVino()
