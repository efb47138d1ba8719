"""`nukki serve` against `rembg s`: the same weights, photo, machine and load generator, in turn.

    python benchmarks/server_load.py [--seconds 12] [--rounds 3] [--work FOLDER] [--only]

Makes two virtual environments (nukki[server] from this checkout, rembg[cpu,cli]==2.0.86), and
writes ``benchmarks/server_load.json`` and its tables in ``benchmarks/README.md``. Each server is
started anew for each load, so that its memory is that load's; the servers follow each other under
each load, so that a machine that drifts hits all alike. Takes some 25 s for each server, load and
round: a quarter of an hour as it comes, and nothing else should run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import socket
import subprocess
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from against_rembg import REMBG, ROOT, Bench, make_environment, make_photos, share_weights
from http_load import (
    Load,
    Target,
    drive,
    joined,
    median_of,
    multipart,
    tree_cpu_s,
    watched,
)
from tables import put_table

HERE = Path(__file__).parent
TABLE = "server table"
CONNECTIONS = (1, 8, 32)
MOST = 2000
"""Requests of one load at most, however quick the server is."""


@dataclass(frozen=True)
class Contender:
    """A server, how it is started, and what it is asked."""

    name: str
    environment: str
    command: Sequence[str]
    path: str
    file_field: str
    texts: tuple[tuple[str, str], ...] = ()


THEIRS, LITE = "rembg s", "nukki-lite"
FAST = (("preset", "fast"),)
"""The matte as the network gave it, once, smoothly enlarged: what rembg does, too."""


def nukki(model: str) -> tuple[str, ...]:
    """The command that serves a model; the port follows."""
    return (
        *("nukki", "serve", "--no-auth", "--model", model),
        *("--database", "sqlite:///{folder}/server.sqlite", "--storage", "{folder}/jobs", "--port"),
    )


CONTENDERS = (
    Contender("nukki, rembg's door", "server", nukki("u2netp"), "/api/remove", "file"),
    Contender("nukki, preset fast", "server", nukki("u2netp"), "/v2/cutouts", "image_file", FAST),
    Contender(THEIRS, "rembg", ("rembg", "s", "--no-ui", "--host", "127.0.0.1", "--port"),
              "/api/remove", "file", (("model", "u2netp"),)),
    Contender(LITE, "server", nukki(LITE), "/v2/cutouts", "image_file"),
    Contender(f"{LITE}, preset fast", "server", nukki(LITE), "/v2/cutouts", "image_file", FAST),
)  # fmt: skip

RUNS_OF_THE_NETWORK = """
import sys, threading, time
import numpy as np
from nukki.engines import SessionOptions, open_session
from pathlib import Path
path, seconds = Path(sys.argv[1]), float(sys.argv[2])
def rate(callers, threads):
    session = open_session(path, SessionOptions(threads=threads))
    (name, shape), = session.inputs.items()
    given = {name: np.full([1, 3, 320, 320], 0.5, np.float32)}
    session.run(given, outputs=[0])
    until, runs = time.perf_counter() + seconds, []
    def work():
        while time.perf_counter() < until:
            session.run(given, outputs=[0])
            runs.append(1)
    begun, begun_cpu = time.perf_counter(), time.process_time()
    all_ = [threading.Thread(target=work) for _ in range(callers)]
    for thread in all_: thread.start()
    for thread in all_: thread.join()
    per_s = len(runs) / (time.perf_counter() - begun)
    return per_s, (time.process_time() - begun_cpu) / len(runs)
import os
cores = os.cpu_count() or 1
print(*max(rate(1, cores), rate(cores, 1), rate(2, cores)))
"""


@dataclass(frozen=True)
class Network:
    """The network alone: runs a second, and processor seconds of each."""

    per_s: float
    cpu_each_s: float


@dataclass
class Cell:
    """All rounds of one server under one load."""

    loads: list[Load]
    peaks_mib: list[float]
    killed: bool = False

    def line(self, network: Network) -> str:
        """Its figures in the table."""
        load = joined(self.loads)
        memory = f"{max(self.peaks_mib):.0f}"
        told = ", ".join(f"{times} × {answer}" for answer, times in sorted(load.answers.items()))
        note = f"{told}{', ended for its memory' if self.killed else ''}"
        if not load.times_s:
            return f"none | | | | {memory} | {note}"
        times = " / ".join(f"{load.percentile_s(p):.2f}" for p in (50, 95, 99))
        share = f"{load.per_s / network.per_s:.0%}"
        return f"{load.per_s:.2f} | {share} | {load.cpu_each_s:.2f} | {times} | {memory} | {note}"


def prepare(work: Path) -> Bench:
    """Environments, weights and photos; what is there already is kept."""
    bench = Bench(work)
    make_environment(work / "server", f"{ROOT}[server]")
    make_environment(work / "rembg", REMBG)
    make_photos(bench, "server")
    share_weights(bench, "server")
    return bench


def contenders(bench: Bench, names: Sequence[str] | None) -> list[Contender]:
    """Those that are asked for; nukki-lite only where its weights can be had."""
    pull = [bench.tool("server", "nukki"), "models", "pull", LITE]
    has_lite = subprocess.run(pull, capture_output=True, check=False).returncode == 0
    there = [one for one in CONTENDERS if LITE not in one.name or has_lite]
    if not has_lite:
        print(f"{LITE} is not there: left out")
    return [one for one in there if names is None or one.name in names]


def network_alone(bench: Bench, seconds: float) -> Network:
    """How often a second the network alone runs, at the best of three ways to share the cores."""
    python = bench.tool("server", "python")
    weights = Path(bench.environment["U2NET_HOME"]) / "u2netp.onnx"
    command = [python, "-c", RUNS_OF_THE_NETWORK, str(weights), str(seconds / 3)]
    told = subprocess.check_output(command, env=bench.environment, text=True)
    return Network(*map(float, told.split()))


def measure(
    bench: Bench, contender: Contender, connections: int, *, seconds: float, most_mib: float
) -> tuple[Load, float, bool]:
    """One server under one load: what came, its peak in MiB, and whether it had to be ended."""
    port = free_port()
    folder = bench.work / "server-data"
    folder.mkdir(exist_ok=True)
    program, *rest = (part.format(folder=folder) for part in contender.command)
    command = [bench.tool(contender.environment, program), *rest, str(port)]
    body, kind = multipart(contender.file_field, Path(bench.photo("512.jpg")),
                           **dict(contender.texts))  # fmt: skip
    target = Target(port, contender.path, body, kind)
    log = bench.work / f"{contender.environment}.log"
    with watched(command, bench.environment, log=log, most_mib=most_mib) as server:
        wait_until_up(port)
        warm = drive(target, connections=1, seconds=60, most=3)
        if warm.failed:
            raise SystemExit(f"{contender.name} does not answer; see {log}")
        before_s = tree_cpu_s(server.process.pid)
        load = drive(target, connections=connections, seconds=seconds, most=MOST)
        load.cpu_s = tree_cpu_s(server.process.pid) - before_s
        return load, server.peak_mib, server.killed


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_up(port: int) -> None:
    """Until a server answers anything at all."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/openapi.json", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"no server on port {port} after two minutes")


