"""A clip of 720p from file to H.264 over white, against rembg's pipe and backgroundremover.

    python benchmarks/video_speed.py [--runs 3] [--frames 48] [--only NAME ...] [--publish]

All run the same weights. rembg reads raw frames from a pipe and writes a folder of PNG pictures
(``rembg b``); nothing of what would have to come after that – a background, a clip, its sound – is
counted for it. Frames are decoded for it by PyAV, as for nukki. backgroundremover does the same
job, and its matte alone (``backgroundremover.py`` tells what it needs); ``--only`` leaves it out,
or others. All take turns, A B A B. Frames a second and processor time are told *going on*, without
what starting costs (from clips of two lengths), and frames a second also of the whole command.
``--publish`` writes the table into ``benchmarks/README.md``.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import statistics
import subprocess
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path

import backgroundremover
from against_rembg import REMBG, ROOT, Bench, make_environment, share_weights
from tables import put_table
from whole_command import Cost, measure, median

TABLE = "video table"

MODELS = ("u2netp", "nukki-lite", "selfie")

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


Command = Callable[[Bench, Path, Path], list[str]]
"""Gives what is run for a clip, with a folder to write to."""


@dataclass(frozen=True)
class Contender:
    """One row of the table.

    Attributes:
        name: What it is called there.
        key: What ``--only`` calls it and its like.
        command: What is run.
    """

    name: str
    key: str
    command: Command


def rembg(bench: Bench, clip: Path, folder: Path) -> list[str]:
    """Frames through rembg's pipe."""
    feed = f'"{bench.tool("video", "python")}" -c "$0" "{clip}"'
    pipe = f'"{bench.tool("rembg", "rembg")}" b {WIDTH} {HEIGHT} -m u2netp'
    return ["sh", "-c", f'{feed} | {pipe} -o "{folder}/%05d.png"', FEED]


def ours(model: str, *given: str) -> Contender:
    """A row of nukki's own, with what is given besides."""

    def command(bench: Bench, clip: Path, folder: Path) -> list[str]:
        nukki = [bench.tool("video", "nukki"), "video", str(clip), "-o", str(folder / "out.mp4")]
        return [*nukki, "--background", "white", "-m", model, *given]

    return Contender(f"{model}, `{' '.join(given)}`" if given else model, model, command)


FAST = ("--preset", "fast")
WAYS = ((*FAST, "--look-every", "auto"), (*FAST, "--look-every", "2"), FAST, ())
"""What is given besides a model."""

REMBG_PIPE = Contender("rembg's pipe to PNG, u2netp", "rembg", rembg)
CONTENDERS = (
    REMBG_PIPE,
    Contender("backgroundremover, u2netp", backgroundremover.NAME, backgroundremover.over_white),
    Contender(
        "backgroundremover, u2netp, its matte alone",
        backgroundremover.NAME,
        backgroundremover.matte_alone,
    ),
    *(ours(model, *given) for model in MODELS for given in WAYS),
)
KEYS = tuple(dict.fromkeys(one.key for one in CONTENDERS))


@dataclass(frozen=True)
class Runs:
    """What the runs of one contender cost, with the short clip and with the long one."""

    short: tuple[Cost, ...]
    long: tuple[Cost, ...]

    def going_on(self, frames: int) -> float:
        """Frames a second once it runs."""
        return 1 / max(self.a_frame("wall_s", frames), 1e-6)

    def a_frame(self, figure: str, frames: int) -> float:
        """Seconds that one more frame takes: of the clock or of processors, a field of `Cost`."""
        more = frames - frames // SHORT
        pairs = zip(self.short, self.long, strict=True)
        return statistics.median((getattr(b, figure) - getattr(a, figure)) / more for a, b in pairs)


def prepare(work: Path, frames: int, only: Collection[str]) -> tuple[Bench, Path, Path]:
    """Environments, weights, and two clips; what is there already is kept."""
    bench = Bench(work)
    make_environment(work / "video", f"{ROOT}[video,litert]")
    share_weights(bench, "video")
    if REMBG_PIPE.key in only:
        make_environment(work / "rembg", REMBG)
    if backgroundremover.NAME in only:
        backgroundremover.prepare(bench, work / "home" / ".u2net" / "u2netp.onnx")
    subprocess.run([bench.tool("video", "nukki"), "models", "pull", "selfie"], check=True)
    clips = []
    for count in (frames // SHORT, frames):
        clip = work / f"720p-{count}.mp4"
        photo = str(ROOT / "examples" / "astronaut.jpg")
        make = [bench.tool("video", "python"), "-c", MAKE_CLIP, str(clip), photo, str(count)]
        subprocess.run(make, check=True)
        clips.append(clip)
    return bench, clips[0], clips[1]


def in_turn(
    bench: Bench, clips: Sequence[Path], runs: int, only: Collection[str]
) -> dict[str, Runs]:
    """All contenders, one after the other, so many times; the first round is not counted."""
    chosen = [one for one in CONTENDERS if one.key in only]
    costs: dict[str, list[list[Cost]]] = {one.name: [] for one in chosen}
    for number in range(runs + 1):
        for one in chosen:
            each = [run(one, bench, clip) for clip in clips]
            print(number, one.name, [f"{cost.wall_s:.1f} s" for cost in each], flush=True)
            if number:
                costs[one.name].append(each)
    return {
        name: Runs(tuple(a for a, _ in each), tuple(b for _, b in each))
        for name, each in costs.items()
    }


def run(one: Contender, bench: Bench, clip: Path) -> Cost:
    """What it cost, with an empty folder to write to."""
    folder = bench.work / "video-out"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return measure(one.command(bench, clip, folder), bench.environment)


def table(found: dict[str, Runs], frames: int, runs: int) -> str:
    """A line for each contender."""
    machine = f"{platform.machine()}, {cpu_count()} cores"
    lines = [
        f"Medians of {runs} rounds in turn, {frames} frames of {WIDTH}×{HEIGHT}, on {machine}.",
        "Ratios are to rembg's pipe; *going on* leaves out what starting costs.",
        "",
        "| | frames a second | going on | time, ratio | CPU s a frame | ratio | peak |",
        "|---|---|---|---|---|---|---|",
    ]
    theirs = found.get(REMBG_PIPE.name)
    for name, done in found.items():
        cpu = done.a_frame("cpu_s", frames)
        time, of_cpu = "", ""
        if theirs is not None:
            time = f"{theirs.going_on(frames) / done.going_on(frames):.2f}"
            of_cpu = f"{cpu / theirs.a_frame('cpu_s', frames):.2f}"
        rate = f"{frames / median(done.long, 'wall_s'):.1f} | {done.going_on(frames):.1f}"
        peak = f"{median(done.long, 'peak_mib'):.0f} MiB"
        lines.append(f"| {name} | {rate} | {time} | {cpu:.3f} | {of_cpu} | {peak} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, publish."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--frames", type=int, default=48)
    parser.add_argument("--work", type=Path, default=Path.home() / ".cache" / "nukki-benchmarks")
    parser.add_argument("--only", nargs="*", default=KEYS, choices=KEYS, metavar="NAME")
    parser.add_argument("--publish", action="store_true")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    bench, *clips = prepare(asked.work, asked.frames, asked.only)
    made = table(in_turn(bench, clips, asked.runs, asked.only), asked.frames, asked.runs)
    print(made)
    if asked.publish:
        put_table(made, TABLE)


if __name__ == "__main__":
    main()
