"""A clip of 720p from file to H.264 over white, against rembg's pipe with the same weights.

    python benchmarks/video_speed.py [--runs 3] [--frames 48] [--work FOLDER] [--publish]

rembg reads raw frames from a pipe and writes a folder of PNG pictures (``rembg b``); nothing of
what would have to come after that – a background, a clip, its sound – is counted for it. Frames are
decoded for it by PyAV, as for nukki. All take turns, A B A B. Frames a second are told twice: of
the whole command, and *going on*, without what starting costs (from clips of two lengths).
``--publish`` writes the table into ``benchmarks/README.md``.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path

from against_rembg import REMBG, ROOT, Bench, make_environment, share_weights
from tables import put_table
from whole_command import Cost, measure, median

TABLE = "video table"

WIDTH, HEIGHT = 1280, 720
SHORT = 4
"""The short clip has this share of the long one's frames."""

MAKE_CLIP = """
import sys, av, numpy as np
from PIL import Image
target, photo, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
wide = np.asarray(Image.open(photo).convert("RGB").resize((1600, 1600), Image.LANCZOS))
with av.open(target, "w") as clip:
    track = clip.add_stream("libx264", rate=25, options={"preset": "veryfast", "crf": "20"})
    track.width, track.height, track.pix_fmt = 1280, 720, "yuv420p"
    for step in range(count):
        part = np.ascontiguousarray(wide[step : 720 + step, 2 * step : 1280 + 2 * step])
        clip.mux(track.encode(av.VideoFrame.from_ndarray(part, format="rgb24")))
    clip.mux(track.encode(None))
"""

FEED = """
import sys, av
with av.open(sys.argv[1]) as clip:
    clip.streams.video[0].thread_type = "AUTO"
    for frame in clip.decode(video=0):
        sys.stdout.buffer.write(frame.to_ndarray(format="rgb24").tobytes())
"""


@dataclass(frozen=True)
class Contender:
    """One row of the table.

    Attributes:
        name: What it is called there.
        words: What follows ``nukki video CLIP``; None is rembg's pipe.
    """

    name: str
    words: Sequence[str] | None = None

    def command(self, bench: Bench, clip: Path) -> list[str]:
        """What is run."""
        out = bench.work / "video-out"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        if self.words is not None:
            nukki = [bench.tool("video", "nukki"), "video", str(clip), "-o", str(out / "out.mp4")]
            return [*nukki, "--background", "white", *self.words]
        feed = f'"{bench.tool("video", "python")}" -c "$0" "{clip}"'
        rembg = f'"{bench.tool("rembg", "rembg")}" b {WIDTH} {HEIGHT} -m u2netp'
        return ["sh", "-c", f'{feed} | {rembg} -o "{out}/%05d.png"', FEED]


THEIRS = Contender("rembg's pipe to PNG, u2netp")
OURS = (
    Contender("u2netp, `--preset fast`", ("-m", "u2netp", "--preset", "fast")),
    Contender("u2netp", ("-m", "u2netp")),
    Contender("nukki-lite, `--preset fast`", ("-m", "nukki-lite", "--preset", "fast")),
    Contender("nukki-lite", ("-m", "nukki-lite")),
    Contender("selfie, `--preset fast`", ("-m", "selfie", "--preset", "fast")),
    Contender("selfie", ("-m", "selfie")),
)


@dataclass(frozen=True)
class Runs:
    """What the runs of one contender cost, with the short clip and with the long one."""

    short: tuple[Cost, ...]
    long: tuple[Cost, ...]

    def going_on(self, frames: int) -> float:
        """Frames a second once it runs."""
        more = frames - frames // SHORT
        pairs = zip(self.short, self.long, strict=True)
        return statistics.median(more / max(b.wall_s - a.wall_s, 1e-6) for a, b in pairs)


def prepare(work: Path, frames: int) -> tuple[Bench, Path, Path]:
    """Environments, weights, and two clips; what is there already is kept."""
    bench = Bench(work)
    make_environment(work / "video", f"{ROOT}[video,litert]")
    make_environment(work / "rembg", REMBG)
    share_weights(bench, "video")
    subprocess.run([bench.tool("video", "nukki"), "models", "pull", "selfie"], check=True)
    clips = []
    for count in (frames // SHORT, frames):
        clip = work / f"720p-{count}.mp4"
        photo = str(ROOT / "examples" / "astronaut.jpg")
        make = [bench.tool("video", "python"), "-c", MAKE_CLIP, str(clip), photo, str(count)]
        subprocess.run(make, check=True)
        clips.append(clip)
    return bench, clips[0], clips[1]


def in_turn(bench: Bench, clips: Sequence[Path], runs: int) -> dict[str, Runs]:
    """All contenders, one after the other, so many times; the first round is not counted."""
    costs: dict[str, list[list[Cost]]] = {one.name: [] for one in (THEIRS, *OURS)}
    for number in range(runs + 1):
        for one in (THEIRS, *OURS):
            each = [measure(one.command(bench, clip), bench.environment) for clip in clips]
            print(number, one.name, [f"{cost.wall_s:.1f} s" for cost in each], flush=True)
            if number:
                costs[one.name].append(each)
    return {
        name: Runs(tuple(a for a, _ in each), tuple(b for _, b in each))
        for name, each in costs.items()
    }


def table(found: dict[str, Runs], frames: int, runs: int) -> str:
    """A line for each contender."""
    machine = f"{platform.machine()}, {cpu_count()} cores"
    lines = [
        f"Medians of {runs} rounds in turn, {frames} frames of {WIDTH}×{HEIGHT}, on {machine}.",
        "Ratios are to rembg's pipe.",
        "",
        "| | frames a second | going on | time, ratio | CPU, ratio | peak | memory, ratio |",
        "|---|---|---|---|---|---|---|",
    ]
    theirs = found[THEIRS.name].long
    for name, done in found.items():
        ratios = [
            statistics.median(
                getattr(a, figure) / getattr(b, figure)
                for a, b in zip(done.long, theirs, strict=True)
            )
            for figure in ("wall_s", "cpu_s", "peak_mib")
        ]
        time, cpu, memory = (f"{ratio:.2f}" for ratio in ratios)
        rate = f"{frames / median(done.long, 'wall_s'):.1f} | {done.going_on(frames):.1f}"
        peak = f"{median(done.long, 'peak_mib'):.0f} MiB"
        lines.append(f"| {name} | {rate} | {time} | {cpu} | {peak} | {memory} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, publish."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--frames", type=int, default=48)
    parser.add_argument("--work", type=Path, default=Path.home() / ".cache" / "nukki-benchmarks")
    parser.add_argument("--publish", action="store_true")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    bench, *clips = prepare(asked.work, asked.frames)
    made = table(in_turn(bench, clips, asked.runs), asked.frames, asked.runs)
    print(made)
    if asked.publish:
        put_table(made, TABLE)


if __name__ == "__main__":
    main()