def middle(runs: Sequence[Network]) -> Network:
    """The medians of several rounds."""
    return Network(
        median_of([run.per_s for run in runs]), median_of([run.cpu_each_s for run in runs])
    )


def table(cells: dict[tuple[str, int], Cell], network: Network) -> str:
    """The README's table."""
    lines = [
        f"The network alone: {network.per_s:.2f} a second, {network.cpu_each_s:.2f} CPU s each.",
        "",
        "| at once | server | a second | of network | CPU s | p50 / p95 / p99 s | MiB | answers |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {connections} | {name} | {cell.line(network)} |"
        for (name, connections), cell in cells.items()
    ]
    return "\n".join(lines) + "\n"


def goals(cells: dict[tuple[str, int], Cell], network: Network) -> str:
    """What was set as a goal, beside what came of it."""
    lines = [
        "| at once | server | of network | p95 : single | a second : rembg | MiB : rembg |",
        "|---|---|---|---|---|---|",
        "| goal | | at least 85% | at most 10 | nukki-lite 8 | at most 0.20 |",
    ]
    for (name, connections), cell in cells.items():
        single, theirs = cells.get((name, 1)), cells.get((THEIRS, connections))
        if name == THEIRS or single is None or theirs is None:
            continue
        load, alone, other = joined(cell.loads), joined(single.loads), joined(theirs.loads)
        figures = (
            f"{load.per_s / network.per_s:.0%}" if "lite" not in name else "",
            f"{load.percentile_s(95) / alone.percentile_s(50):.1f}",
            f"{load.per_s / other.per_s:.1f}" if other.per_s else "",
            f"{max(cell.peaks_mib) / max(theirs.peaks_mib):.2f}",
        )
        lines.append(f"| {connections} | {name} | {' | '.join(figures)} |")
    return "\n".join(lines) + "\n"


def publish(cells: dict[tuple[str, int], Cell], networks: list[Network], note: str) -> None:
    """Write the JSON and put the table into ``benchmarks/README.md``."""
    record = {
        "measured": note,
        "network": [asdict(network) for network in networks],
        "loads": [
            {
                "server": name,
                "connections": connections,
                "per_s": [round(load.per_s, 3) for load in cell.loads],
                "answers": [dict(load.answers) for load in cell.loads],
                "cpu_s": [round(load.cpu_s, 2) for load in cell.loads],
                "times_s": [[round(time_s, 4) for time_s in load.times_s] for load in cell.loads],
                "peak_mib": [round(peak) for peak in cell.peaks_mib],
                "ended_for_its_memory": cell.killed,
            }
            for (name, connections), cell in cells.items()
        ],
    }
    (HERE / "server_load.json").write_text(json.dumps(record) + "\n")
    network = middle(networks)
    made = f"{note}\n\n{table(cells, network)}\n{goals(cells, network)}"
    put_table(made, TABLE)


def main() -> None:
    """Measure and publish."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=12.0, help="of each load")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, nargs="*", default=CONNECTIONS)
    parser.add_argument("--most-mib", type=float, default=8192, help="a server above it is ended")
    parser.add_argument("--only", nargs="*", help="print these servers, publish nothing")
    parser.add_argument("--work", type=Path, default=Path.home() / ".cache" / "nukki-benchmarks")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    bench = prepare(asked.work)
    chosen = contenders(bench, asked.only)
    cells = {(one.name, n): Cell([], []) for n in asked.connections for one in chosen}
    networks = []
    for _ in range(asked.rounds):
        networks.append(network_alone(bench, asked.seconds))
        for connections in asked.connections:
            for one in chosen:
                found = measure(bench, one, connections, seconds=asked.seconds,
                                most_mib=asked.most_mib)  # fmt: skip
                cell = cells[one.name, connections]
                cell.loads.append(found[0])
                cell.peaks_mib.append(found[1])
                cell.killed |= found[2]
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    note = f"{asked.rounds} rounds in turn of {asked.seconds:g} s each, on {machine}."
    if asked.only is None:
        publish(cells, networks, note)
    print(table(cells, middle(networks)), goals(cells, middle(networks)), sep="\n")


if __name__ == "__main__":
    main()
