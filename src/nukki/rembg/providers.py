"""onnxruntime's provider names, as rembg takes them, to nukki's devices."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from nukki import engines
from nukki.core.errors import DeviceError, OptionError
from nukki.engines.onnx_runtime import DEVICES

Provider: TypeAlias = str | tuple[str, Mapping[str, Any]]

NO_DEVICE = frozenset({"AzureExecutionProvider"})
"""Providers that onnxruntime lists in every build and that compute nothing on this machine."""

DEVICE_OF: Mapping[str, str] = {**DEVICES, "OpenVINOExecutionProvider": "openvino"}
PROVIDER_OF: Mapping[str, str] = {
    **{device: provider for provider, device in DEVICE_OF.items()},
    "openvino-fast": "OpenVINOExecutionProvider",
}


def device_for(providers: Sequence[Provider] | None) -> str:
    """The device of the first provider that is there; "auto" when none is named.

    Warns with a ``RuntimeWarning``, as rembg does, when that is not the first one named.

    Raises:
        DeviceError: None of them is there.
        OptionError: A provider comes with options, which are not supported.
    """
    wanted = [name for name in map(_name_of, providers or ()) if name not in NO_DEVICE]
    if not wanted:
        return "auto"
    there = engines.devices()
    fitting = [name for name in wanted if DEVICE_OF.get(name) in there]
    if not fitting:
        offered = ", ".join(PROVIDER_OF[device] for device in there) or "none"
        raise DeviceError(f"providers: none of {', '.join(wanted)} is here; there are: {offered}")
    if fitting[0] != wanted[0]:
        warnings.warn(
            f"{wanted[0]} was asked for but is not here; the session runs on {fitting[0]}",
            RuntimeWarning,
            stacklevel=4,
        )
    return DEVICE_OF[fitting[0]]


def _name_of(provider: Provider) -> str:
    if isinstance(provider, str):
        return provider
    name, settings = provider
    if settings:
        raise OptionError(
            f"providers: options of {name} are not supported, got {dict(settings)}; "
            "give its name alone"
        )
    return name
