"""Run a network: one small file per runtime, behind one protocol.

`open_session` picks the engine that reads the file and offers the device that was asked for, and
says which it took; a device that is not there raises `DeviceError` rather than falling back in
silence.
"""

from __future__ import annotations

from pathlib import Path

from nukki.core.errors import DeviceError
from nukki.core.registry import Registry
from nukki.engines import lite_rt, onnx_runtime, open_vino, torch_vision
from nukki.engines.protocol import Engine, Session, SessionOptions

ENGINES: Registry[Engine] = Registry(
    "engine", (onnx_runtime.ENGINE, open_vino.ENGINE, lite_rt.ENGINE, torch_vision.ENGINE)
)


def devices() -> dict[str, str]:
    """Every device that can be asked for: its name, and the engine that runs ONNX files on it."""
    engines = _readers(onnx_runtime.ENGINE.suffix)
    return {device: engine.name for engine in engines for device in engine.devices()}


def open_session(path: Path, options: SessionOptions) -> Session:
    """A loaded network, ready to run.

    Args:
        path: An ONNX file, one of TensorFlow Lite (``.tflite``), or weights of torchvision's
            Mask R-CNN (``.pth``).
        options: Device, threads and memory policy. "auto" takes the first GPU that onnxruntime
            offers, else the CPU.

    Raises:
        MissingExtraError: Its kind of file needs a runtime that is not installed.
        DeviceError: No installed engine offers the device; the message lists those there are.
        EngineError: The runtime refused the file.
    """
    readers = _readers(path.suffix.lower())
    for engine in readers:
        if options.device == "auto" or options.device in engine.devices():
            return engine.open(path, options)
    there = [device for engine in readers for device in engine.devices()]
    if not there:
        return readers[0].open(path, options)  # which says what to install
    reasons = "; ".join(f"{e.name}: {why}" for e in readers if (why := e.missing()))
    raise DeviceError(
        f"device {options.device!r} is not available here; there are: auto, {', '.join(there)}"
        + (f" ({reasons})" if reasons else "")
    )


def _readers(suffix: str) -> list[Engine]:
    """The engines for files of that suffix; those for ONNX when no engine claims it."""
    fitting = [engine for engine in ENGINES.values() if engine.suffix == suffix]
    return fitting or _readers(onnx_runtime.ENGINE.suffix)


__all__ = ["ENGINES", "Engine", "Session", "SessionOptions", "devices", "open_session"]
