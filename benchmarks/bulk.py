"""A folder of photos through `nukki bulk` and `rembg p`: photos a minute, cores, memory, money.

    python benchmarks/bulk.py [--photos 200] [--pairs 3] [--flat 5000] [--work FOLDER]

Uses the environments of against_rembg.py. Photos are cut at random out of the examples and scaled
to 1 to 12 megapixels. Writes ``benchmarks/bulk.json`` and a table in ``benchmarks/README.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from against_rembg import HERE, REMBG, ROOT, Bench, make_environment, share_weights
from tables import put_table
from whole_command import Cost, measure

TABLE = "bulk table"

NO_NETWORK = "otsu"
"""A threshold, which takes next to nothing: what is left is reading, enlarging and writing."""

CORE_HOUR_USD = 0.045
"""Of a virtual processor that is rented by the hour without commitment, as large clouds ask."""

MAKE_PHOTOS = """
import random, sys, PIL.Image
folder, examples, count, least_mp, most_mp = sys.argv[1], sys.argv[2], *map(float, sys.argv[3:])
chance = random.Random(9)
names = ("astronaut", "chelsea", "coffee")
sources = [PIL.Image.open(f"{examples}/{name}.jpg").convert("RGB") for name in names]
for number in range(int(count)):
    source = sources[number % 3]
    left, top = (chance.uniform(0, 0.15) * side for side in source.size)
    part = source.crop((left, top, *source.size))
    scale = (chance.uniform(least_mp, most_mp) * 1e6 / part.width / part.height) ** 0.5
    part.resize((round(part.width * scale), round(part.height * scale)), PIL.Image.BICUBIC).save(
        f"{folder}/{number:05}.jpg", quality=90
    )
"""

NETWORK_ALONE = """
import os, sys, threading, time
from nukki import codecs
from nukki.core.options import Options
from nukki.pipeline import build
model, count, photo = sys.argv[1], int(sys.argv[2]), codecs.read(sys.argv[3])
cores = len(os.sched_getaffinity(0))
remover = build(Options(model=model), threads=1)
session, seen = remover.load(), []
while not hasattr(session, "session"):
    session = session.segmenter
run, feed = session.session.run, {}
def note(inputs, *, outputs):
    seen.append((inputs, outputs))
    return run(inputs, outputs=outputs)
