"""Warm calls on every device that this machine's engines offer: python benchmarks/devices.py.

Writes what it found into ``benchmarks/devices.json``, under the machine's name: run it on a machine
with a GPU, and its row joins those of others. A call is an image in memory to a finished cut-out.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import time
from pathlib import Path
from typing import Any

from nukki import Options, codecs, engines
from nukki.core.errors import NukkiError
from nukki.core.values import Image
from nukki.ops.resize import resize
from nukki.pipeline import build

HERE = Path(__file__).parent
RECORD = HERE / "devices.json"
MODELS = ("u2netp", "isnet-imgly")
SIDE_PX = 1000


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--calls", type=int, default=20)
    asked = parser.parse_args()
    known = json.loads(RECORD.read_text()) if RECORD.is_file() else {}
    found = {device: on(device, asked.calls) for device in engines.devices()}
    known[machine()] = {device: times for device, times in found.items() if times}
    RECORD.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")


def machine() -> str:
    """What this machine is called in tables."""
    return ", ".join([platform.machine(), f"{os.cpu_count()} cores", *gpus()])


def gpus() -> list[str]:
    """Names of NVIDIA's GPUs, each once."""
    if shutil.which("nvidia-smi") is None:
        return []
    said = subprocess.run(
        ["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"],
        capture_output=True,
        text=True,
        check=False,
    )
    return list(dict.fromkeys(said.stdout.splitlines())) if said.returncode == 0 else []


def on(device: str, calls: int) -> dict[str, Any]:
    """Median seconds, and CPU seconds, of a call by model; none where the device cannot run it."""
    photo = codecs.read(HERE.parent / "examples" / "astronaut.jpg")
    image = Image(resize(photo.pixels, (SIDE_PX, SIDE_PX), "bicubic"))
    times: dict[str, Any] = {}
    for model in MODELS:
        try:
            times[model] = timed(Options(model=model, device=device), image, calls)
        except NukkiError as error:
            print(f"{model} on {device}: {error}")
    return times


def timed(options: Options, image: Image, calls: int) -> dict[str, float]:
    """What a call costs once the network has seen the picture."""
    remover = build(options)
    remover(image)
    walls, cpus = [], []
    for _ in range(calls):
        cpu, begun = time.process_time(), time.perf_counter()
        remover(image)
        walls.append(time.perf_counter() - begun)
        cpus.append(time.process_time() - cpu)
    return {"s": round(statistics.median(walls), 4), "cpu_s": round(statistics.median(cpus), 4)}


if __name__ == "__main__":
    main()
