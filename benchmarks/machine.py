"""The machine that a benchmark runs on, as its record and its tables tell it."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from typing import Any

BUSY = 0.5
"""Load for each core before the first run, from which on a table says that others were at work."""


def machine() -> dict[str, Any]:
    """Its name, its cores, and its load now, as JSON values; ask before the first run."""
    cores = os.cpu_count() or 1
    return {
        "machine": f"{platform.machine()}, {cores} cores, Python {platform.python_version()}",
        "cores": cores,
        "load": round(os.getloadavg()[0], 2),
    }


def was_busy(record: Mapping[str, Any]) -> bool:
    """Whether others were at work, so that the clock says little; records of old do not tell."""
    return bool(record.get("load", 0) > BUSY * record.get("cores", 1))


def remark(record: Mapping[str, Any]) -> str:
    """What a table says of that; "" where the machine was quiet."""
    if not was_busy(record):
        return ""
    return (
        f" Others were at work on the machine (load {record['load']:.1f}): read the processor "
        "seconds and the ratios, not the clock's."
    )
