"""What a run trains on, and in which arithmetic."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from typing import Literal

import torch

from nukki.core.errors import DeviceError, OptionError, UnknownNameError
from nukki.train.settings import TrainingSettings

Arithmetic = Literal["32-true", "bf16-mixed", "16-mixed"]
DEVICES = ("auto", "cpu", "cuda", "mps")


@dataclass(frozen=True)
class Machine:
    """Where to train.

    Attributes:
        accelerator: cpu, cuda or mps.
        devices: How many of them.
        precision: In Lightning's words.
    """

    accelerator: str
    devices: int
    precision: Arithmetic

    @property
    def strategy(self) -> str:
        """How several devices share the work, in Lightning's words."""
        return "ddp" if self.devices > 1 else "auto"

    def __str__(self) -> str:
        """For people."""
        name = _cpu_name()
        if self.accelerator == "cuda":
            name = torch.cuda.get_device_name(0)
        several = f"{self.devices} x " if self.devices > 1 else ""
        return f"{several}{name} ({self.accelerator}, {self.precision})"


def choose_machine(settings: TrainingSettings) -> Machine:
    """The devices and arithmetic that were asked for, or the best there are.

    Raises:
        UnknownNameError: No device is called so; the nearest is named.
        DeviceError: What was asked for is not there.
        OptionError: The batch cannot be divided over the devices.
    """
    if settings.device not in DEVICES:
        raise UnknownNameError("device", settings.device, DEVICES)
    accelerator = settings.device
    if accelerator == "auto":
        accelerator = "cuda" if torch.cuda.is_available() else "cpu"
    there = _count(accelerator)
    devices = settings.devices or (_dividing(settings.batch, there) if accelerator == "cuda" else 1)
    if accelerator != "cpu" and devices > there:
        raise DeviceError(
            f"device {accelerator}: expected {devices}, found {there}; "
            "choose fewer with --devices, or --device cpu"
        )
    if settings.batch % devices:
        raise OptionError(
            f"batch: expected a multiple of the {devices} devices, got {settings.batch}"
        )
    return Machine(accelerator, devices, _arithmetic(settings, accelerator))


def _dividing(batch: int, there: int) -> int:
    """As many devices as the batch can be divided over, evenly; at least one."""
    return next((count for count in range(there, 1, -1) if batch % count == 0), 1)


def _count(accelerator: str) -> int:
    if accelerator == "cuda":
        return torch.cuda.device_count()
    if accelerator == "mps":
        return int(torch.backends.mps.is_available())
    return os.cpu_count() or 1


def _arithmetic(settings: TrainingSettings, accelerator: str) -> Arithmetic:
    named: dict[str, Arithmetic] = {"32": "32-true", "bf16": "bf16-mixed", "16": "16-mixed"}
    if settings.precision != "auto":
        if settings.precision == "16" and accelerator == "cpu":
            raise OptionError("precision: 16 needs a GPU; on the CPU choose bf16 or 32")
        return named[settings.precision]
    if accelerator == "cuda":
        return "bf16-mixed" if torch.cuda.is_bf16_supported(False) else "16-mixed"
    return "bf16-mixed" if accelerator == "cpu" and _cpu_multiplies_bf16() else "32-true"


def _cpu_multiplies_bf16() -> bool:
    """Whether the CPU has tiles for it: elsewhere bf16 is converted back and forth, and slow."""
    asks = getattr(torch.cpu, "_is_amx_tile_supported", None)
    return bool(asks and asks())


def _cpu_name() -> str:
    return f"{platform.processor() or platform.machine()} with {os.cpu_count()} cores"
