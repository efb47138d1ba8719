"""onnxruntime: the default engine, on the CPU and on every GPU its installed build supports."""

from __future__ import annotations

import importlib
import os
import threading
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nukki.core.errors import DeviceError, EngineError
from nukki.engines.onnx_graph import graph_of
from nukki.engines.protocol import Session, SessionOptions, Tensor
from nukki.engines.refusals import check_outputs, first_line

PROVIDERS = {
    "tensorrt": "TensorrtExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "rocm": "ROCMExecutionProvider",
    "migraphx": "MIGraphXExecutionProvider",
    "directml": "DmlExecutionProvider",
    "coreml": "CoreMLExecutionProvider",
    "cpu": "CPUExecutionProvider",
}
"""Our device names, best first, and what onnxruntime calls them."""

DEVICES = {provider: device for device, provider in PROVIDERS.items()}

AUTO = ("cuda", "rocm", "directml", "cpu")
"""What "auto" may take: the devices that need no minutes-long compilation at load."""

ELEMENT_TYPES: Mapping[str, np.dtype[Any]] = {
    "tensor(float)": np.dtype(np.float32),
    "tensor(float16)": np.dtype(np.float16),
    "tensor(uint8)": np.dtype(np.uint8),
    "tensor(int64)": np.dtype(np.int64),
}


class OnnxSession:
    """A graph loaded by onnxruntime."""

    engine = "onnxruntime"

    def __init__(self, runtime: Any, loaded: Any, device: str, *, in_turn: bool = False) -> None:
        self.device = device
        self._turn = threading.Lock() if in_turn else nullcontext()
        self._runtime = runtime
        self._loaded = loaded
        self._outputs = [item.name for item in loaded.get_outputs()]
        self.inputs: Mapping[str, tuple[int | str | None, ...]] = {
            item.name: tuple(item.shape) for item in loaded.get_inputs()
        }
        self.input_dtypes: Mapping[str, np.dtype[Any]] = {
            item.name: ELEMENT_TYPES.get(item.type, np.dtype(np.float32))
            for item in loaded.get_inputs()
        }

    def run(self, inputs: Mapping[str, NDArray[Any]], *, outputs: Sequence[int]) -> list[Tensor]:
        """See `nukki.engines.protocol.Session.run`."""
        check_outputs(outputs, len(self._outputs))
        names = [self._outputs[position] for position in outputs]
        try:
            with self._turn:
                found = self._loaded.run(names, dict(inputs))
        except _failures(self._runtime) as error:
            raise EngineError(f"onnxruntime on {self.device}: {first_line(error)}") from error
        return [np.asarray(array, dtype=np.float32) for array in found]


class OnnxRuntime:
    """The engine of that name."""

    name = "onnxruntime"
    suffix = ".onnx"

    def missing(self) -> str:
        """Why it cannot be imported, "" when it can."""
        try:
            importlib.import_module("onnxruntime")
        except ImportError as error:
            return first_line(error)
        return ""

    def devices(self) -> Sequence[str]:
        """Devices of the installed build, best first."""
        if self.missing():
            return ()
        offered = set(importlib.import_module("onnxruntime").get_available_providers())
        return [device for device, provider in PROVIDERS.items() if provider in offered]

    def open(self, path: Path, options: SessionOptions) -> Session:
        """See `nukki.engines.protocol.Engine.open`."""
        runtime = self._runtime()
        loaded = self.open_native(path, _session_options(runtime, options), device=options.device)
        device = DEVICES[loaded.get_providers()[0]]
        # Two runs that each take every core compute no less than one after the other, and need
        # working memory twice: measured with u2netp under 8 connections, 180 MiB.
        in_turn = device == "cpu" and not options.threads
        return OnnxSession(runtime, loaded, device, in_turn=in_turn)

    def native_options(self, threads: int = 0) -> Any:
        """An ``onnxruntime.SessionOptions`` with the settings that nukki runs with.

        Raises:
            EngineError: onnxruntime cannot be imported.
        """
        return _session_options(self._runtime(), SessionOptions(threads=threads))

    def open_native(self, path: Path, settings: Any, *, device: str = "auto") -> Any:
        """An ``onnxruntime.InferenceSession``, for code that was written against that class.

        Args:
            path: An ONNX file.
            settings: An ``onnxruntime.SessionOptions``.
            device: A name of `PROVIDERS`, or "auto".

        Raises:
            DeviceError: onnxruntime offers the device but could not start it.
            EngineError: onnxruntime refused the file, or cannot be imported.
        """
        runtime = self._runtime()
        wanted = self._providers(device)
        try:
            loaded = runtime.InferenceSession(graph_of(path), settings, providers=wanted)
        except _failures(runtime) as error:
            raise EngineError(
                f"onnxruntime cannot load {path.name}: {first_line(error)}"
            ) from error
        if device not in ("auto", DEVICES[loaded.get_providers()[0]]):
            raise DeviceError(
                f"device {device!r}: onnxruntime offers it but could not start it; "
                "see 'nukki doctor', or ask for the device 'cpu'"
            )
        return loaded

    def _runtime(self) -> Any:
        if why := self.missing():
            raise EngineError(f"onnxruntime cannot be imported ({why}); pip install onnxruntime")
        return importlib.import_module("onnxruntime")

    def _providers(self, device: str) -> list[str]:
        if device != "auto":
            return [PROVIDERS[device]]
        there = self.devices()
        return [PROVIDERS[name] for name in AUTO if name in there]


def _session_options(runtime: Any, options: SessionOptions) -> Any:
    made = runtime.SessionOptions()
    made.log_severity_level = 3  # its warnings are about graphs that users did not write
    made.intra_op_num_threads = options.threads or os.cpu_count() or 1
    made.inter_op_num_threads = 1
    made.enable_cpu_mem_arena = options.warm
    made.enable_mem_reuse = options.warm  # without, each tensor is freed at once: a lower peak
    made.enable_mem_pattern = False  # would keep a second copy of all working memory
    # Spinning threads burn the cores that decoding and encoding run on.
    made.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return made


def _failures(runtime: Any) -> tuple[type[Exception], ...]:
    """The exceptions onnxruntime raises for models and inputs that it refuses."""
    state = runtime.capi.onnxruntime_pybind11_state
    names = ("Fail", "InvalidArgument", "InvalidGraph", "InvalidProtobuf", "NoSuchFile")
    more = ("NotImplemented", "RuntimeException", "EPFail", "NoModel")
    found = [getattr(state, name) for name in names + more if hasattr(state, name)]
    return (*found, RuntimeError, ValueError)


ENGINE = OnnxRuntime()
