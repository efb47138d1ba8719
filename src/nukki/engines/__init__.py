"""Run a network: one small file per runtime, behind one protocol.

`open_session` picks the engine that offers the device that was asked for and says which it took;
a device that is not there raises `DeviceError` rather than falling back in silence.
"""

from __future__ import annotations

from pathlib import Path

from nukki.core.errors import DeviceError
from nukki.core.registry import Registry
from nukki.engines import onnx_runtime, open_vino
from nukki.engines.protocol import Engine, Session, SessionOptions

ENGINES: Registry[Engine] = Registry("engine", (onnx_runtime.ENGINE, open_vino.ENGINE))


def devices() -> dict[str, str]:
    """Every device that can be asked for: its name, and the engine behind it."""
    return {device: engine.name for engine in ENGINES.values() for device in engine.devices()}


def open_session(path: Path, options: SessionOptions) -> Session:
    """A loaded network, ready to run.

    Args:
        path: An ONNX file.
        options: Device, threads and memory policy. "auto" takes the first GPU that onnxruntime
            offers, else the CPU.

    Raises:
        DeviceError: No installed engine offers the device; the message lists those there are.
        EngineError: The runtime refused the file.
    """
    for engine in ENGINES.values():
        if options.device == "auto" or options.device in engine.devices():
            return engine.open(path, options)
    there = ", ".join(devices()) or "none"
    reasons = "; ".join(f"{e.name}: {why}" for e in ENGINES.values() if (why := e.missing()))
    raise DeviceError(
        f"device {options.device!r} is not available here; there are: auto, {there}"
        + (f" ({reasons})" if reasons else "")
    )


__all__ = ["ENGINES", "Engine", "Session", "SessionOptions", "devices", "open_session"]
