"""LiteRT: an optional engine for TensorFlow Lite files, on the CPU.

For networks that are published in no other form and hold operators of their own, as MediaPipe's.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nukki.core.errors import EngineError, MissingExtraError
from nukki.engines.protocol import Session, SessionOptions, Tensor
from nukki.engines.refusals import check_outputs, first_line


class LiteRtSession:
    """A graph loaded by LiteRT."""

    engine = "litert"
    device = "cpu"

    def __init__(self, interpreter: Any) -> None:
        self._interpreter = interpreter
        self._lock = threading.Lock()  # an interpreter keeps its tensors between calls
        details = interpreter.get_input_details()
        self._inputs = {item["name"]: item["index"] for item in details}
        self._outputs = [item["index"] for item in interpreter.get_output_details()]
        self.inputs: Mapping[str, tuple[int | str | None, ...]] = {
            item["name"]: tuple(int(side) for side in item["shape"]) for item in details
        }
        self.input_dtypes: Mapping[str, np.dtype[Any]] = {
            item["name"]: np.dtype(item["dtype"]) for item in details
        }

    def run(self, inputs: Mapping[str, NDArray[Any]], *, outputs: Sequence[int]) -> list[Tensor]:
        """See `nukki.engines.protocol.Session.run`."""
        check_outputs(outputs, len(self._outputs))
        if inputs.keys() != self._inputs.keys():
            raise EngineError(
                f"litert: expected the inputs {', '.join(self._inputs)}, "
                f"got {', '.join(inputs) or 'none'}"
            )
        with self._lock:
            try:
                return self._invoke(inputs, outputs)
            except (ValueError, RuntimeError) as error:
                raise EngineError(f"litert: {first_line(error)}") from error

    def _invoke(self, inputs: Mapping[str, NDArray[Any]], outputs: Sequence[int]) -> list[Tensor]:
        for name, tensor in inputs.items():
            self._interpreter.set_tensor(self._inputs[name], tensor)
        self._interpreter.invoke()
        found = (self._interpreter.get_tensor(self._outputs[number]) for number in outputs)
        return [np.asarray(array, dtype=np.float32) for array in found]


class LiteRt:
    """The engine of that name."""

    name = "litert"
    suffix = ".tflite"

    def missing(self) -> str:
        """Why it cannot be used, "" when it can."""
        if importlib.util.find_spec("ai_edge_litert") is None:
            return "not installed; pip install 'nukki[litert]'"
        return ""

    def devices(self) -> Sequence[str]:
        """The CPU, when LiteRT is installed."""
        return () if self.missing() else ("cpu",)

    def open(self, path: Path, options: SessionOptions) -> Session:
        """See `nukki.engines.protocol.Engine.open`."""
        if self.missing():
            raise MissingExtraError(f"running {path.name}", "litert")
        runtime = importlib.import_module("ai_edge_litert.interpreter")
        threads = options.threads or os.cpu_count() or 1
        try:
            interpreter = runtime.Interpreter(model_path=os.fspath(path), num_threads=threads)
            interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            raise EngineError(f"litert cannot load {path.name}: {first_line(error)}") from error
        return LiteRtSession(interpreter)


ENGINE = LiteRt()
