"""Run a command to its end and say what it cost, by the operating system's own account."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """One run: wall-clock and processor seconds, peak resident memory in MiB."""

    wall_s: float
    cpu_s: float
    peak_mib: float


def measure(command: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """The cost of one run; a command that fails stops the benchmark with its output."""
    return measured(command, environment)[0]


def measured(command: Sequence[str], environment: Mapping[str, str]) -> tuple[Cost, str]:
    """The cost of one run, and what it said; see `measure`."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    output = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{output.decode(errors='replace')}")
    cost = Cost(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
    return cost, output.decode(errors="replace")


@dataclass(frozen=True)
class Pair:
    """Two commands run in turn, A B A B ..., so that a drifting machine hits both alike."""

    ours: tuple[Cost, ...]
    theirs: tuple[Cost, ...]

    @classmethod
    def recorded(cls, held: Mapping[str, Sequence[Mapping[str, float]]]) -> Pair:
        """A pair from JSON, as ``asdict`` gave it."""
        ours, theirs = (tuple(Cost(**cost) for cost in held[side]) for side in ("ours", "theirs"))
        return cls(ours, theirs)

    def ratio(self, figure: str) -> float:
        """Median over the pairs of ours / theirs, for a field of `Cost`."""
        pairs = zip(self.ours, self.theirs, strict=True)
        return statistics.median(getattr(a, figure) / getattr(b, figure) for a, b in pairs)


def interleave(
    ours: Sequence[str], theirs: Sequence[str], environment: Mapping[str, str], runs: int
) -> Pair:
    """``runs`` counted pairs after one of each that is not counted."""
    measure(ours, environment)
    measure(theirs, environment)
    costs = [(measure(ours, environment), measure(theirs, environment)) for _ in range(runs)]
    first, second = zip(*costs, strict=True)
    return Pair(first, second)


def median(costs: Sequence[Cost], figure: str) -> float:
    """Median of a field of `Cost`."""
    return statistics.median(getattr(cost, figure) for cost in costs)
