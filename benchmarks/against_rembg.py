"""Whole commands against rembg's, with the same weights and the same photo, in turn.

    python benchmarks/against_rembg.py [--runs 7] [--only NAME ...] [--work FOLDER]

Makes two fresh virtual environments (nukki from this checkout, rembg[cpu,cli]==2.0.86), fetches
u2netp once, and writes ``benchmarks/against_rembg.json`` and the table in ``benchmarks/README.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from machine import machine, remark
from tables import put_table
from whole_command import Pair, interleave, measure, median

HERE = Path(__file__).parent
ROOT = HERE.parent
OTHER = "rembg 2.0.86"
REMBG = "rembg[cpu,cli]==2.0.86"
TABLE = "table"


@dataclass(frozen=True)
class Bench:
    """The two environments and where their files lie."""

    work: Path

    def tool(self, name: str, program: str) -> str:
        """The path of a program in the environment ``name``."""
        return str(self.work / name / "bin" / program)

    @property
    def environment(self) -> dict[str, str]:
        """Both tools find the same u2netp; rembg's compiled caches lie in a home of its own."""
        home = self.work / "home"
        return {**os.environ, "HOME": str(home), "U2NET_HOME": str(home / ".u2net")}

    def photo(self, name: str) -> str:
        """The path of a made photo."""
        return str(self.work / name)

    def result(self, name: str) -> str:
        """Where a command writes."""
        return str(self.work / f"out-{name}")


def prepare(work: Path) -> Bench:
    """Environments, weights and photos; what is there already is kept."""
    bench = Bench(work)
    make_environment(work / "nukki", str(ROOT))
    make_environment(work / "rembg", REMBG)
    make_photos(bench, "nukki")
    share_weights(bench, "nukki")
    return bench


def make_photos(bench: Bench, environment: str) -> None:
    """The photos, made with the Pillow of an environment."""
    command = [bench.tool(environment, "python"), "-c", MAKE_PHOTOS]
    subprocess.run([*command, str(bench.work), str(ROOT / "examples")], check=True)


def share_weights(bench: Bench, environment: str) -> None:
    """Fetch u2netp with the nukki of an environment, and lay it where rembg looks."""
    nukki = bench.tool(environment, "nukki")
    subprocess.run([nukki, "models", "pull", "u2netp"], check=True)
    found = subprocess.check_output([nukki, "models", "path", "u2netp"], text=True)
    shared = bench.work / "home" / ".u2net" / "u2netp.onnx"
    shared.parent.mkdir(parents=True, exist_ok=True)
    shared.write_bytes(Path(found.strip()).read_bytes())


def make_environment(folder: Path, requirement: str) -> None:
    """A virtual environment with one requirement, made or kept; this checkout is installed anew."""
    there = folder.exists()
    if not there:
        venv.create(folder, with_pip=True)
    if not there or requirement.startswith(str(ROOT)):
        pip = [str(folder / "bin" / "pip"), "install", "--quiet", requirement]
        subprocess.run(pip, check=True)


MAKE_PHOTOS = """
import sys, PIL.Image
work, examples = sys.argv[1:]
photo = PIL.Image.open(f"{examples}/astronaut.jpg")
photo.save(f"{work}/512.jpg", quality=92)
photo.resize((3000, 3000), PIL.Image.LANCZOS).save(f"{work}/9mp.jpg", quality=90)
photo.resize((10000, 10000), PIL.Image.BICUBIC).save(f"{work}/100mp.jpg", quality=88)
photo.resize((1000, 1000), PIL.Image.LANCZOS).save(f"{work}/1mp.jpg", quality=90)
"""


def cut(bench: Bench, photo: str, ours: list[str], theirs: list[str], runs: int) -> Pair:
    """One photo through both commands."""
    nukki = [bench.tool("nukki", "nukki"), "remove", bench.photo(photo), "-m", "u2netp"]
    rembg = [bench.tool("rembg", "rembg"), "i", "-m", "u2netp", *theirs, bench.photo(photo)]
    return interleave(
        [*nukki, "-o", bench.result("nukki.png"), *ours],
        [*rembg, bench.result("rembg.png")],
        bench.environment,
        runs,
    )


def bare_import(bench: Bench, runs: int) -> Pair:
    """Importing the library, less the interpreter's own start."""
    return interleave(
        [bench.tool("nukki", "python"), "-c", "import nukki"],
        [bench.tool("rembg", "python"), "-c", "import rembg"],
        bench.environment,
        runs,
    )