session.session.run = note
remover.matte(photo)
inputs, outputs = seen[0]
def work():
    for _ in range(count // cores):
        run(inputs, outputs=outputs)
threads = [threading.Thread(target=work) for _ in range(cores)]
begun = time.perf_counter()
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""
"""The network on inputs that are ready, a thread for each core: no folder can be faster."""


@dataclass(frozen=True)
class Row:
    """What one way to cut the folder out cost.

    Attributes:
        name: What it is.
        photos: How many there were.
        cost: Of the whole process.
    """

    name: str
    photos: int
    cost: Cost

    @property
    def a_minute(self) -> float:
        """Photos a minute, where every core is this run's own."""
        return 60 * _cores() / self.cpu_s

    @property
    def cpu_s(self) -> float:
        """Processor seconds a photo."""
        return self.cost.cpu_s / self.photos

    @property
    def busy(self) -> float:
        """Share of the cores that it had: less than 100 % where others work, too."""
        return self.cost.cpu_s / self.cost.wall_s / _cores()

    @property
    def usd_a_million(self) -> float:
        """Processor seconds of a million photos, at `CORE_HOUR_USD`."""
        return self.cpu_s * 1e6 / 3600 * CORE_HOUR_USD


@dataclass(frozen=True)
class Folder:
    """The photos and where results go."""

    bench: Bench
    photos: Path
    count: int

    def nukki(self, *flags: str) -> Row:
        """One cold run of `nukki bulk`."""
        command = [self.bench.tool("nukki", "nukki"), "bulk", str(self.photos), self.empty()]
        return self._row(f"`nukki bulk {' '.join(flags)}`", [*command, *flags])

    def nukki_on_one_core(self, *flags: str) -> Row:
        """The same where there is one core only."""
        command = [self.bench.tool("nukki", "nukki"), "bulk", str(self.photos), self.empty()]
        name = f"the same on one core, `{' '.join(flags)}`"
        return self._row(name, ["taskset", "-c", "0", *command, *flags])

    def rembg(self, *flags: str) -> Row:
        """One cold run of `rembg p`."""
        command = [self.bench.tool("rembg", "rembg"), "p", *flags, str(self.photos), self.empty()]
        return self._row(f"`rembg p {' '.join(flags)}`", command)

    def network_alone(self, model: str) -> Row:
        """As many runs of the network as there are photos, and nothing else."""
        first = str(next(self.photos.iterdir()))
        command = [self.bench.tool("nukki", "python"), "-c", NETWORK_ALONE]
        return self._row(f"{model}'s network alone", [*command, model, str(self.count), first])

    def _row(self, name: str, command: list[str]) -> Row:
        return Row(name, self.count, measure(command, self.bench.environment))

    def empty(self) -> str:
        """Where results go, with nothing there yet."""
        out = self.photos.with_name(f"{self.photos.name}-out")
        shutil.rmtree(out, ignore_errors=True)
        return str(out)


def make_folder(bench: Bench, count: int, megapixels: tuple[float, float]) -> Folder:
    """So many photos of sizes between two, made anew unless they are there."""
    least, most = megapixels
    folder = bench.work / f"photos-{count}-{least:g}-{most:g}"
    if not folder.exists():
        folder.mkdir()
        command = [bench.tool("nukki", "python"), "-c", MAKE_PHOTOS, str(folder)]
        numbers = [str(count), str(least), str(most)]
        subprocess.run([*command, str(ROOT / "examples"), *numbers], check=True)
    return Folder(bench, folder, count)


def watch_memory(folder: Folder, *flags: str) -> list[float]:
    """MiB that `nukki bulk` takes at each tenth of its way through a folder."""
    out = Path(folder.empty())
    command = [folder.bench.tool("nukki", "nukki"), "bulk", str(folder.photos), str(out), *flags]
    process = subprocess.Popen(
        command, env=folder.bench.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    taken: list[float] = []
    ledger = out / ".nukki" / "ledger" / "000001.jsonl"
    while process.poll() is None:
        done = ledger.read_bytes().count(b"\n") if ledger.exists() else 0
        if done * 10 >= (len(taken) + 1) * folder.count:
            pages = Path(f"/proc/{process.pid}/statm").read_text().split()[1]
            taken.append(int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20)
        time.sleep(0.2)
    return taken


def above_the_network(folder: Folder, model: str, pairs: int) -> list[float]:
    """Processor seconds of plain cut-outs over those of the network alone, run in turn."""
    return [
        folder.nukki("-m", model, "--preset", "fast").cpu_s / folder.network_alone(model).cpu_s
        for _ in range(pairs)
    ]


def table(rows: list[Row], kept: float, above: list[float], memory: list[float]) -> str:
    """The README's table and what stands below it."""
    heads = ("what", "CPU s a photo", "of rembg's", "photos a minute, on cores of its own",
             "cores it got", "peak MiB", "USD a million photos")  # fmt: skip
    lines = [
        f"| {' | '.join(heads)} |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| {row.name} | {row.cpu_s:.2f} | {row.cpu_s / rows[0].cpu_s:.2f} | "
            f"{row.a_minute:.0f} | {row.busy:.0%} | {row.cost.peak_mib:.0f} | "
            f"{row.usd_a_million:.2f} |"
            for row in rows
        ),
    ]
    shown = ", ".join(f"{mib:.0f}" for mib in memory)
    flat = f"Memory at each tenth of a large set's way, MiB: {shown}.\n" * bool(memory)
    ratios = ", ".join(f"{ratio:.2f}" for ratio in above)
    pairs = f"Plain cut-outs over the network alone, in pairs run in turn: {ratios}.\n"
    kept_note = f"With {_cores()} cores each gives {kept:.2f} of the rate of one alone.\n"
    return "\n".join(lines) + "\n\n" + kept_note + pairs * bool(above) + flat


def publish(rows: list[Row], kept: float, above: list[float], memory: list[float]) -> None:
    """Write the JSON and put the table into ``benchmarks/README.md``."""
    machine = f"{platform.machine()}, {_cores()} cores, Python {platform.python_version()}"
    record = {
        "machine": machine,
        "rows": [asdict(row) for row in rows],
        "kept_of_one_core": kept,
        "above_the_network": above,
        "memory_mib": memory,
    }
    (HERE / "bulk.json").write_text(json.dumps(record, indent=1) + "\n")
    note = f"{rows[0].photos} photos of 1 to 12 megapixels, one cold run each, on {machine}.\n\n"
    put_table(note + table(rows, kept, above, memory), TABLE)


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def main() -> None:
    """Measure and publish."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--photos", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=3, help="runs beside the network alone")
    parser.add_argument("--flat", type=int, default=5000, help="photos of the memory's measure")
    parser.add_argument("--work", type=Path, default=Path.home() / ".cache" / "nukki-benchmarks")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    bench = Bench(asked.work)
    make_environment(asked.work / "nukki", str(ROOT))
    make_environment(asked.work / "rembg", REMBG)
    share_weights(bench, "nukki")
    folder = make_folder(bench, asked.photos, (1, 12))
    rows = [
        folder.rembg("-m", "u2netp"),
        folder.nukki("-m", "u2netp"),
        folder.nukki("-m", "u2netp", "--preset", "fast"),
        folder.nukki("-m", "nukki-lite"),
        folder.nukki("-m", "nukki-lite", "--preset", "fast"),
        folder.nukki("-m", NO_NETWORK, "--preset", "fast"),
        folder.network_alone("u2netp"),
    ]
    alone = folder.nukki_on_one_core("-m", "u2netp")
    kept = alone.cost.wall_s / rows[1].cost.wall_s / _cores()
    above = above_the_network(folder, "u2netp", asked.pairs)
    memory: list[float] = []
    if asked.flat:
        small = make_folder(bench, asked.flat, (0.05, 0.1))
        memory = watch_memory(small, "-m", "nukki-lite")
    publish([*rows, alone], kept, above, memory)


if __name__ == "__main__":
    sys.exit(main())