PAIRS: dict[str, tuple[str, Callable[[Bench, int], Pair]]] = {
    "import": ("`import`", bare_import),
    "512": ("whole command, 512² JPEG", lambda b, n: cut(b, "512.jpg", [], [], n)),
    "512 plain": (
        "the same, `--edges plain`",
        lambda b, n: cut(b, "512.jpg", ["--edges", "plain"], [], n),
    ),
    "9mp": ("whole command, 9 MP JPEG", lambda b, n: cut(b, "9mp.jpg", [], [], n)),
    "9mp plain": (
        "the same, `--edges plain`",
        lambda b, n: cut(b, "9mp.jpg", ["--edges", "plain"], [], n),
    ),
    "9mp fine": (
        "`--edges fine` against rembg's `-a`, 9 MP",
        lambda b, n: cut(b, "9mp.jpg", ["--edges", "fine"], ["-a"], n),
    ),
}

WARM_CALLS = """
import sys, time, threading
import numpy as np, nukki
from nukki.pipeline import build
from nukki.core.options import Options
remover = build(Options(model="u2netp"))
session = remover.load()
while not hasattr(session, "session"):
    session = session.segmenter
session = session.session
spent = []
run = session.run
def timed(*args, **kwargs):
    begun = time.perf_counter()
    try:
        return run(*args, **kwargs)
    finally:
        spent.append(time.perf_counter() - begun)
session.run = timed
image = nukki.load(sys.argv[1])
remover(image)
spent.clear()
begun = time.perf_counter()
for _ in range(100):
    remover(image)
total = time.perf_counter() - begun
print(total / 100, sum(spent) / total)
"""


def alone(bench: Bench) -> dict[str, str]:
    """Figures that have no counterpart in rembg."""
    output = subprocess.check_output(
        [bench.tool("nukki", "python"), "-c", WARM_CALLS, bench.photo("1mp.jpg")],
        env=bench.environment,
        text=True,
    )
    each_s, share = map(float, output.split())
    large = measure(
        [
            *(bench.tool("nukki", "nukki"), "remove", bench.photo("100mp.jpg"), "-m", "u2netp"),
            *("-o", bench.result("100mp.png")),
        ],
        bench.environment,
    )
    return {
        "100 warm calls in one process, 1 MP": (
            f"{each_s:.2f} s each, {share:.0%} of it inference"
        ),
        "100 MP JPEG to PNG": f"{large.wall_s:.1f} s, {large.peak_mib:.0f} MiB",
        "installed": f"{_installed(bench, 'nukki')}; rembg: {_installed(bench, 'rembg')}",
    }


def _installed(bench: Bench, name: str) -> str:
    """Bytes and packages below site-packages, without pip and setuptools themselves."""
    folder = next((bench.work / name).glob("lib/python*/site-packages"))
    own = [path for path in folder.iterdir() if not path.name.startswith(("pip", "setuptools"))]
    sizes = [
        file.stat().st_size
        for path in own
        for file in ([path] if path.is_file() else path.rglob("*"))
        if file.is_file()
    ]
    packages = sum(path.name.endswith(".dist-info") for path in own)
    return f"{sum(sizes) / 2**20:.0f} MiB, {packages} packages"


def table(pairs: dict[str, Pair], others: dict[str, str]) -> str:
    """The README's table."""
    lines = [
        "| what | nukki | rembg 2.0.86 | time, ratio | memory, ratio |",
        "|---|---|---|---|---|",
    ]
    for name, pair in pairs.items():
        ours, theirs = (
            f"{median(costs, 'wall_s'):.2f} s, {median(costs, 'peak_mib'):.0f} MiB"
            for costs in (pair.ours, pair.theirs)
        )
        ratios = f"{pair.ratio('wall_s'):.2f} | {pair.ratio('peak_mib'):.2f}"
        lines.append(f"| {PAIRS[name][0]} | {ours} | {theirs} | {ratios} |")
    lines += [f"| {what} | {figure} | | | |" for what, figure in others.items()]
    return "\n".join(lines) + "\n"


def publish(
    pairs: dict[str, Pair], others: dict[str, str], runs: int, where: Mapping[str, Any]
) -> None:
    """Write the JSON and put the table into ``benchmarks/README.md``."""
    record = {
        **where,
        "runs": runs,
        "pairs": {name: asdict(pair) for name, pair in pairs.items()},
        "others": others,
    }
    (HERE / "against_rembg.json").write_text(json.dumps(record, indent=1) + "\n")
    note = f"Medians of {runs} interleaved runs on {where['machine']}.{remark(where)}\n\n"
    put_table(note + table(pairs, others), TABLE)


def main() -> None:
    """Measure and publish."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--only", nargs="*", choices=PAIRS, help="print these, publish nothing")
    parser.add_argument("--work", type=Path, default=Path.home() / ".cache" / "nukki-benchmarks")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    bench = prepare(asked.work)
    where = machine()
    chosen = asked.only or list(PAIRS)
    pairs = {name: PAIRS[name][1](bench, asked.runs) for name in chosen}
    if asked.only:
        print(table(pairs, {}))
        return
    publish(pairs, alone(bench), asked.runs, where)


if __name__ == "__main__":
    sys.exit(main())
